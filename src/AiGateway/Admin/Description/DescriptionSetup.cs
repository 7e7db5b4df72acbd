using Microsoft.OpenApi;

namespace AiGateway.Admin.Description;

/// <summary>Describes the admin API by OpenAPI.</summary>
internal static class DescriptionSetup
{
    /// <summary>Where the description is.</summary>
    public const string Path = "/admin/openapi.json";

    /// <summary>Adds what makes it.</summary>
    public static IServiceCollection AddDescription(this IServiceCollection services) => services.AddOpenApi(static options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer<DocumentFrame>();
        options.AddOperationTransformer<OperationDetails>();
        options.AddSchemaTransformer<AddressSchema>();
        options.AddDocumentTransformer<AddressSchema>();
    });

    /// <summary>Maps it; it needs a token as everything does.</summary>
    public static void MapDescription(this IEndpointRouteBuilder routes) => routes.MapOpenApi(Path).RequireAuthorization(AdminPolicies.Viewer).WithName("getDescription");
}
