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

        for (var cause = error.Exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case ConnectTimeoutException timeout:
                    return new AttemptFailure(FailureClass.TimedOut, GatewayErrors.ConnectTimedOut(provider, timeout.Limit));
                case TimeoutException:
                    return new AttemptFailure(FailureClass.TimedOut, GatewayErrors.HandshakeTimedOut(provider));
                case AddressRefusedException:
                    return new AttemptFailure(FailureClass.Unreachable, GatewayErrors.AddressRefused(provider));
                case HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError }:
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostNotFound }:
                    return new AttemptFailure(FailureClass.Unreachable, GatewayErrors.Refused(provider));
            }
        }

        return new AttemptFailure(FailureClass.ServerTransient, GatewayErrors.Reset(provider));
    }
}
