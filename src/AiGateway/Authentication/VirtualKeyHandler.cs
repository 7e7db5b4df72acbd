using System.Security.Claims;
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
/// Authenticates callers by their virtual key, before a byte of the body is read. While no key is configured, callers on this
/// machine need none.
/// </summary>
internal sealed class VirtualKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, SnapshotStore<GatewayConfig> store, JwtAuthenticator tokens)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>The scheme's name.</summary>
    public const string SchemeName = "VirtualKey";

    private static readonly OpenAIChatFormat ErrorFormat = new();

    private GatewayError _refusal = GatewayErrors.MissingKey;

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var keys = store.Current.Keys;
        if (keys.IsEmpty && !tokens.IsConfigured)
        {
            return LoopbackRule.Allows(Context) ? Success(Caller.Loopback) : Refuse(GatewayErrors.KeyRequired);
        }

        var presented = PresentedKey.Read(Request.Headers, out var isAmbiguous);
        if (isAmbiguous)
        {
            return Refuse(GatewayErrors.InvalidKey);
        }

        if (presented is null)
        {
            return AuthenticateResult.NoResult();
        }

        if (TokenShape.Is(presented) && tokens.IsConfigured)
        {
            var verdict = await tokens.AuthenticateAsync(presented, Context.RequestAborted);
            return verdict.Caller is { } bearer ? Success(bearer) : Refuse(verdict.Refusal ?? GatewayErrors.InvalidKey);
        }

        return keys.Find(presented) is { } caller ? Success(caller) : Refuse(GatewayErrors.InvalidKey);
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        // The body was not read and is not wanted: the connection cannot go on with it.
        if (Request.ContentLength is > 0 || Request.Headers.TransferEncoding.Count > 0)
        {
            Response.Headers.Connection = "close";
        }

        return ErrorWriter.WriteAsync(Context, ErrorFormat, _refusal, RequestIds.New(), store.Current.Options.AnswerHeaders);
    }

    private AuthenticateResult Success(Caller caller)
    {
        Context.Features.Set(caller);
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, caller.KeyId)], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    private AuthenticateResult Refuse(GatewayError error)
    {
        _refusal = error;
        return AuthenticateResult.Fail(error.Message);
    }
}
