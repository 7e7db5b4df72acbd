using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using AiGateway.Configuration;
using AiGateway.Configuration.Reading;
using AiGateway.Exchanges;

namespace AiGateway.Tests.Configuration;

/// <summary>The schema for editors says what the reader says: the same fields, the same defaults, the same refusals.</summary>
public sealed class SchemaTests
{
    /// <summary>Each record of options with its place in the schema.</summary>
    public static TheoryData<Type, string> Records => new()
    {
        { typeof(GatewayOptions), "gateway" },
        { typeof(ProviderOptions), "provider" },
        { typeof(ApiKeyOptions), "apiKey" },
        { typeof(ModelOptions), "model" },
        { typeof(TargetOptions), "target" },
        { typeof(TargetCondition), "condition" },
        { typeof(PriceOptions), "price" },
        { typeof(TimeoutOptions), "timeouts" },
        { typeof(StreamOptions), "stream" },
        { typeof(FallbackOptions), "fallbacks" },
        { typeof(HedgeOptions), "hedge" },
        { typeof(MirrorOptions), "mirror" },
        { typeof(VirtualKeyOptions), "virtualKey" },
        { typeof(TeamOptions), "team" },
        { typeof(KeyMaterialOptions), "keyMaterial" },
        { typeof(AdminOptions), "admin" },
        { typeof(AuditOptions), "audit" },
        { typeof(LogOptions), "log" },
        { typeof(CooldownOptions), "cooldown" },
        { typeof(RetryBudgetOptions), "retryBudget" },
        { typeof(StorageOptions), "storage" },
        { typeof(JwtOptions), "jwt" },
        { typeof(JwtIssuerOptions), "jwtIssuer" },
        { typeof(JwtClaimOptions), "jwtClaims" },
    };

    /// <summary>The names of a record's fields as they are configured.</summary>
    internal static IReadOnlyList<string> Fields(Type record) =>
        [.. record.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(p => (record.Name, p.Name) switch
        {
            // The entry's key, or what the reader adds.
            (nameof(ProviderOptions), nameof(ProviderOptions.Name) or nameof(ProviderOptions.StoredKeys) or nameof(ProviderOptions.LackingKeys)) => null,
            (nameof(VirtualKeyOptions), nameof(VirtualKeyOptions.Id)) => null,
            (nameof(TeamOptions), nameof(TeamOptions.Id)) => null,
            (nameof(GatewayOptions), nameof(GatewayOptions.Warnings)) => null,
            // One of the connection strings, which have a section of their own.
            (nameof(GatewayOptions), nameof(GatewayOptions.Redis)) => null,
            (nameof(StorageOptions), nameof(StorageOptions.Postgres)) => null,
            (nameof(JwtIssuerOptions), nameof(JwtIssuerOptions.Name)) => null,
            // Two halves of one text.
            (nameof(TargetOptions), nameof(TargetOptions.Provider)) => null,
            (nameof(TargetOptions), nameof(TargetOptions.UpstreamModel)) => TargetReader.ModelField,
            (_, var name) => name,
        }).OfType<string>()];

    /// <summary>A field's default as it would be written in JSON, or <see langword="null"/> where there is nothing to write.</summary>
    internal static string? Default(Type record, string field)
    {
        var property = record.GetProperty(field);
        return property is null || property.IsDefined(typeof(RequiredMemberAttribute)) ? null : property.GetValue(Activator.CreateInstance(record)) switch
        {
            bool value => value ? "true" : "false",
            int value => value.ToString(CultureInfo.InvariantCulture),
            long value => value.ToString(CultureInfo.InvariantCulture),
            double value => value.ToString(CultureInfo.InvariantCulture),
            Enum value => $"\"{value}\"",
            TimeSpan value => value.ToString("c", CultureInfo.InvariantCulture),
            string value => $"\"{value}\"",
            null or ICollection or IEnumerable => null,
            var other when Records.Any(r => (Type)r[0] == other.GetType()) => null,
            var other => throw new NotSupportedException($"{record.Name}.{field} has a default of the new type {other.GetType().Name}."),
        };
    }

    [Theory]
    [MemberData(nameof(Records))]
    public void Every_field_of_the_options_is_in_the_schema_with_its_default_and_no_other_is(Type record, string definition)
    {
        var properties = SchemaValidator.Schema["definitions"]![definition]!["properties"]!.AsObject();

        properties.Select(p => p.Key).ShouldBe(Fields(record), ignoreOrder: true);
        foreach (var (field, rule) in properties)
        {
            var written = rule!["default"];
            var text = written is JsonValue value && value.TryGetValue<string>(out var duration) && Durations.TryRead(duration, out var span) is null
                ? span.ToString("c", CultureInfo.InvariantCulture)
                : written?.ToJsonString();
            text.ShouldBe(Default(record, field), $"the default of {record.Name}.{field}");
        }
    }

