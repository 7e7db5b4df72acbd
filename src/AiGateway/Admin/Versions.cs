using System.Globalization;

namespace AiGateway.Admin;

/// <summary>Versions as ETags, so that nobody overwrites what they have not seen.</summary>
internal static class Versions
{
    /// <summary>Puts the version into the answer's <c>ETag</c>.</summary>
    public static void Tell(HttpContext context, long version) =>
        context.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    /// <summary>The version that the change is meant for; null for any (<c>*</c>).</summary>
    /// <exception cref="AdminProblemException">The request does not say.</exception>
    public static long? Required(HttpContext context) => context.Request.Headers.IfMatch.Count > 0 ? Optional(context) : throw Missing();

    /// <summary>The refusal of a change that does not say which version it is meant for.</summary>
    public static AdminProblemException Missing() => new(
        ProblemKind.VersionRequired, "Say which version the change is meant for: If-Match with the ETag that GET answers, or If-Match: * for whichever there is.", "If-Match");

    /// <summary>As <see cref="Required"/>, where the request need not say.</summary>
    public static long? Optional(HttpContext context)
    {
        var header = context.Request.Headers.IfMatch;
        if (header.Count == 0 || header is ["*"])
        {
            return null;
        }

        if (header is [{ } text] && text is ['"', .. var digits, '"'] && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            return version;
        }

        throw new AdminProblemException(ProblemKind.Invalid, "If-Match holds one ETag as GET answers it, quotes included, or *.", "If-Match");
    }
}
