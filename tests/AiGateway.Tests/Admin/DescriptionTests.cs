using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using AiGateway.Admin.Description;
using AiGateway.Admin.Endpoints;
using Microsoft.AspNetCore.Routing;

namespace AiGateway.Tests.Admin;

/// <summary>The description is OpenAPI 3.1 and leaves no endpoint, parameter or error out.</summary>
public sealed class DescriptionTests(AdminFixture fixture) : IClassFixture<AdminFixture>
{
    private readonly AdminGateway _gateway = fixture.Gateway;

    [Fact]
    public async Task It_needs_a_token_as_everything_does()
    {
        (await _gateway.SendAsync("GET", DescriptionSetup.Path, null)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await _gateway.SendAsync("GET", DescriptionSetup.Path, _gateway.Viewer)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task It_has_every_endpoint_and_no_other()
    {
        var document = await ReadAsync();
        var described = Operations(document).Select(o => $"{o.Method} {o.Path}");

        var mapped = _gateway.Server.Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.RawText!.Trim('/') != DescriptionSetup.Path.Trim('/'))
            .SelectMany(e => e.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(m => $"{m} /{e.RoutePattern.RawText!.Trim('/').Replace("**", "", StringComparison.Ordinal)}"));
        described.ShouldBe(mapped, ignoreOrder: true);
        described.Count().ShouldBeGreaterThan(35);
    }

    [Fact]
    public async Task It_is_sound_OpenAPI()
    {
        var document = await ReadAsync();

        document.GetProperty("openapi").GetString().ShouldStartWith("3.1.");
        document.GetProperty("info").GetProperty("title").GetString().ShouldBe("AiGateway admin API");
        document.GetProperty("info").GetProperty("version").GetString().ShouldNotBeNullOrEmpty();
        var scheme = document.GetProperty("components").GetProperty("securitySchemes").GetProperty(DocumentFrame.Scheme);
        scheme.GetProperty("type").GetString().ShouldBe("http");
        scheme.GetProperty("scheme").GetString().ShouldBe("bearer");
        document.GetProperty("security").EnumerateArray().Single().TryGetProperty(DocumentFrame.Scheme, out _).ShouldBeTrue();
        foreach (var reference in References(document))
        {
            var target = document;
            foreach (var step in reference["#/".Length..].Split('/'))
            {
                target.TryGetProperty(step.Replace("~1", "/", StringComparison.Ordinal), out target).ShouldBeTrue(reference);
            }
        }

        References(document).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Every_operation_says_what_it_is_what_it_takes_and_how_it_fails()
    {
        var document = await ReadAsync();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (method, path, operation) in Operations(document))
        {
            var id = operation.GetProperty("operationId").GetString()!;
            ids.Add(id).ShouldBeTrue(id);
            operation.GetProperty("summary").GetString().ShouldNotBeNullOrEmpty(id);
            operation.GetProperty("description").GetString()!.ShouldStartWith("Needs the ");
            operation.GetProperty("tags").GetArrayLength().ShouldBe(1, id);
            var responses = operation.GetProperty("responses");
            responses.EnumerateObject().Count(r => r.Name.StartsWith('2')).ShouldBe(1, id);
            foreach (var status in (string[])["400", "401", "403", "429", "500", "503"])
            {
                responses.GetProperty(status).GetProperty("content").GetProperty("application/problem+json").GetProperty("schema").GetProperty("$ref").GetString().ShouldBe("#/components/schemas/Problem", id);
            }

            var parameters = operation.TryGetProperty("parameters", out var list) ? list.EnumerateArray().ToArray() : [];
            parameters.Where(p => p.GetProperty("in").GetString() == "path").Select(p => p.GetProperty("name").GetString()!)
                .ShouldBe(Regex.Matches(path, "\\{(?<name>\\w+)\\}", RegexOptions.ExplicitCapture).Select(m => m.Groups["name"].Value), id);
            parameters.Count(p => p.TryGetProperty("schema", out _)).ShouldBe(parameters.Length, id);
            parameters.Where(p => p.GetProperty("in").GetString() == "path").ShouldAllBe(p => p.GetProperty("required").GetBoolean());
            if (method is "PATCH" or "DELETE")
            {
                parameters.Single(p => p.GetProperty("name").GetString() == "If-Match").GetProperty("required").GetBoolean().ShouldBeTrue(id);
                responses.TryGetProperty("412", out _).ShouldBeTrue(id);
                responses.TryGetProperty("428", out _).ShouldBeTrue(id);
            }

            if (method is "PATCH" or "PUT")
            {
                operation.GetProperty("requestBody").GetProperty("content").TryGetProperty("application/json", out _).ShouldBeTrue(id);
            }
        }
    }

    [Fact]
    public async Task A_body_is_described_with_the_fields_it_takes_and_an_answer_with_those_it_has()
    {
        var schemas = (await ReadAsync()).GetProperty("components").GetProperty("schemas");

        schemas.GetProperty("KeyBody").GetProperty("properties").EnumerateObject().Select(p => p.Name)
            .ShouldBe(["name", "team", "user", "tags", "models", "surfaces", "networks", "expiresAt", "enabled"], ignoreOrder: true);
        schemas.GetProperty("NewTeamBody").GetProperty("required").EnumerateArray().Select(e => e.GetString()).ShouldBe(["id"]);
        schemas.GetProperty("Problem").GetProperty("properties").EnumerateObject().Select(p => p.Name)
            .ShouldBe(["type", "title", "status", "detail", "instance", "requestId", "field"], ignoreOrder: true);
        schemas.GetProperty("IPAddress").GetProperty("type").GetString().ShouldBe("string");
        schemas.TryGetProperty("AddressFamily", out _).ShouldBeFalse();
        schemas.GetProperty("KeyAnswer").GetProperty("properties").TryGetProperty("digest", out _).ShouldBeFalse();
        schemas.GetProperty("AdminRole").GetProperty("enum").EnumerateArray().Select(e => e.GetString()).ShouldBe(["viewer", "operator", "admin"]);
    }

    [Fact]
    public async Task The_list_of_keys_has_its_filters()
    {
        var document = await ReadAsync();
        var list = document.GetProperty("paths").GetProperty($"{AdminEndpoints.Prefix}/keys").GetProperty("get").GetProperty("parameters").EnumerateArray().ToArray();

        list.Select(p => p.GetProperty("name").GetString()).ShouldBe(["limit", "after", "team", "user", "tag", "enabled", "revoked", "search"]);
        list[0].GetProperty("schema").GetProperty("type").GetString().ShouldBe("integer");
    }

    private async Task<JsonElement> ReadAsync() => (await _gateway.SendAsync("GET", DescriptionSetup.Path, _gateway.Viewer)).Body;

    private static IEnumerable<(string Method, string Path, JsonElement Operation)> Operations(JsonElement document) =>
        document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(operation => (operation.Name.ToUpperInvariant(), path.Name, operation.Value)));

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => p.Name == "$ref" && p.Value.ValueKind == JsonValueKind.String ? [p.Value.GetString()!] : References(p.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };
}
