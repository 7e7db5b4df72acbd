using System.CommandLine;
using AiGateway.Configuration;

namespace AiGateway.CommandLine;

/// <summary>The command <c>validate</c>: reads the whole configuration as serving would, and says everything that is wrong with it.</summary>
internal static class ValidateCommand
{
    /// <summary>Makes it.</summary>
    public static Command Build(CommandContext context)
    {
        var json = Inputs.Json();
        var command = new Command("validate", "Checks the configuration without serving.") { json };
        command.SetAction(parsed => Run(context, parsed.GetValue(json)));
        return command;
    }

    private static int Run(CommandContext context, bool json)
    {
        var verdict = Read(context);
        if (json)
        {
            CommandJson.Write(context.Console.Output, verdict);
        }
        else
        {
            Write(verdict, context.Console.Output);
        }

        return verdict.Valid ? ExitCode.Done : ExitCode.Failed;
    }

    private static Verdict Read(CommandContext context)
    {
        try
        {
            var builder = WebApplication.CreateBuilder(context.Configuration);
            var read = builder.AddGatewayConfiguration(GatewayHost.Complete(context.Looking(builder.Environment.ContentRootPath)));
            if (read.Options is not { } options)
            {
                return new Verdict(false, read.Problems, []);
            }

            // What remains is found only where all is put together: YARP's own section.
            using var app = (IDisposable?)context.BuildToLook(null, out _);
            return new Verdict(true, [], options.Warnings)
            {
                Providers = [.. options.Providers.Keys.Order(StringComparer.OrdinalIgnoreCase)],
                Models = [.. options.Models.Keys.Order(StringComparer.Ordinal)],
                VirtualKeys = [.. options.VirtualKeys.Keys.Order(StringComparer.OrdinalIgnoreCase)],
            };
        }
        catch (Exception exception) when (StartupReport.FromException(exception) is { } problem)
        {
            return new Verdict(false, [problem], []);
        }
    }

    private static void Write(Verdict verdict, TextWriter output)
    {
        output.WriteLine(verdict.Valid ? "The configuration is sound." : $"The configuration has {Count(verdict.Problems.Count, "error")}.");
        Write(verdict.Problems, output);
        if (verdict.Valid)
        {
            output.WriteLine($"  providers: {List(verdict.Providers)}");
            output.WriteLine($"  models:    {List(verdict.Models)}");
            output.WriteLine($"  keys:      {List(verdict.VirtualKeys)}");
        }

        if (verdict.Warnings.Count > 0)
        {
            output.WriteLine($"{Count(verdict.Warnings.Count, "warning")}:");
            Write(verdict.Warnings, output);
        }
    }

    private static void Write(IReadOnlyList<ConfigurationProblem> problems, TextWriter output)
    {
        foreach (var problem in problems)
        {
            output.WriteLine($"  {problem.Path}");
            output.WriteLine($"      {problem.Message}");
        }
    }

    private static string List(IReadOnlyList<string>? names) => names is { Count: > 0 } ? string.Join(", ", names) : "none";

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    private sealed record Verdict(bool Valid, IReadOnlyList<ConfigurationProblem> Problems, IReadOnlyList<ConfigurationProblem> Warnings)
    {
        public IReadOnlyList<string>? Providers { get; init; }

        public IReadOnlyList<string>? Models { get; init; }

        public IReadOnlyList<string>? VirtualKeys { get; init; }
    }
}
