using System.Diagnostics;
using System.Net;
using System.Text;
using AiGateway.Fakes;
using AiGateway.Fakes.Answers;
using AiGateway.Fakes.Raw;
using AiGateway.Tests.Failover;
using AiGateway.Tests.Hosting;
using AiGateway.Tests.Observability;
using Xunit.Abstractions;

namespace AiGateway.Tests.Promises.Upstream;

/// <summary>Answers of a gigabyte cost neither the gateway's memory nor the caller's patience.</summary>
public class HugeAnswerTests(ITestOutputHelper output)
{
    private const long Gigabyte = 1L << 30;
    private const int Piece = 1 << 20;

    [Fact]
    [Trait("Promise", "D16")]
    public async Task A_gigabyte_that_is_announced_is_not_begun()
    {
        await using var server = Sending($"Content-Length: {Gigabyte}", chunked: false, "");
        await using var spare = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var alone = await Pools.StartAsync(Target.At(server.Origin));
        await using var gateway = await Pools.StartAsync(Target.At(server.Origin), Target.To(spare));
        spare.Always(StreamText.GoodAnswer);

        var watch = Stopwatch.StartNew();
        var response = await alone.ChatAsync(Pools.Model);

        output.WriteLine($"Refused after {watch.ElapsedMilliseconds} ms.");
        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await response.ErrorCodeAsync()).ShouldBe("upstream_too_large");
        (await (await gateway.ChatAsync(Pools.Model)).TextAsync()).ShouldBe(StreamText.Good);
    }

    /// <summary>
    /// Unannounced it shows only on the way: the first 8 MiB are held, then it flows, and beyond the limit it is cut and never looks whole.
    /// A stream's line without an end is left before anything of it goes out. The gateway is a process of its own, whose memory is read from outside.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Promise", "D16")]
    [Trait("Promise", "D10")]
    public async Task A_gigabyte_unannounced_is_cut_and_the_memory_stays(bool stream)
    {
        await using var small = await FakeProvider.StartAsync(Dialect.OpenAI);
        await using var server = Sending("Transfer-Encoding: chunked", chunked: true, stream ? "data: " : "{\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"");
        await using var gateway = GatewayProcess.Start(Pools.Configuration(new Knobs(), Target.At(server.Origin), Target.To(small)));
        using var client = new HttpClient { BaseAddress = await gateway.WaitForAddressAsync(), Timeout = TimeSpan.FromSeconds(60) };
        var before = gateway.ResidentBytes;
        for (var i = 0; i < 30; i++)
        {
            // An honest answer that is larger than what is held, so that the pools have what one answer takes.
            small.Next(Fault.Body(200, PlainBodies.Of(Dialect.OpenAI).Replace("Said in JSON", new string('x', 12 << 20), StringComparison.Ordinal)) with { AnnounceLength = i % 2 == 0 });
            using var honest = await PostAsync(client, "p2/gpt-4o-mini", stream: false);
            (await ReadAsync(honest, () => before = Math.Max(before, gateway.ResidentBytes))).ShouldBeGreaterThan(12 << 20);
            before = Math.Max(before, gateway.ResidentBytes);
        }

        var peak = 0L;
        var received = 0L;
        for (var round = 0; round < 3; round++)
        {
            using var response = await PostAsync(client, "p1/gpt-4o-mini", stream);
            if (stream)
            {
                response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
                (await response.Content.ReadAsStringAsync()).ShouldContain("upstream_too_large");
            }
            else
            {
                response.StatusCode.ShouldBe(HttpStatusCode.OK);
                received = await ReadUntilCutAsync(response, () => peak = Math.Max(peak, gateway.ResidentBytes));
                received.ShouldBeInRange(8 << 20, 97 << 20);
            }

            peak = Math.Max(peak, gateway.ResidentBytes);
        }

        output.WriteLine($"Memory at most {before >> 20} MiB with honest answers of 12 MiB, {peak >> 20} MiB with a gigabyte; {received >> 20} MiB came through.");
        (peak - before).ShouldBeLessThan(32 << 20);
        await gateway.WaitForLineAsync("upstream_too_large");
    }

    private static async Task<long> ReadUntilCutAsync(HttpResponseMessage response, Action observe)
    {
        var total = 0L;
        var cut = await Should.ThrowAsync<Exception>(() => ReadAsync(response, observe, count => total += count), "the cut must not look like an end");
        (cut is HttpRequestException or IOException).ShouldBeTrue(cut.ToString());
        return total;
    }

    /// <summary>Reads to the end, and looks at the memory on the way in both kinds of answer alike.</summary>
    private static async Task<long> ReadAsync(HttpResponseMessage response, Action observe, Action<int>? arrived = null)
    {
        var buffer = new byte[Piece];
        await using var body = await response.Content.ReadAsStreamAsync();
        var total = 0L;
        var observed = 0L;
        while (await body.ReadAsync(buffer) is var count and > 0)
        {
            total += count;
            arrived?.Invoke(count);
            if (total - observed > 4 * Piece)
            {
                observed = total;
                observe();
            }
        }

        return total;
    }

    private static Task<HttpResponseMessage> PostAsync(HttpClient client, string model, bool stream) => client.SendAsync(
        new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent($$"""{"model":"{{model}}","stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"Hello"}]}""", Encoding.UTF8, "application/json"),
        },
        HttpCompletionOption.ResponseHeadersRead);

    /// <summary>Answers each request with a gigabyte, or as much of it as the other side takes.</summary>
    private static RawServer Sending(string framing, bool chunked, string beginning) => RawServer.Start(async connection =>
    {
        await connection.ReadMessageAsync();
        var type = beginning.StartsWith("data:", StringComparison.Ordinal) ? "text/event-stream" : "application/json";
        await connection.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Type: {type}\r\n{framing}\r\n\r\n");
        if (chunked)
        {
            await connection.WriteAsync($"{beginning.Length:x}\r\n{beginning}\r\n");
        }

        var piece = new string('a', Piece);
        var bytes = Encoding.UTF8.GetBytes(chunked ? $"{Piece:x}\r\n{piece}\r\n" : piece);
        for (var sent = 0L; sent < Gigabyte; sent += Piece)
        {
            await connection.WriteAsync(bytes);
        }
    });
}
