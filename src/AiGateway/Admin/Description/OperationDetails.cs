using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace AiGateway.Admin.Description;

/// <summary>What every operation has beside what its handler shows: its query, the version it is meant for, its errors, and the role it needs.</summary>
internal sealed class OperationDetails : IOpenApiOperationTransformer
{
    /// <inheritdoc/>
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var method = context.Description.HttpMethod ?? "";
        var isWrite = !HttpMethods.IsGet(method);
        var parameters = operation.Parameters ??= [];
        foreach (var parameter in metadata.OfType<QueryParameters>().SelectMany(static query => query.All))
        {
            parameters.Add(new OpenApiParameter
            {
                Name = parameter.Name,
                In = ParameterLocation.Query,
                Description = parameter.Description,
                Schema = new OpenApiSchema { Type = TypeOf(parameter.Type), Format = parameter.Format },
            });
        }

        var demand = metadata.OfType<VersionDemand>().LastOrDefault();
        if (demand is not null)
        {
            parameters.Add(new OpenApiParameter
            {
                Name = "If-Match",
                In = ParameterLocation.Header,
                Required = demand.Required,
                Description = "The ETag of the version that the change is meant for, or * for whichever there is.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            });
        }

        var role = metadata.OfType<IAuthorizeData>().Select(static authorize => authorize.Policy).LastOrDefault(static policy => policy is not null);
        operation.Description = role == AdminPolicies.Bootstrap ? "Needs the one-time token of the first start." : $"Needs the role {role}.";
        AddProblems(operation, context.Document, Kinds(isWrite, demand, operation));
        return Task.CompletedTask;
    }

    private static IEnumerable<ProblemKind> Kinds(bool isWrite, VersionDemand? demand, OpenApiOperation operation)
    {
        IEnumerable<ProblemKind> kinds = [ProblemKind.Invalid, ProblemKind.Unauthorized, ProblemKind.Forbidden, ProblemKind.TooManyAttempts, ProblemKind.Internal, ProblemKind.StoreUnavailable];
        if (operation.Parameters!.Any(static parameter => parameter.In == ParameterLocation.Path))
        {
            kinds = kinds.Append(ProblemKind.NotFound);
        }

        if (isWrite)
        {
            kinds = kinds.Append(ProblemKind.Conflict).Append(ProblemKind.TooLarge).Append(ProblemKind.MediaType);
        }

        if (demand is not null)
        {
            kinds = kinds.Append(ProblemKind.VersionMismatch);
        }

        return demand is { Required: true } ? kinds.Append(ProblemKind.VersionRequired) : kinds;
    }

    private static void AddProblems(OpenApiOperation operation, OpenApiDocument? document, IEnumerable<ProblemKind> kinds)
    {
        var responses = operation.Responses ??= [];
        foreach (var kind in kinds.OrderBy(static kind => kind.Status))
        {
            responses[kind.Status.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = kind.Title,
                Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
                {
                    [Problem.MediaType] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(nameof(Problem), document) },
                },
            };
        }
    }

    private static JsonSchemaType TypeOf(string type) => type switch
    {
        "integer" => JsonSchemaType.Integer,
        "boolean" => JsonSchemaType.Boolean,
        _ => JsonSchemaType.String,
    };
}