    [Fact]
    public void Every_record_of_options_is_checked()
    {
        var records = typeof(GatewayOptions).Assembly.GetTypes()
            .Where(t => t.Namespace == typeof(GatewayOptions).Namespace && t.Name.EndsWith("Options", StringComparison.Ordinal))
            .Append(typeof(TargetCondition));

        records.ShouldBe(Records.Select(r => (Type)r[0]), ignoreOrder: true);
    }

    [Fact]
    public void Every_rule_has_a_description()
    {
        var missing = new List<string>();
        Walk(SchemaValidator.Schema, "#");
        missing.ShouldBeEmpty();

        void Walk(JsonNode? node, string path)
        {
            if (node is JsonObject { } rule && rule["properties"] is JsonObject properties)
            {
                foreach (var (name, property) in properties)
                {
                    if (property!["description"] is null && property["$ref"] is null)
                    {
                        missing.Add($"{path}/{name}");
                    }

                    Walk(property, $"{path}/{name}");
                }
            }

            if (node?["definitions"] is JsonObject definitions)
            {
                foreach (var (name, definition) in definitions)
                {
                    if (definition!["description"] is null)
                    {
                        missing.Add($"{path}/{name}");
                    }

                    Walk(definition, $"{path}/{name}");
                }
            }
        }
    }

    [Fact]
    public void Choices_are_those_of_the_code()
    {
        var definitions = SchemaValidator.Schema["definitions"]!;

        Choices("provider", "Type").ShouldBe(Enum.GetNames<ProviderType>());
        Choices("provider", "Preset").ShouldBe(PresetTraits.Known.Keys);
        Choices("log", "Format").ShouldBe(Enum.GetNames<LogFormat>());
        Choices("model", "Strategy").ShouldBe(Enum.GetNames<RoutingStrategy>());
        Names(definitions["streamMode"]!).ShouldBe(Enum.GetNames<StreamMode>());
        Names(definitions["capability"]!).ShouldBe(Enum.GetNames<Capability>());
        Names(definitions["jwtAlgorithm"]!).ShouldBe(Enum.GetNames<JwtAlgorithm>());
        Names(definitions["surface"]!).ShouldBe(new SurfaceTable().Names);

        IEnumerable<string> Choices(string definition, string field) =>
            Names(definitions[definition]!["properties"]![field]!);

        static IEnumerable<string> Names(JsonNode rule) => rule["enum"]!.AsArray().Select(n => n!.GetValue<string>());
    }

