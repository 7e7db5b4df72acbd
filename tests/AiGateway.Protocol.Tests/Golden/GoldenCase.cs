namespace AiGateway.Protocol.Tests.Golden;

/// <summary>One input file of the golden tree: <c>Golden/{Format}/{kind}/{case}.json|.sse</c>, expected outputs beside it as <c>{case}.to-{Format}.json|.sse</c>.</summary>
public sealed record GoldenCase(string Format, string Kind, string Name, string Path)
{
    public static IEnumerable<GoldenCase> All(string kind)
    {
        foreach (var format in Directory.GetDirectories(Root).Order(StringComparer.Ordinal))
        {
            var folder = System.IO.Path.Combine(format, kind);
            if (!Directory.Exists(folder))
            {
                continue;
            }

            foreach (var file in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
            {
                var name = System.IO.Path.GetFileNameWithoutExtension(file);
                if (!name.Contains(".to-", StringComparison.Ordinal))
                {
                    yield return new GoldenCase(System.IO.Path.GetFileName(format), kind, name, file);
                }
            }
        }
    }

    /// <summary>The tree in the source folder, so that the rewriting switch changes what is committed.</summary>
    public static string Root { get; } = System.IO.Path.Combine(SourceFolder(), "Golden");

    public string ExpectedPath(string target, string extension) =>
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(Path)!, $"{Name}.to-{target}.{extension}");

    /// <summary>Compares with the expected file, or writes it where <c>GOLDEN_UPDATE=1</c> is set in the environment.</summary>
    public void Verify(string target, string extension, string actual)
    {
        var path = ExpectedPath(target, extension);
        if (Environment.GetEnvironmentVariable("GOLDEN_UPDATE") == "1")
        {
            File.WriteAllText(path, actual);
            return;
        }

        File.Exists(path).ShouldBeTrue($"{path} is missing; run with GOLDEN_UPDATE=1, read what it wrote, and commit it");
        actual.ShouldBe(File.ReadAllText(path), $"{Format}/{Kind}/{Name} to {target}");
    }

    public override string ToString() => $"{Format}/{Kind}/{Name}";

    private static string SourceFolder([System.Runtime.CompilerServices.CallerFilePath] string path = "") =>
        Directory.GetParent(System.IO.Path.GetDirectoryName(path)!)!.FullName;
}
