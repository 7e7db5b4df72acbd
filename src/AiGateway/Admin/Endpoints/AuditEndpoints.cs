using AiGateway.Admin.Answers;
using AiGateway.Audit;
using AiGateway.Storage;

namespace AiGateway.Admin.Endpoints;

/// <summary>What was changed, by whom, and whether the record of it is whole.</summary>
internal static class AuditEndpoints
{
    private const string Tag = "audit";

    /// <summary>Maps <c>/admin/audit</c> and what is below it.</summary>
    public static void MapAudit(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/audit", ListAsync).For(
            AdminPolicies.Viewer,
            "listAudit",
            "Lists the changes on record, the newest first",
            Tag,
            QueryParameter.Limit,
            QueryParameter.After,
            QueryParameter.Text("actor", "By this actor alone, such as token:ID."),
            QueryParameter.Text("action", "This action alone, such as key.create."),
            QueryParameter.Text("kind", "Done to this kind of thing alone, such as key."),
            QueryParameter.Text("subject", "Done to the thing of this id alone."),
            QueryParameter.Instant("from", "From this moment on."),
            QueryParameter.Instant("to", "Before this moment."));
        routes.MapGet("/audit/verify", VerifyAsync).For(AdminPolicies.Viewer, "verifyAudit", "Checks that no record was changed, removed or put in", Tag);
    }

    private static async Task<PageAnswer<AuditAnswer>> ListAsync(HttpContext context, Database database, CancellationToken cancellationToken)
    {
        var query = new AdminQuery(context);
        var filter = new AuditFilter
        {
            Actor = query.Text("actor"),
            Action = query.Text("action"),
            Kind = query.Text("kind"),
            Subject = query.Text("subject"),
            From = query.Instant("from"),
            To = query.Instant("to"),
        };
        var page = query.Page;
        return StoredThings.Of(await database.ReadAsync(session => session.Audit.ListAsync(filter, page), cancellationToken), StoredThings.Of);
    }

    private static async Task<AuditVerdictAnswer> VerifyAsync(AuditLog audit, CancellationToken cancellationToken)
    {
        var verdict = await audit.VerifyAsync(cancellationToken);
        return new AuditVerdictAnswer(verdict.IsSound, verdict.Problem, verdict.Notes, verdict.Records, verdict.Head.Number, verdict.Head.Hash);
    }
}
