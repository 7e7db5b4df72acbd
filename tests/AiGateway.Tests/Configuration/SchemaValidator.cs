using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace AiGateway.Tests.Configuration;

/// <summary>Checks documents against the shipped JSON schema with ajv under node.</summary>
internal static class SchemaValidator
{
    private static readonly JsonDocumentOptions Jsonc = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    public static JsonNode Schema => Parse(RepositoryFiles.Read("src", "AiGateway", "appsettings.schema.json"));

    public static JsonNode Parse(string json) => JsonNode.Parse(json, documentOptions: Jsonc)!;

    /// <summary>The problems of each document, by its name.</summary>
    public static async Task<Dictionary<string, string[]>> ValidateAsync(IReadOnlyDictionary<string, string> documents)
    {
        var folder = RepositoryFiles.Path("tests", "AiGateway.Tests", "Configuration", "Schema");
        Directory.Exists(Path.Combine(folder, "node_modules", "ajv"))
            .ShouldBeTrue($"ajv is not installed. Run `npm ci` in {folder} (tests/run.sh does it too); it needs node 20 or newer.");
        var input = new JsonObject
        {
            ["schema"] = Schema,
            ["documents"] = new JsonObject(documents.Select(d => KeyValuePair.Create(d.Key, (JsonNode?)Parse(d.Value)))),
        };
        var start = new ProcessStartInfo("node", ["validate.mjs"])
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var node = Process.Start(start)!;
        await node.StandardInput.WriteAsync(input.ToJsonString());
        node.StandardInput.Close();
        var errors = node.StandardError.ReadToEndAsync();
        var output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        node.ExitCode.ShouldBe(0, await errors);
        return JsonSerializer.Deserialize<Dictionary<string, string[]>>(output)!;
    }
}
