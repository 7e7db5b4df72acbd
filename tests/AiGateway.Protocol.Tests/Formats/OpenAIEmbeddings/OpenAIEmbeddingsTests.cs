using System.Text;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Embeddings;
using AiGateway.Protocol.Formats;
using AiGateway.Protocol.Formats.OpenAIEmbeddings;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Tests.Formats.OpenAIEmbeddings;

public class OpenAIEmbeddingsTests
{
    private static readonly OpenAIEmbeddingsFormat Format = new();

    [Theory]
    [InlineData("\"a\"", "[\"a\"]")]
    [InlineData("[\"a\",\"b\"]", "[\"a\",\"b\"]")]
    [InlineData("[1,2,3]", "[[1,2,3]]")]
    [InlineData("[[1,2],[3]]", "[[1,2],[3]]")]
    public void Every_kind_of_input_is_read(string input, string written)
    {
        Write(Read($"{{\"model\":\"m\",\"input\":{input}}}"), EmbeddingQuirks.OpenAI, out _).ShouldBe($"{{\"model\":\"target\",\"input\":{written}}}");
    }

    [Theory]
    [InlineData("{\"input\":\"a\"}", "model", "missing_required_parameter")]
    [InlineData("{\"model\":\"m\"}", "input", "missing_required_parameter")]
    [InlineData("{\"model\":\"m\",\"input\":[]}", "input", "empty_array")]
    [InlineData("{\"model\":\"m\",\"input\":5}", "input", "invalid_type")]
    [InlineData("{\"model\":\"m\",\"input\":[\"a\",5]}", "input[1]", "invalid_type")]
    [InlineData("{\"model\":\"m\",\"input\":[1,\"a\"]}", "input[1]", "invalid_type")]
    [InlineData("{\"model\":\"m\",\"input\":[[1],[-1]]}", "input[1][0]", "invalid_type")]
    [InlineData("{\"model\":\"m\",\"input\":[{}]}", "input[0]", "invalid_type")]
    [InlineData("{\"model\":\"m\",\"input\":\"a\",\"encoding_format\":\"int8\"}", "encoding_format", "invalid_value")]
    [InlineData("{\"model\":\"m\",\"input\":\"a\",\"dimensions\":0}", "dimensions", "invalid_value")]
    public void What_cannot_be_is_refused_with_its_place(string body, string param, string code)
    {
        var error = Should.Throw<WireFormatException>(() => Read(body)).Error;
        (error.Status, error.Param, error.Code).ShouldBe((400, param, code));
    }

