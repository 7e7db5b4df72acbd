using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using AiGateway.Fakes.Schema;
using AiGateway.Fakes.Serving;

namespace AiGateway.Fakes.Mistral;

/// <summary>Mistral: chat completions, embeddings and models.</summary>
internal sealed class MistralDialect(ProviderState state) : WireDialect(state)
{
    public override string BasePath => "/v1";

    public override string? Credential(RecordedRequest request) => Bearer(request);

    public override Operation Open(RecordedRequest request)
    {
        switch (request.Method, request.Path)
        {
            case ("POST", "/v1/chat/completions"):
                Admit(request);
                var body = Body(request, MistralSchema.Chat);
                if (State.Strict)
                {
                    MistralRules.Check(body);
                }

                return MistralChat.Open(body, State);
            case ("POST", "/v1/embeddings"):
                Admit(request);
                return MistralEmbeddings.Open(Body(request, MistralSchema.Embeddings), State);
            case ("GET", "/v1/models"):
                Admit(request);
                return new FixedOperation(Write(new JsonObject { ["object"] = "list", ["data"] = new JsonArray([.. State.Models.Select(Describe)]) }), IsListing: true);
            case ("GET", var path) when path.StartsWith("/v1/models/", StringComparison.Ordinal):
                Admit(request);
                return One(Uri.UnescapeDataString(path["/v1/models/".Length..]));
            case (_, "/v1/chat/completions" or "/v1/embeddings" or "/v1/models"):
                throw new Refusal(405, """{"detail":"Method Not Allowed"}""");
            default:
                throw new Refusal(404, """{"message":"no Route matched with those values"}""", unknownPath: true);
        }
    }

    protected override string ErrorBody(int status, string? message, string? code) => MistralErrors.ForStatus(status, message, code);

    protected override IEnumerable<KeyValuePair<string, string>> UsualHeaders(RecordedRequest request) =>
    [
        new("server", "cloudflare"),
        new("set-cookie", "__cf_bm=fake-cookie; path=/; HttpOnly; Secure; SameSite=None"),
        new("mistral-correlation-id", "fake-" + request.Number.ToString(CultureInfo.InvariantCulture)),
        new("x-kong-request-id", "fake-kong-" + request.Number.ToString(CultureInfo.InvariantCulture)),
        new("x-envoy-upstream-service-time", "7"),
        new("x-ratelimit-limit-tokens-minute", "500000"),
        new("x-ratelimit-remaining-tokens-minute", "499990"),
        new("x-ratelimit-limit-tokens-month", "1000000000"),
        new("x-ratelimit-remaining-tokens-month", "999999990"),
        new("x-ratelimit-tokens-query-cost", "10"),
    ];

    private void Admit(RecordedRequest request)
    {
        if (request.Key is not { } key || !State.Keys.Contains(key))
        {
            throw MistralErrors.Unauthorized();
        }
    }

    private JsonElement Body(RecordedRequest request, Shape schema)
    {
        if (!IsJson(request))
        {
            throw MistralErrors.NotJson($"content type '{request.Header("content-type")}' is not application/json");
        }

        var body = ReadBody(request, MistralErrors.NotJson);
        try
        {
            if (State.Strict)
            {
                schema.Check(body, JsonPath.Root);
            }
        }
        catch (SchemaViolation violation)
        {
            throw MistralErrors.From(violation);
        }

        var model = body.Text("model") ?? "";
        return State.Models.Contains(model) ? body : throw MistralErrors.NoSuchModel(model);
    }

    private FixedOperation One(string model) => State.Models.Contains(model)
        ? new FixedOperation(Write(Describe(model)), IsListing: true)
        : throw new Refusal(404, MistralErrors.Body(404, $"Model not found: {model}", "not_found_error", null));

    private static JsonObject Describe(string model) => new()
    {
        ["id"] = model,
        ["object"] = "model",
        ["created"] = 1_767_225_600,
        ["owned_by"] = "mistralai",
        ["capabilities"] = new JsonObject
        {
            ["completion_chat"] = !model.Contains("embed", StringComparison.Ordinal),
            ["completion_fim"] = model.StartsWith("codestral", StringComparison.Ordinal),
            ["function_calling"] = !model.Contains("embed", StringComparison.Ordinal),
            ["fine_tuning"] = false,
            ["vision"] = model.StartsWith("pixtral", StringComparison.Ordinal),
        },
        ["name"] = model,
        ["description"] = "A fake of " + model,
        ["max_context_length"] = 131_072,
        ["aliases"] = new JsonArray(),
        ["deprecation"] = null,
        ["default_model_temperature"] = 0.3,
        ["type"] = "base",
    };
}
