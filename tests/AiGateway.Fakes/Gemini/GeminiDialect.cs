using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AiGateway.Fakes.Schema;
using AiGateway.Fakes.Serving;

namespace AiGateway.Fakes.Gemini;

/// <summary>Gemini on AI Studio: generateContent, streams, embeddings, token counting and models, under v1beta and v1 alike.</summary>
internal sealed partial class GeminiDialect(ProviderState state) : WireDialect(state)
{
    private static readonly HashSet<string> QueryNames = new(StringComparer.Ordinal) { "key", "alt", "$alt", "prettyPrint", "fields", "pageSize", "pageToken" };

    public override string BasePath => "/v1beta";

    protected override string JsonType => "application/json; charset=UTF-8";

    public override string? Credential(RecordedRequest request) => request.Header("x-goog-api-key") ?? Query(request, "key");

    public override Operation Open(RecordedRequest request)
    {
        var path = Path().Match(request.Path);
        if (!path.Success)
        {
            throw new Refusal(404, GeminiErrors.Body(404, "The requested URL was not found on this server.", "NOT_FOUND"), unknownPath: true);
        }

        Admit(request);
        var model = Uri.UnescapeDataString(path.Groups["model"].Value);
        return (request.Method, path.Groups["method"].Value) switch
        {
            ("GET", "") => model.Length == 0 ? List(request) : One(model),
            ("POST", "generateContent") => Generate(request, model, "generateContent", GeminiFraming.Whole),
            ("POST", "streamGenerateContent") => Generate(request, model, "streamGenerateContent", Query(request, "alt") == "sse" ? GeminiFraming.Sse : GeminiFraming.Array),
            ("POST", "countTokens") => Count(request, model),
            ("POST", "embedContent") => GeminiEmbeddings.One(Body(request, model, "embedContent", GeminiSchema.Embed), new GeminiModel(model)),
            ("POST", "batchEmbedContents") => GeminiEmbeddings.Many(Body(request, model, "batchEmbedContents", GeminiSchema.BatchEmbed), new GeminiModel(model)),
            _ => throw new Refusal(404, GeminiErrors.Body(404, "The requested URL was not found on this server.", "NOT_FOUND"), unknownPath: true),
        };
    }

    protected override string ErrorBody(int status, string? message, string? code) => GeminiErrors.ForStatus(status, message);

    protected override IEnumerable<KeyValuePair<string, string>> UsualHeaders(RecordedRequest request) =>
    [
        new("server", "scaffolding on HTTPServer2"),
        new("server-timing", "gfet4t7; dur=7"),
        new("vary", "Origin"),
        new("vary", "X-Origin"),
        new("vary", "Referer"),
        new("x-content-type-options", "nosniff"),
        new("x-frame-options", "SAMEORIGIN"),
        new("x-xss-protection", "0"),
    ];

    private void Admit(RecordedRequest request)
    {
        if (request.Key is not { } key)
        {
            throw new Refusal(403, GeminiErrors.Body(403, "Method doesn't allow unregistered callers (callers without established identity).", "PERMISSION_DENIED"));
        }

        if (!State.Keys.Contains(key))
        {
            throw GeminiErrors.BadKey();
        }

        if (Pairs(request).Select(pair => pair.Name).FirstOrDefault(name => !QueryNames.Contains(name)) is { } unknown && State.Strict)
        {
            throw GeminiErrors.BadRequest($"Invalid JSON payload received. Unknown name \"{unknown}\": Cannot bind query parameter.");
        }
    }

    private ChatOperation Generate(RecordedRequest request, string name, string method, GeminiFraming framing)
    {
        var model = new GeminiModel(name);
        var body = Body(request, name, method, GeminiSchema.Generate);
        if (State.Strict)
        {
            GeminiRules.Check(body, model, State);
        }

        return GeminiChat.Open(body, model, framing, State);
    }

