using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace AiGateway.Admin.Description;

/// <summary>An address is a text, whatever .NET keeps of it inside.</summary>
internal sealed class AddressSchema : IOpenApiSchemaTransformer, IOpenApiDocumentTransformer
{
    /// <inheritdoc/>
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonTypeInfo.Type == typeof(IPAddress))
        {
            schema.Type = JsonSchemaType.String;
            schema.Properties?.Clear();
            schema.Required?.Clear();
            schema.AdditionalPropertiesAllowed = true;
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        // What only the inside of an address referred to.
        document.Components?.Schemas?.Remove(nameof(AddressFamily));
        return Task.CompletedTask;
    }
}
