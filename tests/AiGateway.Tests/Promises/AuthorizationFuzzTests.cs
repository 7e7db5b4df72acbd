using System.Text;
using AiGateway.Fakes.Raw;
using AiGateway.Secrets;

namespace AiGateway.Tests.Promises;

/// <summary>G17: whatever stands where a key should, the answer is a 401 that tells nothing, or the server's own refusal of a head that is none.</summary>
public sealed class AuthorizationFuzzTests(InputBench bench) : IClassFixture<InputBench>
{
    private const int Values = 4000;
    private const int Seed = 20261120;

    private static readonly string[] Names = ["Authorization", "x-api-key", "api-key", "x-goog-api-key"];

    private static readonly string[] Pieces =
    [
        "Bearer ", "bearer ", "Basic ", "Bearer", " ", "\t", ",", ";", "'", "\"", "\\", "' OR '1'='1' --", "'; DROP TABLE virtual_keys; --", "1; SELECT pg_sleep(10)", "%00", "%0d%0a",
        "../", "${jndi:ldap://x}", "{{7*7}}", "<script>", "sk-gw-", "sk-gw-aaaaaaaaaaaa-", "eyJhbGciOiJub25lIn0.e30.", "eyJ", "..", "null", "undefined", "*", "é", "ключ", "🔑", "\u200b", "0", "-1",
        "Digest username=\"x\"", "Negotiate ", "AWS4-HMAC-SHA256 ", "tester", new('k', 300), new('k', 2000),
    ];

    [Fact]
    public async Task Thousands_of_random_values_get_the_same_401()
    {
        var random = new Random(Seed);
        var sent = 0;
        var bodies = new HashSet<string>(StringComparer.Ordinal);
        while (sent < Values)
        {
            // Keep-alive: what one request is answered must leave the connection in order for the next.
            using var connection = await RawClient.ConnectAsync(bench.Guarded.BaseUrl.Port);
            for (var i = 0; i < 100 && sent < Values; i++, sent++)
            {
                var lines = Enumerable.Range(0, random.Next(10) == 0 ? 2 : 1).Select(_ => $"{Names[random.Next(Names.Length)]}: {Value(random)}").ToArray();
                await connection.WriteAsync(RawRequest.Get("/v1/models", lines));

                var answer = await connection.ReadMessageAsync();

                answer.Status.ShouldBe(401, string.Join(" | ", lines));
                answer.Header("www-authenticate").ShouldBe("Bearer");
                bodies.Add(answer.BodyText);
            }
        }

        // A Bearer or a plain header with nothing in it is a key that is wrong, never one that is missing.
        bodies.ShouldHaveSingleItem().ShouldContain("invalid_api_key");
        bench.NothingWentOut();
    }

    [Theory]
    [InlineData("\u0001")]
    [InlineData("\u007f")]
    [InlineData("a\0b")]
    [InlineData("\u00ff\u00fe")]
    public async Task Bytes_that_no_header_may_hold_are_no_fault_of_the_gateways(string value)
    {
        foreach (var name in Names)
        {
            var bytes = Encoding.Latin1.GetBytes(RawRequest.Get("/v1/models", $"{name}: Bearer {value}", "Connection: close"));

            using var connection = await RawClient.ConnectAsync(bench.Guarded.BaseUrl.Port);
            await connection.WriteAsync(bytes);

            (await connection.ReadMessageAsync(untilClose: true)).Status.ShouldBeOneOf(400, 401);
        }
    }

    [Theory]
    [InlineData("?key=KEY")]
    [InlineData("?KEY=KEY")]
    [InlineData("?api_key=KEY")]
    [InlineData("?api-key=KEY")]
    [InlineData("?apikey=KEY")]
    [InlineData("?x-api-key=KEY")]
    [InlineData("?a=b&access_token=KEY")]
    [InlineData("?%6bey=KEY")]
    public async Task A_key_in_the_address_is_not_read_and_its_sender_is_told(string query)
    {
        var path = RawRequest.ChatPath + query.Replace("=KEY", $"={InputBench.Key}", StringComparison.Ordinal);
        foreach (var header in (string[])["x-other: 1", $"api-key: {InputBench.Key}"])
        {
            var answer = await RawClient.SendAsync(bench.Guarded.BaseUrl.Port, RawRequest.Post(RawRequest.GoodChat, path, header, "Connection: close"));

            answer.ShouldBeRefused(401, "invalid_api_key").GetProperty("message").GetString().ShouldNotBeNull().ShouldStartWith("Keys in the address are not read");
            answer.BodyText.ShouldNotContain(InputBench.Key);
        }

        bench.Guarded.LogLines.ShouldAllBe(line => !line.Contains(InputBench.Key, StringComparison.Ordinal));
        bench.NothingWentOut();
    }

    private static string Value(Random random)
    {
        if (random.Next(8) == 0)
        {
            return $"Bearer {TokenText.Create(TokenText.VirtualKeyPrefix, out _)}";
        }

        var text = new StringBuilder();
        for (var i = random.Next(6); i > 0; i--)
        {
            text.Append(random.Next(3) == 0 ? ((char)random.Next(' ', 127)).ToString() : Pieces[random.Next(Pieces.Length)]);
        }

        return text.ToString();
    }
}
