using System.Reflection;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace AiGateway.Admin.Description;

/// <summary>What stands around the operations: the title, and the one way to authenticate.</summary>
internal sealed class DocumentFrame : IOpenApiDocumentTransformer
{
    /// <summary>The name of the way to authenticate.</summary>
    public const string Scheme = "adminToken";

    /// <inheritdoc/>
    public async Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "AiGateway admin API",
            Version = typeof(DocumentFrame).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0",
            Description = "Keys, teams, users, secrets, admin tokens, health, configuration and audit of an AiGateway. Every path needs an admin token.",
        };
        // The listener is wherever it was asked.
        document.Servers = [];
        document.AddComponent(Scheme, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "An admin token, agw-admin-…",
        });
        document.AddComponent(nameof(Problem), await context.GetOrCreateSchemaAsync(typeof(Problem), null, cancellationToken));
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
    }
}