    private FixedOperation Count(RecordedRequest request, string name)
    {
        var body = Body(request, name, "countTokens", GeminiSchema.Count);
        var inner = body.Get("generateContentRequest");
        if (inner is not null && body.Get("contents") is not null)
        {
            throw GeminiErrors.BadRequest("* CountTokensRequest: only one of contents and generate_content_request may be set");
        }

        if (inner is { } wrapped && wrapped.Text("model") != "models/" + name)
        {
            throw GeminiErrors.BadRequest("* CountTokensRequest.generate_content_request.model: model must be the same as the one in the path");
        }

        var counted = inner ?? body;
        if (State.Strict)
        {
            GeminiContentRules.Check(counted, new GeminiModel(name), State);
        }

        var tokens = GeminiChat.CountTokens(counted);
        return new FixedOperation(Write(new JsonObject
        {
            ["totalTokens"] = tokens,
            ["promptTokensDetails"] = new JsonArray(new JsonObject { ["modality"] = "TEXT", ["tokenCount"] = tokens }),
        }));
    }

    private JsonElement Body(RecordedRequest request, string model, string method, Shape schema)
    {
        if (!State.Models.Contains(model) || new GeminiModel(model).IsEmbedding != method.Contains("mbedContent", StringComparison.Ordinal))
        {
            throw GeminiErrors.NoSuchModel(model, method);
        }

        if (!IsJson(request))
        {
            throw GeminiErrors.BadRequest($"Unsupported content type '{request.Header("content-type")}': send 'application/json'.");
        }

        var body = ReadBody(request, GeminiErrors.NotJson);
        try
        {
            if (State.Strict)
            {
                schema.Check(body, JsonPath.Root);
            }

            return GeminiNames.Canonical(body);
        }
        catch (SchemaViolation violation)
        {
            throw GeminiErrors.From(violation);
        }
    }

    private FixedOperation List(RecordedRequest request)
    {
        var size = int.TryParse(Query(request, "pageSize"), NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) ? Math.Clamp(wanted, 1, 1000) : 50;
        var skip = int.TryParse(Query(request, "pageToken"), NumberStyles.None, CultureInfo.InvariantCulture, out var start) ? start : 0;
        var all = State.Models.ToList();
        var answer = new JsonObject { ["models"] = new JsonArray([.. all.Skip(skip).Take(size).Select(Describe)]) };
        if (skip + size < all.Count)
        {
            answer["nextPageToken"] = (skip + size).ToString(CultureInfo.InvariantCulture);
        }

        return new FixedOperation(Write(answer), IsListing: true);
    }

    private FixedOperation One(string model) =>
        State.Models.Contains(model) ? new FixedOperation(Write(Describe(model)), IsListing: true) : throw GeminiErrors.NoSuchModel(model, "getModel");

    private static JsonObject Describe(string name)
    {
        var model = new GeminiModel(name);
        return new JsonObject
        {
            ["name"] = "models/" + name,
            ["version"] = "001",
            ["displayName"] = name,
            ["description"] = "A fake of " + name,
            ["inputTokenLimit"] = 1_048_576,
            ["outputTokenLimit"] = 65_536,
            ["supportedGenerationMethods"] = model.IsEmbedding ? new JsonArray("embedContent", "batchEmbedContents") : new JsonArray("generateContent", "countTokens"),
            ["temperature"] = 1,
            ["topP"] = 0.95,
            ["topK"] = 64,
            ["maxTemperature"] = 2,
            ["thinking"] = model.Thinks,
        };
    }

    private static string? Query(RecordedRequest request, string name) => Pairs(request).FirstOrDefault(pair => pair.Name == name).Value;

    private static IEnumerable<(string Name, string Value)> Pairs(RecordedRequest request) =>
        request.Query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2))
            .Select(pair => (Uri.UnescapeDataString(pair[0]), pair.Length > 1 ? Uri.UnescapeDataString(pair[1]) : ""));

    [GeneratedRegex("^/v1(?:beta)?/models(?:/(?<model>[^/:]+)(?::(?<method>[a-zA-Z]+))?)?$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Path();
}
