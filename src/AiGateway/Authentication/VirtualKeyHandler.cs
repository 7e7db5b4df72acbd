using System.Globalization;
using AiGateway.Authentication.Jwt;
using AiGateway.Configuration;
using AiGateway.Exchanges;
using AiGateway.Protocol.Chat;
using AiGateway.Protocol.Formats.OpenAIChat;
using Microsoft.AspNetCore.Authentication;

namespace AiGateway.Authentication;

/// <summary>
/// Authenticates the caller of one request by its virtual key, before a byte of the body is read. While there is no key, callers on this
/// machine need none.
/// </summary>
internal sealed class VirtualKeyHandler(HttpContext context, SnapshotStore<GatewayConfig> store, KeyDirectory directory, JwtAuthenticator tokens) : IAuthenticationHandler
{
    /// <summary>The scheme's name.</summary>
    public const string SchemeName = "VirtualKey";

    private static readonly OpenAIChatFormat ErrorFormat = new();
    private static readonly AuthenticateResult Refused = AuthenticateResult.Fail("The caller may not call.");
    private static readonly Task<AuthenticateResult> RefusedTask = Task.FromResult(Refused);

    private Task<AuthenticateResult>? _result;
    private GatewayError _refusal = GatewayErrors.MissingKey;

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
    Task IAuthenticationHandler.InitializeAsync(AuthenticationScheme scheme, HttpContext request) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<AuthenticateResult> AuthenticateAsync() => _result ??= FindCallerAsync();

    /// <inheritdoc/>
    public Task ChallengeAsync(AuthenticationProperties? properties)
    {
        if (_refusal.Status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        if (_refusal.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = wait.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture);
        }

        // The body was not read and is not wanted: the connection cannot go on with it.
        if (context.Request.ContentLength is > 0 || context.Request.Headers.TransferEncoding.Count > 0)
        {
            context.Response.Headers.Connection = "close";
        }

        return ErrorWriter.WriteAsync(context, ErrorFormat, _refusal, RequestIds.New(), store.Current.Options.AnswerHeaders);
    }

    /// <summary>Refuses a known caller, by a policy of the operator's own: the gateway has none that could.</summary>
    public Task ForbidAsync(AuthenticationProperties? properties)
    {
        _refusal = GatewayErrors.PolicyForbids;
        return ChallengeAsync(properties);
    }

    private Task<AuthenticateResult> FindCallerAsync()
    {
        var presence = tokens.IsConfigured ? KeyPresence.Some : directory.Presence;
        if (presence != KeyPresence.Some && LoopbackRule.Allows(context))
        {
            return presence == KeyPresence.None ? Accept(KeyGrant.Loopback) : Refuse(GatewayErrors.KeyStoreUnavailable);
        }

        var presented = PresentedKey.Read(context.Request.Headers, out var isAmbiguous);
        if (isAmbiguous)
        {
            return Refuse(presence == KeyPresence.None ? GatewayErrors.KeyRequired : GatewayErrors.InvalidKey);
        }

        // The operator's own routes may have such fields of theirs; the gateway's surfaces have none.
        if ((presented is null || context.GetEndpoint()?.Metadata.GetMetadata<Surface>() is not null) && QueryKeys.Any(context.Request.QueryString))
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

        var verdict = directory.Find(presented.Value.Span, context.Connection.RemoteIpAddress);
        if (verdict.Outcome == KeyOutcome.Unsettled)
        {
            return AskAsync(presented.Value, presence);
        }

        return RefusalOf(verdict.Outcome, presence) is { } refusal ? Refuse(refusal) : Accept(verdict.Grant!);
    }

    private static GatewayError? RefusalOf(KeyOutcome outcome, KeyPresence presence) =>
        outcome == KeyOutcome.Unknown && presence == KeyPresence.None ? GatewayErrors.KeyRequired : RefusalOf(outcome);

    private async Task<AuthenticateResult> AskAsync(ReadOnlyMemory<char> presented, KeyPresence presence)
    {
        var verdict = await directory.FindAsync(presented, context.Connection.RemoteIpAddress, context.RequestAborted);
        return Admit(verdict.Grant, RefusalOf(verdict.Outcome, presence));
    }

    private async Task<AuthenticateResult> AuthenticateTokenAsync(string token)
    {
        var verdict = await tokens.AuthenticateAsync(token, context.RequestAborted);
        return Admit(verdict.Caller is { } caller ? KeyGrant.Of(caller) : null, verdict.Refusal);
    }

    private AuthenticateResult Admit(KeyGrant? grant, GatewayError? refusal)
    {
        if (grant is null)
        {
            _refusal = refusal ?? GatewayErrors.InvalidKey;
            return Refused;
        }

        context.Features.Set(grant.Caller);
        return grant.Result;
    }

    /// <summary>As <see cref="Admit"/>, with a task that is there already.</summary>
    private Task<AuthenticateResult> Accept(KeyGrant grant)
    {
        context.Features.Set(grant.Caller);
#pragma warning disable VSTHRD003 // The task has ended, and holds what it was made with.
        return grant.ResultTask;
#pragma warning restore VSTHRD003
    }

    private Task<AuthenticateResult> Refuse(GatewayError error)
    {
        _refusal = error;
        return RefusedTask;
    }
}
