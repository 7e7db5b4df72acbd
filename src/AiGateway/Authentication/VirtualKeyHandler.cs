using System.Globalization;
using System.Text.Encodings.Web;
using AiGateway.Authentication.Jwt;
using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats.OpenAIChat;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace AiGateway.Authentication;

/// <summary>
/// Authenticates callers by their virtual key, before a byte of the body is read. While there is no key, callers on this machine
/// need none.
/// </summary>
internal sealed class VirtualKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    SnapshotStore<GatewayConfig> store,
    KeyDirectory directory,
    JwtAuthenticator tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>The scheme's name.</summary>
    public const string SchemeName = "VirtualKey";

    private static readonly OpenAIChatFormat ErrorFormat = new();
    private static readonly AuthenticateResult Refused = AuthenticateResult.Fail("The caller may not call.");
    private static readonly Task<AuthenticateResult> RefusedTask = Task.FromResult(Refused);

    private GatewayError _refusal = GatewayErrors.MissingKey;

    /// <inheritdoc/>
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var presence = tokens.IsConfigured ? KeyPresence.Some : directory.Presence;
        if (presence != KeyPresence.Some && LoopbackRule.Allows(Context))
        {
            return presence == KeyPresence.None ? Accept(KeyGrant.Loopback) : Refuse(GatewayErrors.KeyStoreUnavailable);
        }

        var presented = PresentedKey.Read(Request.Headers, out var isAmbiguous);
        if (isAmbiguous)
        {
            return Refuse(presence == KeyPresence.None ? GatewayErrors.KeyRequired : GatewayErrors.InvalidKey);
        }

        // The operator's own routes may have such fields of theirs; the gateway's surfaces have none.
        if ((presented is null || Context.GetEndpoint()?.Metadata.GetMetadata<Surface>() is not null) && QueryKeys.Any(Request.QueryString))
        {
            return Refuse(GatewayErrors.KeyInQuery);
        }

        if (presented is null)
        {
            return Refuse(presence == KeyPresence.None ? GatewayErrors.KeyRequired : GatewayErrors.MissingKey);
        }

        if (TokenShape.Is(presented.Value.Span) && tokens.IsConfigured)
        {
            return AuthenticateTokenAsync(presented.Value.ToString());
        }

        var verdict = directory.Find(presented.Value.Span, Context.Connection.RemoteIpAddress);
        if (verdict.Outcome == KeyOutcome.Unsettled)
        {
            return AskAsync(presented.Value, presence);
        }

        return RefusalOf(verdict.Outcome, presence) is { } refusal ? Refuse(refusal) : Accept(verdict.Grant!);
    }

    /// <summary>What a caller is told whose key may not be used; null for one that may.</summary>
    public static GatewayError? RefusalOf(KeyOutcome outcome) => outcome switch
    {
        KeyOutcome.Accepted => null,
        KeyOutcome.Expired => GatewayErrors.KeyExpired,
        KeyOutcome.Disabled => GatewayErrors.KeyDisabled,
        KeyOutcome.Revoked => GatewayErrors.KeyRevoked,
        KeyOutcome.NetworkRefused => GatewayErrors.NetworkNotAllowed,
        KeyOutcome.StoreUnavailable => GatewayErrors.KeyStoreUnavailable,
        _ => GatewayErrors.InvalidKey,
    };

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_refusal.Status == StatusCodes.Status401Unauthorized)
        {
            Response.Headers.WWWAuthenticate = "Bearer";
        }

        if (_refusal.RetryAfter is { } wait)
        {
            Response.Headers.RetryAfter = wait.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture);
        }

        // The body was not read and is not wanted: the connection cannot go on with it.
        if (Request.ContentLength is > 0 || Request.Headers.TransferEncoding.Count > 0)
        {
            Response.Headers.Connection = "close";
        }

        return ErrorWriter.WriteAsync(Context, ErrorFormat, _refusal, RequestIds.New(), store.Current.Options.AnswerHeaders);
    }

    private static GatewayError? RefusalOf(KeyOutcome outcome, KeyPresence presence) =>
        outcome == KeyOutcome.Unknown && presence == KeyPresence.None ? GatewayErrors.KeyRequired : RefusalOf(outcome);

    private async Task<AuthenticateResult> AskAsync(ReadOnlyMemory<char> presented, KeyPresence presence)
    {
        var verdict = await directory.FindAsync(presented, Context.Connection.RemoteIpAddress, Context.RequestAborted);
        return Admit(verdict.Grant, RefusalOf(verdict.Outcome, presence));
    }

    private async Task<AuthenticateResult> AuthenticateTokenAsync(string token)
    {
        var verdict = await tokens.AuthenticateAsync(token, Context.RequestAborted);
        return Admit(verdict.Caller is { } caller ? KeyGrant.Of(caller) : null, verdict.Refusal);
    }

    private AuthenticateResult Admit(KeyGrant? grant, GatewayError? refusal)
    {
        if (grant is null)
        {
            _refusal = refusal ?? GatewayErrors.InvalidKey;
            return Refused;
        }

        Context.Features.Set(grant.Caller);
        return grant.Result;
    }

    /// <summary>As <see cref="Admit"/>, with a task that is there already.</summary>
    private Task<AuthenticateResult> Accept(KeyGrant grant)
    {
        Context.Features.Set(grant.Caller);
        return grant.ResultTask;
    }

    private Task<AuthenticateResult> Refuse(GatewayError error)
    {
        _refusal = error;
        return RefusedTask;
    }
}
