using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AiGateway.Fakes.Schema;
using AiGateway.Fakes.Serving;

namespace AiGateway.Fakes.OpenAI;

/// <summary>OpenAI: chat completions, embeddings and models.</summary>
internal sealed class OpenAIDialect(ProviderState state) : WireDialect(state)
{
    private const long Created = 1_735_689_600;

    public override string BasePath => "/v1";

    public override string? Credential(RecordedRequest request) => Bearer(request);

    public override Operation Open(RecordedRequest request)
    {
        var operation = (request.Method, request.Path) switch
        {
            ("POST", "/v1/chat/completions") => Authorised(request, () => OpenAIChat.Open(Body(request, OpenAIChatSchema.Body, OpenAIChatRules.Check), State)),
            ("POST", "/v1/embeddings") => Authorised(request, () => OpenAIEmbeddings.Open(Body(request, OpenAIEmbeddings.Schema, null), State)),
            ("GET", "/v1/models") => Authorised(request, ListModels),
            ("GET", var path) when path.StartsWith("/v1/models/", StringComparison.Ordinal) => Authorised(request, () => OneModel(Uri.UnescapeDataString(path["/v1/models/".Length..]))),
            (_, "/v1/chat/completions" or "/v1/embeddings") =>
                throw new Refusal(405, OpenAIErrors.Body($"Not allowed to {request.Method} on {request.Path}.", "invalid_request_error", null, "method_not_supported")),
            _ => null,
        };
        return operation
            ?? throw new Refusal(404, OpenAIErrors.Body($"Invalid URL ({request.Method} {request.Path})", "invalid_request_error", null, null), unknownPath: true);
    }

    protected override string ErrorBody(int status, string? message, string? code) => OpenAIErrors.ForStatus(status, message, code);

    protected override IEnumerable<KeyValuePair<string, string>> UsualHeaders(RecordedRequest request) =>
    [
        new("server", "cloudflare"),
        new("cf-ray", "9f" + request.Number.ToString("x14", CultureInfo.InvariantCulture) + "-FRA"),
        new("set-cookie", "__cf_bm=fake-cookie; path=/; HttpOnly; Secure; SameSite=None"),
        new("openai-organization", "org-fake"),
        new("openai-processing-ms", "7"),
        new("openai-version", "2020-10-01"),
        new("x-request-id", "req_fake" + request.Number.ToString(CultureInfo.InvariantCulture)),
        new("x-ratelimit-limit-requests", "10000"),
        new("x-ratelimit-remaining-requests", "9999"),
        new("x-ratelimit-reset-requests", "6ms"),
        new("x-ratelimit-limit-tokens", "2000000"),
        new("x-ratelimit-remaining-tokens", "1999990"),
        new("x-ratelimit-reset-tokens", "1.2s"),
    ];

    private Operation Authorised(RecordedRequest request, Func<Operation> open)
    {
        if (request.Key is not { } key)
        {
            throw new Refusal(401, OpenAIErrors.Body("You didn't provide an API key.", "invalid_request_error", null, null));
        }

        if (!State.Keys.Contains(key))
        {
            var shown = key.Length > 8 ? $"{key[..4]}****{key[^4..]}" : "****";
            throw new Refusal(401, OpenAIErrors.Body($"Incorrect API key provided: {shown}.", "invalid_request_error", null, "invalid_api_key"));
        }

        return open();
    }

    private JsonElement Body(RecordedRequest request, Shape schema, Action<JsonElement>? rules)
    {
        if (!IsJson(request))
        {
            throw OpenAIErrors.BadRequest($"Unsupported content type '{request.Header("content-type")}': send 'application/json'.", null, "unsupported_content_type");
        }

        var body = ReadBody(request, OpenAIErrors.NotJson);
        try
        {
            if (State.Strict)
            {
                schema.Check(body, JsonPath.Root);
            }
        }
        catch (SchemaViolation violation)
        {
            throw OpenAIErrors.From(violation);
        }

        var model = body.Get("model")?.GetString() ?? throw OpenAIErrors.BadRequest("you must provide a model parameter");
        if (!State.Models.Contains(model))
        {
            throw OpenAIErrors.NoSuchModel(model);
        }

        if (State.Strict)
        {
            rules?.Invoke(body);
        }

        return body;
    }

    private FixedOperation ListModels() =>
        new(Write(new JsonObject { ["object"] = "list", ["data"] = new JsonArray([.. State.Models.Select(Describe)]) }), IsListing: true);

    private FixedOperation OneModel(string model) =>
        State.Models.Contains(model) ? new FixedOperation(Write(Describe(model)), IsListing: true) : throw OpenAIErrors.NoSuchModel(model);

    private static JsonObject Describe(string model) => new()
    {
        ["id"] = model,
        ["object"] = "model",
        ["created"] = Created,
        ["owned_by"] = "system",
    };
}
