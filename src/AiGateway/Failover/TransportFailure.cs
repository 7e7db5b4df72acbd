using System.Net.Sockets;
using AiGateway.Exchanges;
using Yarp.ReverseProxy.Forwarder;

namespace AiGateway.Failover;

/// <summary>Reads what YARP's forwarder reports of a failed connection. Cancellations are left to the timers that caused them.</summary>
internal static class TransportFailure
{
    /// <summary>The failure behind a forwarder error; null for none, or where a token of ours ended the attempt.</summary>
    public static AttemptFailure? From(IForwarderErrorFeature? error, Attempt attempt)
    {
        if (error is null || attempt.IsComplete || attempt.Token.IsCancellationRequested)
        {
            return null;
        }

        var provider = attempt.Deployment!.ProviderName;
        if (error.Error is not (ForwarderError.Request or ForwarderError.RequestTimedOut))
        {
            return new AttemptFailure(FailureClass.ServerTransient, GatewayErrors.Reset(provider));
        }

        return FromDialer(error.Exception, provider)
            ?? (IsUnreachable(error.Exception)
                ? new AttemptFailure(FailureClass.Unreachable, GatewayErrors.Refused(provider))
                : new AttemptFailure(FailureClass.ServerTransient, GatewayErrors.Reset(provider)));
    }

    /// <summary>What our own dialer or the TLS handshake said. The HTTP client wraps it in an error of its own, which would hide it.</summary>
    private static AttemptFailure? FromDialer(Exception? exception, string provider)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case ConnectTimeoutException timeout:
                    return new AttemptFailure(FailureClass.TimedOut, GatewayErrors.ConnectTimedOut(provider, timeout.Limit));
                case TimeoutException:
                    return new AttemptFailure(FailureClass.TimedOut, GatewayErrors.HandshakeTimedOut(provider));
                case AddressRefusedException:
                    return new AttemptFailure(FailureClass.Unreachable, GatewayErrors.AddressRefused(provider));
                case HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError, InnerException: not (ConnectTimeoutException or TimeoutException) }:
                    return new AttemptFailure(FailureClass.Unreachable, GatewayErrors.TlsFailed(provider));
            }
        }

        return null;
    }

    private static bool IsUnreachable(Exception? exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError }
                or SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostNotFound })
            {
                return true;
            }
        }

        return false;
    }
}