    [Fact]
    public void More_than_2048_inputs_are_refused()
    {
        var body = $"{{\"model\":\"m\",\"input\":[{string.Join(',', Enumerable.Repeat("\"a\"", 2049))}]}}";
        Should.Throw<WireFormatException>(() => Read(body)).Error.Param.ShouldBe("input");
    }

    [Fact]
    public void OpenAI_gets_all_of_it()
    {
        Write(Read("""{"model":"m","input":"a","dimensions":8,"encoding_format":"base64","user":"u","new_field":1}"""), EmbeddingQuirks.OpenAI, out var dropped)
            .ShouldBe("""{"model":"target","input":["a"],"dimensions":8,"encoding_format":"base64","user":"u","new_field":1}""");
        dropped.ShouldBeEmpty();
    }

    [Fact]
    public void Mistral_gets_its_own_words()
    {
        var request = Read("""{"model":"m","input":"a","dimensions":8,"encoding_format":"base64","user":"u","new_field":1,"output_dtype":"float"}""");
        Write(request, EmbeddingQuirks.Mistral, out var dropped).ShouldBe("""{"model":"target","input":["a"],"output_dimension":8,"encoding_format":"base64","output_dtype":"float"}""");
        dropped.ShouldBe(["user", "new_field"]);
    }

    [Fact]
    public void Tokens_are_refused_where_only_texts_are_understood()
    {
        var request = Read("""{"model":"m","input":[1,2]}""");
        Should.Throw<WireFormatException>(() => Write(request, EmbeddingQuirks.Mistral, out _)).Error.Param.ShouldBe("input");
    }

    [Fact]
    public void Base64_is_not_asked_of_those_that_may_not_have_it()
    {
        Write(Read("""{"model":"m","input":"a","encoding_format":"base64"}"""), EmbeddingQuirks.Compatible, out var dropped).ShouldBe("""{"model":"target","input":["a"]}""");
        dropped.ShouldBeEmpty();
    }

    [Fact]
    public void A_limit_of_inputs_is_kept()
    {
        var quirks = EmbeddingQuirks.Compatible with { MaxInputs = 1 };
        new OpenAIEmbeddingsFormat(quirks).MaxInputs.ShouldBe(1);
        Should.Throw<WireFormatException>(() => Write(Read("""{"model":"m","input":["a","b"]}"""), quirks, out _)).Error.Param.ShouldBe("input");
    }

    /// <summary>The bytes of 1.0, -2.5 and 0.1 as 32-bit floats, lowest byte first.</summary>
    [Fact]
    public void Base64_is_of_little_endian_floats()
    {
        byte[] bytes = [0x00, 0x00, 0x80, 0x3F, 0x00, 0x00, 0x20, 0xC0, 0xCD, 0xCC, 0xCC, 0x3D];
        var answer = ReadAnswer($"{{\"data\":[{{\"index\":0,\"embedding\":\"{Convert.ToBase64String(bytes)}\"}}]}}");
        answer.Vectors[0].ShouldBe([1f, -2.5f, 0.1f]);

        var written = WriteAnswer(answer, EmbeddingEncoding.Base64);
        written.GetProperty("data")[0].GetProperty("embedding").GetBytesFromBase64().ShouldBe(bytes);
        WriteAnswer(answer, null).GetProperty("data")[0].GetProperty("embedding").GetRawText().ShouldBe("[1,-2.5,0.1]");
    }

    [Fact]
    public void A_vector_survives_both_encodings_bit_by_bit()
    {
        var random = new Random(5);
        var vector = Enumerable.Range(0, 3072).Select(_ => (float)((random.NextDouble() * 2) - 1)).Append(float.Epsilon).Append(-0f).Append(float.MaxValue).ToArray();
        foreach (var encoding in new[] { EmbeddingEncoding.Float, EmbeddingEncoding.Base64 })
        {
            var written = WriteAnswer(new EmbeddingAnswer { Vectors = [vector] }, encoding);
            Format.ReadAnswer(written).Vectors[0].Select(BitConverter.SingleToInt32Bits).ShouldBe(vector.Select(BitConverter.SingleToInt32Bits));
        }
    }

    [Fact]
    public void Vectors_are_put_in_the_order_of_their_indexes()
    {
        var answer = ReadAnswer("""{"data":[{"index":2,"embedding":[3]},{"index":0,"embedding":[1]},{"index":1,"embedding":[2]}],"model":"x","usage":{"total_tokens":9}}""");
        answer.Vectors.Select(vector => vector[0]).ShouldBe([1f, 2f, 3f]);
        answer.Usage.ShouldBe(new TokenUsage { Input = 9 });
        ReadAnswer("""{"data":[{"embedding":[1]},{"embedding":[2]}]}""").Vectors.Select(vector => vector[0]).ShouldBe([1f, 2f]);
        ReadAnswer("""{"data":[{"index":7,"embedding":[1]},{"index":7,"embedding":[2]}]}""").Vectors.Select(vector => vector[0]).ShouldBe([1f, 2f]);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"data\":[{}]}")]
    [InlineData("{\"data\":[{\"embedding\":5}]}")]
    [InlineData("{\"data\":[{\"embedding\":[\"a\"]}]}")]
    [InlineData("{\"data\":[{\"embedding\":[1e99]}]}")]
    [InlineData("{\"data\":[{\"embedding\":\"AAA=\"}]}")]
    [InlineData("{\"data\":[{\"embedding\":\"%%\"}]}")]
    public void What_is_no_answer_is_malformed(string body) => Should.Throw<JsonException>(() => ReadAnswer(body));

    [Fact]
    public void An_error_inside_a_200_is_an_error()
    {
        ReadAnswer("""{"error":{"message":"no","code":"c"}}""").Error.ShouldBe(new GatewayError(502, "server_error", "no") { Code = "c" });
        ReadAnswer("""{"error":"no"}""").Error!.Message.ShouldBe("no");
    }

    [Fact]
    public void The_answer_always_has_what_the_SDKs_require()
    {
        WriteAnswer(new EmbeddingAnswer { Vectors = [[0.5f]] }, null).GetRawText()
            .ShouldBe("""{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5]}],"model":"m","usage":{"prompt_tokens":0,"total_tokens":0}}""");
    }

    private static EmbeddingRequest Read(string body) => Format.ReadRequest(JsonElement.Parse(body));

    private static EmbeddingAnswer ReadAnswer(string body) => Format.ReadAnswer(JsonElement.Parse(body));

    private static string Write(EmbeddingRequest request, EmbeddingQuirks quirks, out IReadOnlyList<string> dropped)
    {
        var context = new RequestWriteContext { TargetModel = "target" };
        var body = Encoding.UTF8.GetString(JsonText.Write(writer => new OpenAIEmbeddingsFormat(quirks).WriteRequest(request, writer, context)));
        dropped = context.Losses.Dropped;
        return body;
    }

    private static JsonElement WriteAnswer(EmbeddingAnswer answer, EmbeddingEncoding? encoding) =>
        JsonElement.Parse(JsonText.Write(writer => Format.WriteAnswer(answer, writer, new EmbeddingWriteContext { Model = "m", Encoding = encoding })));
}
