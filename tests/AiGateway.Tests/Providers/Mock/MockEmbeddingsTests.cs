using System.Runtime.InteropServices;
using System.Text.Json;

namespace AiGateway.Tests.Providers.Mock;

public sealed class MockEmbeddingsTests : IDisposable
{
    private readonly MockClient _mock = new();

    public void Dispose() => _mock.Dispose();

    [Theory]
    [InlineData("", 256)]
    [InlineData(""","dimensions":1""", 1)]
    [InlineData(""","dimensions":7""", 7)]
    [InlineData(""","dimensions":1536""", 1536)]
    public async Task Vectors_have_the_length_asked_for_and_the_norm_1(string extra, int dimensions)
    {
        var answer = await EmbedAsync($$"""{"model":"embed","input":["a text","another"]{{extra}}}""");

        answer.GetProperty("object").GetString().ShouldBe("list");
        answer.GetProperty("model").GetString().ShouldBe("embed");
        var data = answer.GetProperty("data");
        data.GetArrayLength().ShouldBe(2);
        for (var index = 0; index < 2; index++)
        {
            data[index].GetProperty("index").GetInt32().ShouldBe(index);
            var vector = Floats(data[index]);
            vector.Length.ShouldBe(dimensions);
            vector.Sum(static number => (double)number * number).ShouldBe(1, 1e-5);
        }
    }

    [Fact]
    public async Task Same_text_has_the_same_vector_and_others_have_others()
    {
        var first = await EmbedAsync("""{"model":"embed","input":["same","other"]}""");
        var second = await EmbedAsync("""{"model":"echo","input":"same"}""");

        Floats(second.GetProperty("data")[0]).ShouldBe(Floats(first.GetProperty("data")[0]));
        var cosine = Floats(first.GetProperty("data")[0]).Zip(Floats(first.GetProperty("data")[1]), static (left, right) => (double)left * right).Sum();
        Math.Abs(cosine).ShouldBeLessThan(0.5);
    }

    [Fact]
    public async Task Vector_of_a_text_never_changes()
    {
        var answer = await EmbedAsync("""{"model":"embed","input":"same","dimensions":2}""");

        // SHA-256 of "same" begins 0967115f 2813a354: two little-endian numbers, brought to length 1.
        double x = 0x5f116709, y = 0x54a31328;
        var norm = Math.Sqrt((x * x) + (y * y));
        Floats(answer.GetProperty("data")[0]).ShouldBe([(float)(x / norm), (float)(y / norm)], 1e-6);
    }

    [Fact]
    public async Task Base64_carries_the_same_numbers()
    {
        var floats = await EmbedAsync("""{"model":"embed","input":"text","encoding_format":"float"}""");
        var base64 = await EmbedAsync("""{"model":"embed","input":"text","encoding_format":"base64"}""");

        var bytes = base64.GetProperty("data")[0].GetProperty("embedding").GetBytesFromBase64();
        MemoryMarshal.Cast<byte, float>(bytes).ToArray().ShouldBe(Floats(floats.GetProperty("data")[0]));
    }

    [Theory]
    [InlineData("\"12345678\"", 2, 1)]
    [InlineData("[\"12345\",\"größer\"]", 4, 2)]
    [InlineData("[1,2,3]", 3, 1)]
    [InlineData("[[1,2,3],[4]]", 4, 2)]
    public async Task Usage_counts_every_input(string input, int tokens, int vectors)
    {
        var answer = await EmbedAsync($$"""{"model":"embed","input":{{input}}}""");

        answer.GetProperty("data").GetArrayLength().ShouldBe(vectors);
        answer.GetProperty("usage").GetRawText().ShouldBe($$"""{"prompt_tokens":{{tokens}},"total_tokens":{{tokens}}}""");
    }

    [Theory]
    [InlineData("""{"model":"embed"}""", "input")]
    [InlineData("""{"model":"embed","input":""}""", "input")]
    [InlineData("""{"model":"embed","input":[]}""", "input")]
    [InlineData("""{"model":"embed","input":[[]]}""", "input")]
    [InlineData("""{"model":"embed","input":"x","dimensions":0}""", "dimensions")]
    [InlineData("""{"model":"embed","input":"x","dimensions":4097}""", "dimensions")]
    [InlineData("""{"model":"embed","input":"x","encoding_format":"hex"}""", "encoding_format")]
    [InlineData("""{"model":"embed","input":"\ud800"}""", null)]
    public async Task What_cannot_be_right_is_refused(string body, string? param) =>
        (await _mock.ErrorAsync(body, 400, "embeddings")).GetProperty("param").GetString().ShouldBe(param);

    [Fact]
    public async Task Too_many_numbers_at_a_time_are_refused()
    {
        var inputs = string.Join(',', Enumerable.Repeat("\"x\"", 1025));

        (await _mock.ErrorAsync($$"""{"model":"embed","input":[{{inputs}}],"dimensions":4096}""", 400, "embeddings")).GetProperty("param").GetString().ShouldBe("input");
    }

    [Fact]
    public async Task Faults_hold_for_embeddings_too()
    {
        (await _mock.ErrorAsync("""{"model":"error-503","input":"x"}""", 503, "embeddings")).GetProperty("type").GetString().ShouldBe("server_error");
        using var cut = await _mock.SendAsync("embeddings", """{"model":"cut-0","input":"x"}""");
        await Should.ThrowAsync<HttpRequestException>(() => cut.Content.ReadAsByteArrayAsync());
    }

    private Task<JsonElement> EmbedAsync(string body) => _mock.JsonAsync(body, "embeddings");

    private static float[] Floats(JsonElement item) => [.. item.GetProperty("embedding").EnumerateArray().Select(static number => number.GetSingle())];
}
