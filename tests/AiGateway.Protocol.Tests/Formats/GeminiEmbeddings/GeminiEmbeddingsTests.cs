using System.Text;
using System.Text.Json;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Embeddings;
using AiGateway.Protocol.Formats;
using AiGateway.Protocol.Formats.GeminiEmbeddings;
using AiGateway.Protocol.Formats.OpenAIEmbeddings;
using AiGateway.Protocol.Json;

namespace AiGateway.Protocol.Tests.Formats.GeminiEmbeddings;

public class GeminiEmbeddingsTests
{
    private static readonly GeminiEmbeddingsFormat Format = new();

    [Fact]
    public void An_OpenAI_request_becomes_a_batch()
    {
        var request = new OpenAIEmbeddingsFormat().ReadRequest(JsonElement.Parse("""{"model":"m","input":["a","b"],"dimensions":8,"encoding_format":"base64","user":"u","x":1}"""));

        Write(request, out var dropped).ShouldBe("""
            {"requests":[{"model":"models/gemini-embedding-001","content":{"parts":[{"text":"a"}]},"outputDimensionality":8},
            {"model":"models/gemini-embedding-001","content":{"parts":[{"text":"b"}]},"outputDimensionality":8}]}
            """.ReplaceLineEndings(""));
        dropped.ShouldBe(["user", "x"]);
    }

    [Fact]
    public void Tokens_and_too_many_inputs_are_refused()
    {
        var request = new EmbeddingRequest { Model = "m", Inputs = [new EmbeddingInput.Tokens([1])], SourceFormat = "OpenAIEmbeddings" };
        Should.Throw<WireFormatException>(() => Write(request, out _)).Error.Param.ShouldBe("input");
        var many = request with { Inputs = [.. Enumerable.Repeat(new EmbeddingInput.Text("a"), Format.MaxInputs + 1)] };
        Should.Throw<WireFormatException>(() => Write(many, out _)).Error.Param.ShouldBe("input");
    }

    [Fact]
    public void One_and_many_are_read_and_answered_in_kind()
    {
        var one = Read("""{"model":"models/e","content":{"parts":[{"text":"a"},{"text":"b"}]},"task_type":"RETRIEVAL_QUERY","output_dimensionality":4}""");
        one.Model.ShouldBe("e");
        one.Inputs.ShouldBe([new EmbeddingInput.Text("ab")]);
        one.Dimensions.ShouldBe(4);
        Write(one, out _).ShouldBe("""{"requests":[{"model":"models/gemini-embedding-001","content":{"parts":[{"text":"ab"}]},"outputDimensionality":4,"taskType":"RETRIEVAL_QUERY"}]}""");
        Answer(one, [[0.5f]]).ShouldBe("""{"embedding":{"values":[0.5]},"usageMetadata":{"promptTokenCount":3,"totalTokenCount":3}}""");

        var many = Read("""{"requests":[{"content":{"parts":{"text":"a"}}},{"content":{"parts":[{"text":"b"}]}}]}""");
        many.Inputs.Count.ShouldBe(2);
        Answer(many, [[0.5f], [1f]]).ShouldBe("""{"embeddings":[{"values":[0.5]},{"values":[1]}],"usageMetadata":{"promptTokenCount":3,"totalTokenCount":3}}""");
    }

    [Theory]
    [InlineData("{}", "content")]
    [InlineData("{\"requests\":[]}", "requests")]
    [InlineData("{\"requests\":[5]}", "requests[0]")]
    [InlineData("{\"content\":{\"parts\":[]}}", "content.parts")]
    [InlineData("{\"content\":{\"parts\":[{\"inlineData\":{}}]}}", "content.parts[0].text")]
    [InlineData("{\"requests\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}},{\"content\":{\"parts\":[{\"text\":\"b\"}]},\"taskType\":\"CLUSTERING\"}]}", "requests[1]")]
    public void What_cannot_be_is_refused_with_its_place(string body, string param) =>
        Should.Throw<WireFormatException>(() => Read(body)).Error.Param.ShouldBe(param);

    [Fact]
    public void Answers_of_both_kinds_are_read()
    {
        var batch = ReadAnswer("""{"embeddings":[{"values":[0.5138951,0.857853]},{"values":[-1]}],"usageMetadata":{"promptTokenCount":12}}""");
        batch.Vectors.ShouldBe([[0.5138951f, 0.857853f], [-1f]]);
        batch.Usage.ShouldBe(new TokenUsage { Input = 12 });
        var single = ReadAnswer("""{"embedding":{"values":[2]}}""");
        single.Vectors.ShouldBe([[2f]]);
        single.Usage.ShouldBeNull();
        ReadAnswer("""{"error":{"message":"no"}}""").Error!.Message.ShouldBe("no");
        Should.Throw<JsonException>(() => ReadAnswer("{}"));
        Should.Throw<JsonException>(() => ReadAnswer("""{"embeddings":[{}]}"""));
    }

    private static EmbeddingRequest Read(string body) => Format.ReadRequest(JsonElement.Parse(body));

    private static EmbeddingAnswer ReadAnswer(string body) => Format.ReadAnswer(JsonElement.Parse(body));

    private static string Write(EmbeddingRequest request, out IReadOnlyList<string> dropped)
    {
        var context = new RequestWriteContext { TargetModel = "gemini-embedding-001" };
        var body = Encoding.UTF8.GetString(JsonText.Write(writer => Format.WriteRequest(request, writer, context)));
        dropped = context.Losses.Dropped;
        return body;
    }

    private static string Answer(EmbeddingRequest request, IReadOnlyList<float[]> vectors)
    {
        var answer = new EmbeddingAnswer { Vectors = vectors, Usage = new TokenUsage { Input = 3 } };
        return Encoding.UTF8.GetString(JsonText.Write(writer => Format.WriteAnswer(answer, writer, EmbeddingWriteContext.For(request))));
    }
}