    /// <summary>What the schema can see, it must see: each of these is refused by the reader as well.</summary>
    [Fact]
    public async Task What_the_reader_refuses_the_schema_refuses()
    {
        string[] sections =
        [
            "\"Typo\": 1",
            "\"AnswerHeaders\": \"yes\"",
            "\"MaxRequestBytes\": 0",
            "\"MaxRequestBytes\": 1.5",
            "\"Log\": { \"Format\": \"Xml\" }",
            "\"Log\": \"Json\"",
            "\"Providers\": { \"a b\": { \"Type\": \"Mock\" } }",
            "\"Providers\": { \"12\": { \"Type\": \"Mock\" } }",
            "\"Providers\": { \"p\": { \"Type\": \"AzureOpenAI\" } }",
            "\"Providers\": { \"p\": { \"Type\": \"OpenAICompatible\", \"Preset\": \"gorq\" } }",
            "\"Providers\": { \"p\": { \"Type\": \"OpenAICompatible\", \"BaseUrl\": \"api.example.com\" } }",
            "\"Providers\": { \"p\": { \"Type\": \"OpenAICompatible\", \"BaseUrl\": \"https://u@a.example\" } }",
            "\"Providers\": { \"p\": { \"Type\": \"OpenAICompatible\", \"BaseUrl\": \"https://a.example?key=x\" } }",
            "\"Providers\": { \"p\": { \"Type\": \"OpenAI\", \"ApiKeys\": \"env:X\" } }",
            "\"Providers\": { \"p\": { \"Type\": \"OpenAI\", \"ApiKeys\": [ \"\" ] } }",
            "\"Providers\": { \"p\": { \"Type\": \"OpenAI\", \"ApiKeys\": [ { \"Value\": \"v\", \"Weight\": 0 } ] } }",
            "\"Providers\": { \"p\": { \"Type\": \"OpenAICompatible\", \"BaseUrl\": \"https://a.example\", \"Headers\": { \"a b\": \"x\" } } }",
            "\"Models\": { \"llama3:8b\": \"mock/a\" }",
            "\"Models\": { \"a*b*\": \"mock/a\" }",
            "\"Models\": { \"m\": \"mock\" }",
            "\"Models\": { \"m\": \"mock/*-*\" }",
            "\"Models\": { \"m\": { \"Targets\": [] } }",
            "\"Models\": { \"m\": { \"Targets\": \"mock/a\" } }",
            "\"Models\": { \"m\": { \"Targets\": [ { \"Model\": \"mock/a\", \"Tier\": 0 } ] } }",
            "\"Models\": { \"m\": { \"Targets\": [ \"mock/a\" ], \"KeepAlive\": \"15\" } }",
            "\"Models\": { \"m\": { \"Targets\": [ \"mock/a\" ], \"KeepAlive\": 15 } }",
            "\"Models\": { \"m\": { \"Targets\": [ \"mock/a\" ], \"Timeouts\": { \"Total\": \"24:00:00\" } } }",
            "\"Models\": { \"m\": { \"Targets\": [ \"mock/a\", \"mock/b\" ], \"Strategy\": \"Cheapest\" } }",
            "\"Models\": { \"m\": { \"Targets\": [ \"mock/a\" ], \"MaxRetries\": 11 } }",
            "\"Models\": { \"m\": { \"Targets\": [ \"mock/a\" ], \"MaxAttempts\": 0 } }",
            "\"Models\": { \"m\": { \"Targets\": [ \"mock/a\" ], \"Stream\": \"Buffered\" } }",
            "\"Models\": { \"m\": { \"Targets\": [ \"mock/a\" ], \"Stream\": { \"Mode\": \"Held\", \"HoldBytes\": 0 } } }",
            "\"Models\": { \"m\": { \"Targets\": [ \"mock/a\" ], \"Fallbacks\": [ \"mock/b\" ] } }",
            "\"Models\": { \"m\": { \"Targets\": [ \"mock/a\" ], \"Fallbacks\": { \"Any\": [ { \"Model\": \"mock/b\", \"Tier\": 2 } ] } } }",
            "\"Models\": { \"m\": { \"Targets\": [ \"mock/a\" ], \"Fallbacks\": { \"Any\": [ { \"Model\": \"mock/b\", \"Canary\": 0.5 } ] } } }",
            "\"Models\": { \"m\": { \"Targets\": [ \"mock/a\" ], \"Mirror\": \"b\" } }",
            "\"Models\": { \"m\": { \"Targets\": [ \"mock/a\" ], \"Mirror\": { \"Target\": \"mock/b\", \"Share\": 0 } } }",
            "\"Models\": { \"m\": { \"Targets\": [ \"mock/a\" ], \"Mirror\": { \"Target\": { \"Model\": \"mock/b\", \"Weight\": 2 } } } }",
            "\"Models\": { \"m\": { \"Targets\": [ \"mock/a\", \"mock/b\" ], \"Hedge\": {} } }",
            "\"Models\": { \"m\": { \"Targets\": [ \"mock/a\", \"mock/b\" ], \"Hedge\": { \"Share\": 1.5 } } }",
            "\"Models\": { \"m\": { \"Targets\": [ \"mock/a\", { \"Model\": \"mock/b\", \"Canary\": 1 } ] } }",
            "\"Models\": { \"m\": { \"Targets\": [ { \"Model\": \"mock/a\", \"Price\": 3 } ] } }",
            "\"Models\": { \"m\": { \"Targets\": [ { \"Model\": \"mock/a\", \"Price\": { \"Input\": -1, \"Output\": 1 } } ] } }",
            "\"Models\": { \"m\": { \"Targets\": [ { \"Model\": \"mock/a\", \"Capabilities\": [ \"Sight\" ] } ] } }",
            "\"Models\": { \"m\": { \"Targets\": [ { \"Model\": \"mock/a\", \"ContextTokens\": 0 } ] } }",
            "\"Models\": { \"m\": { \"Targets\": [ { \"Model\": \"mock/a\", \"When\": { \"Tags\": [ \"a,b\" ] } } ] } }",
            "\"Models\": { \"m\": { \"Targets\": [ { \"Model\": \"mock/a\", \"When\": { \"Headers\": { \"a b\": \"x\" } } } ] } }",
            "\"Models\": { \"m\": { \"Targets\": [ { \"Model\": \"mock/a\", \"When\": { \"MinTokens\": 0 } } ] } }",
            "\"Models\": { \"m\": { \"Targets\": [ \"mock/a\" ], \"Timeouts\": { \"MinBytesPerSecond\": -1 } } }",
            "\"Cooldown\": { \"Failures\": 0 }",
            "\"Cooldown\": { \"Share\": 0 }",
            "\"RetryBudget\": { \"Share\": 1.1 }",
            "\"RetryBudget\": { \"Least\": -1 }",
            "\"Storage\": { \"Postgres\": \"Host=db\" }",
            "\"Storage\": { \"Sqlite\": \":memory:\" }",
            "\"Storage\": { \"Sqlite\": \"data/\" }",
            "\"Storage\": { \"Poll\": 1 }",
            "\"Storage\": { \"KeepAudit\": \"3 months\" }",
            "\"VirtualKeys\": { \"k\": \"\" }",
            "\"Secrets\": { \"MasterKeys\": \"env:M\" }",
            "\"Secrets\": { \"MasterKeys\": { \"a b\": \"env:M\" } }",
            "\"Secrets\": { \"Peppers\": { \"a\": { \"Value\": \"env:P\" } } }",
            "\"Secrets\": { \"Pepper\": \"\" }",
            "\"Secrets\": { \"KeyFile\": \"\" }",
            "\"Secrets\": { \"Keys\": {} }",
            "\"Models\": { \"m\": { \"Targets\": [ { \"Model\": \"mock/a\", \"When\": { \"Teams\": [ \"a b\" ] } } ] } }",
            "\"TrustedProxies\": \"10.0.0.0/8\"",
            "\"TrustedProxies\": [ \"proxy.example\" ]",
            "\"Jwt\": { \"Issuer\": {} }",
            "\"Jwt\": { \"Issuers\": { \"a b\": {} } }",
            "\"Jwt\": { \"Issuers\": { \"i\": { \"Authority\": \"login.example\", \"Audiences\": [ \"a\" ] } } }",
            "\"Jwt\": { \"Issuers\": { \"i\": { \"Authority\": \"https://login.example?x=1\", \"Audiences\": [ \"a\" ] } } }",
            "\"Jwt\": { \"Issuers\": { \"i\": { \"Authority\": \"https://login.example\", \"Audiences\": \"a\" } } }",
            "\"Jwt\": { \"Issuers\": { \"i\": { \"Authority\": \"https://login.example\", \"Audiences\": [ \"a\" ], \"Algorithms\": [ \"HS256\" ] } } }",
            "\"Jwt\": { \"Issuers\": { \"i\": { \"Authority\": \"https://login.example\", \"Audiences\": [ \"a\" ], \"Algorithms\": [ \"none\" ] } } }",
            "\"Jwt\": { \"Issuers\": { \"i\": { \"Authority\": \"https://login.example\", \"Audiences\": [ \"a\" ], \"Claims\": { \"Groups\": \"g\" } } } }",
            "\"VirtualKeys\": { \"k\": { \"Value\": \"kG7vQ2xW9pLs4TzR8mYb\", \"Models\": [ \"a*b*\" ] } }",
            "\"VirtualKeys\": { \"k\": { \"Value\": \"kG7vQ2xW9pLs4TzR8mYb\", \"Budget\": {} } }",
            "\"VirtualKeys\": { \"k\": { \"Hash\": \"env:abcdefghijkl:short\" } }",
            "\"VirtualKeys\": { \"k\": { \"Value\": \"kG7vQ2xW9pLs4TzR8mYb\", \"Team\": \"a b\" } }",
            "\"VirtualKeys\": { \"k\": { \"Value\": \"kG7vQ2xW9pLs4TzR8mYb\", \"Tags\": [ \"a,b\" ] } }",
            "\"VirtualKeys\": { \"k\": { \"Value\": \"kG7vQ2xW9pLs4TzR8mYb\", \"Surfaces\": [ \"chats\" ] } }",
            "\"VirtualKeys\": { \"k\": { \"Value\": \"kG7vQ2xW9pLs4TzR8mYb\", \"Networks\": [ \"10.1\" ] } }",
            "\"VirtualKeys\": { \"k\": { \"Value\": \"kG7vQ2xW9pLs4TzR8mYb\", \"Networks\": \"10.0.0.0/8\" } }",
            "\"VirtualKeys\": { \"k\": { \"Value\": \"kG7vQ2xW9pLs4TzR8mYb\", \"Expires\": \"2027-01-31\" } }",
            "\"VirtualKeys\": { \"k\": { \"Value\": \"kG7vQ2xW9pLs4TzR8mYb\", \"Expires\": \"2027-01-31T00:00:00\" } }",
            "\"Teams\": { \"a b\": {} }",
            "\"Teams\": { \"t\": { \"Budget\": 1 } }",
            "\"Teams\": { \"t\": { \"Models\": \"mock/*\" } }",
        ];
        using var bench = new ConfigBench();
        var documents = sections.ToDictionary(s => s, ConfigBench.Gateway, StringComparer.Ordinal);

        var problems = await SchemaValidator.ValidateAsync(documents);

        foreach (var section in sections)
        {
            problems[section].ShouldNotBeEmpty(section);
            bench.Read(documents[section]).Problems.ShouldNotBeEmpty(section);
        }
    }
}
