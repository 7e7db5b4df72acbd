using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AiGateway.Fakes.Schema;
using AiGateway.Fakes.Serving;

namespace AiGateway.Fakes.Anthropic;

/// <summary>Anthropic: messages, token counting and models.</summary>
internal sealed partial class AnthropicDialect(ProviderState state) : WireDialect(state)
{
    private const int MaxPage = 1000;

    public override string BasePath => "/";

    public override string? Credential(RecordedRequest request) => request.Header("x-api-key") ?? Bearer(request);

    public override Operation Open(RecordedRequest request)
    {
        switch (request.Method, request.Path)
        {
            case ("POST", "/v1/messages"):
                Admit(request);
                var body = Body(request, AnthropicSchema.Messages);
                Enforce(body, request);
                return AnthropicChat.Open(body, State);
            case ("POST", "/v1/messages/count_tokens"):
                Admit(request);
                var counted = Body(request, AnthropicSchema.Count);
                Enforce(counted, request);
                return new FixedOperation(Write(new JsonObject { ["input_tokens"] = AnthropicChat.CountTokens(counted) }));
            case ("GET", "/v1/models"):
                Admit(request);
                return ListModels(request.Query);
            case ("GET", var path) when path.StartsWith("/v1/models/", StringComparison.Ordinal):
                Admit(request);
                return OneModel(Uri.UnescapeDataString(path["/v1/models/".Length..]));
            case (_, "/v1/messages" or "/v1/messages/count_tokens" or "/v1/models"):
                throw new Refusal(405, AnthropicErrors.Body("invalid_request_error", "Method Not Allowed"));
            default:
                throw new Refusal(404, AnthropicErrors.Body("not_found_error", "Not found"), unknownPath: true);
        }
    }

    protected override string ErrorBody(int status, string? message, string? code) => AnthropicErrors.ForStatus(status, message);

    protected override IEnumerable<KeyValuePair<string, string>> UsualHeaders(RecordedRequest request) =>
    [
        new("server", "cloudflare"),
        new("cf-ray", "9e" + request.Number.ToString("x14", CultureInfo.InvariantCulture) + "-FRA"),
        new("request-id", "req_011fake" + request.Number.ToString(CultureInfo.InvariantCulture)),
        new("anthropic-organization-id", "00000000-fake-0000-0000-000000000000"),
        new("anthropic-ratelimit-requests-limit", "4000"),
        new("anthropic-ratelimit-requests-remaining", "3999"),
        new("anthropic-ratelimit-requests-reset", "2026-01-01T00:00:01Z"),
        new("anthropic-ratelimit-input-tokens-limit", "400000"),
        new("anthropic-ratelimit-input-tokens-remaining", "399000"),
        new("anthropic-ratelimit-input-tokens-reset", "2026-01-01T00:00:01Z"),
        new("anthropic-ratelimit-output-tokens-limit", "80000"),
        new("anthropic-ratelimit-output-tokens-remaining", "79000"),
        new("anthropic-ratelimit-output-tokens-reset", "2026-01-01T00:00:01Z"),
    ];

    private void Admit(RecordedRequest request)
    {
        if (request.Key is not { } key)
        {
            throw new Refusal(401, AnthropicErrors.Body("authentication_error", "x-api-key header is required"));
        }

        if (!State.Keys.Contains(key))
        {
            throw new Refusal(401, AnthropicErrors.Body("authentication_error", "invalid x-api-key"));
        }

        switch (request.Header("anthropic-version"))
        {
            case null:
                throw AnthropicErrors.BadRequest("anthropic-version: header is required");
            case not (AnthropicVersionRules.First or AnthropicVersionRules.Second):
                throw AnthropicErrors.BadRequest($"anthropic-version: \"{request.Header("anthropic-version")}\" is not a valid version");
        }

        foreach (var beta in request.HeaderValues("anthropic-beta").SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries)))
        {
            if (!BetaName().IsMatch(beta))
            {
                throw AnthropicErrors.BadRequest($"Unexpected value(s) `{beta}` for the `anthropic-beta` header.");
            }
        }
    }

    private JsonElement Body(RecordedRequest request, Shape schema)
    {
        if (!IsJson(request))
        {
            throw AnthropicErrors.BadRequest("content-type: must be application/json");
        }

        var body = ReadBody(request, AnthropicErrors.NotJson);
        try
        {
            if (State.Strict)
            {
                schema.Check(body, JsonPath.Root);
            }
        }
        catch (SchemaViolation violation)
        {
            throw AnthropicErrors.From(violation);
        }

        var model = body.Text("model") ?? throw AnthropicErrors.BadRequest("model: Field required");
        return State.Models.Contains(model) ? body : throw AnthropicErrors.NoSuchModel(model);
    }

    private void Enforce(JsonElement body, RecordedRequest request)
    {
        if (State.Strict)
        {
            AnthropicVersionRules.Check(body, request.Header("anthropic-version")!);
            AnthropicRules.Check(body, State);
        }
    }

    private FixedOperation ListModels(string query)
    {
        var limit = 20;
        string? after = null;
        string? before = null;
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)))
        {
            var value = pair.Length > 1 ? Uri.UnescapeDataString(pair[1]) : "";
            switch (pair[0])
            {
                case "limit":
                    limit = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var wanted) && wanted is >= 1 and <= MaxPage
                        ? wanted
                        : throw AnthropicErrors.BadRequest($"limit: Input should be between 1 and {MaxPage}");
                    break;
                case "after_id":
                    after = value;
                    break;
                case "before_id":
                    before = value;
                    break;
                default:
                    break;
            }
        }

        var all = State.Models.ToList();
        var page = after is not null ? all.Skip(all.IndexOf(after) + 1).ToList() : before is not null ? [.. all.TakeWhile(name => name != before)] : all;
        var shown = page.Take(limit).ToList();
        return new FixedOperation(
            Write(new JsonObject
            {
                ["data"] = new JsonArray([.. shown.Select(Describe)]),
                ["has_more"] = page.Count > shown.Count,
                ["first_id"] = shown.FirstOrDefault(),
                ["last_id"] = shown.LastOrDefault(),
            }),
            IsListing: true);
    }

    private FixedOperation OneModel(string model) =>
        State.Models.Contains(model) ? new FixedOperation(Write(Describe(model)), IsListing: true) : throw AnthropicErrors.NoSuchModel(model);

    private static JsonObject Describe(string model) => new()
    {
        ["type"] = "model",
        ["id"] = model,
        ["display_name"] = model,
        ["created_at"] = "2025-09-29T00:00:00Z",
        ["max_input_tokens"] = 200_000,
        ["max_tokens"] = AnthropicModel.Of(model).MaxOutput,
        ["capabilities"] = null,
    };

    [GeneratedRegex("^[a-z0-9-]+-[0-9]{4}-[0-9]{2}-[0-9]{2}$", RegexOptions.CultureInvariant)]
    private static partial Regex BetaName();
}
