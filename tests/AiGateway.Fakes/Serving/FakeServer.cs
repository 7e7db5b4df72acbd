using System.Diagnostics;
using System.Net;
using AiGateway.Fakes.Answers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace AiGateway.Fakes.Serving;

/// <summary>Kestrel under a fake: reads a request, asks the dialect and the script, sends the answer.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    private readonly ProviderState _state;
    private readonly WireDialect _wire;
    private readonly WebApplication _app;
    private readonly CancellationTokenSource _stopping = new();
    private int _connectionsSeen;
    private int _connectionsOpen;
    private int _disposed;

    private FakeServer(ProviderState state, WireDialect wire, int port)
    {
        (_state, _wire) = (state, wire);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MaxRequestHeadersTotalSize = 1024 * 1024;
            kestrel.Listen(IPAddress.Loopback, port, listen =>
            {
                listen.Use(next => async connection =>
                {
                    Interlocked.Increment(ref _connectionsSeen);
                    Interlocked.Increment(ref _connectionsOpen);
                    try
                    {
                        await next(connection).ConfigureAwait(false);
                    }
                    finally
                    {
                        Interlocked.Decrement(ref _connectionsOpen);
                    }
                });
                listen.Use(HeadTap.Attach);
            });
        });
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    public int Port { get; private set; }

    public int ConnectionsSeen => Volatile.Read(ref _connectionsSeen);

    public int ConnectionsOpen => Volatile.Read(ref _connectionsOpen);

    public static async Task<FakeServer> StartAsync(ProviderState state, WireDialect wire, int port)
    {
        var server = new FakeServer(state, wire, port);
        await server._app.StartAsync().ConfigureAwait(false);
        var address = server._app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        server.Port = new Uri(address).Port;
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        // Handlers first, so that none holds the server up; an already cancelled token then makes Kestrel abort what is left.
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _app.StopAsync(new CancellationToken(true)).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task HandleAsync(HttpContext http)
    {
        _state.Log.HeadSeen();
        var request = await ReadAsync(http).ConfigureAwait(false);
        var watch = http.RequestAborted.Register(() => CallerLeft(request));
        try
        {
            var plan = Plan(request);
            await ResponseSender.SendAsync(plan, http, request, _stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The caller has gone or the fake is being disposed: either way the connection ends here. The token's callbacks run in
            // no promised order, so this may be the first to know.
            CallerLeft(request);
            request.Settle();
            http.Abort();
        }
        finally
        {
            request.Settle();
            await watch.DisposeAsync().ConfigureAwait(false);
            request.End();
        }
    }

    private void CallerLeft(RecordedRequest request)
    {
        // When the fake is disposed Kestrel ends the connections, not the callers.
        if (!_stopping.IsCancellationRequested)
        {
            request.CallerLeft();
        }
    }

    private ResponsePlan Plan(RecordedRequest request)
    {
        Operation? operation = null;
        Refusal? refusal = null;
        try
        {
            operation = _wire.Open(request);
        }
        catch (Refusal refused)
        {
            refusal = refused;
        }

        // An unknown path may still be scripted verbatim (images, audio, files); anything else that is wrong is refused, scripted or not.
        if (refusal is { UnknownPath: false })
        {
            return _wire.PlanRefusal(refusal, request);
        }

        var chat = operation as ChatOperation;
        var scripted = _state.Script.Take(request, answer => chat is not null || answer is WireAnswer, queued: operation is not FixedOperation { IsListing: true });
        return scripted switch
        {
            WireAnswer verbatim => _wire.Plan(verbatim, request),
            FakeAnswer spoken => _wire.Plan(spoken, chat!, request),
            _ when chat is not null => _wire.Plan(FakeAnswer.Honest, chat, request),
            _ when operation is FixedOperation plain => _wire.Plan(plain, request),
            _ => _wire.PlanRefusal(refusal!, request),
        };
    }

    private async Task<RecordedRequest> ReadAsync(HttpContext http)
    {
        var arrivedAt = Stopwatch.GetTimestamp();
        var tap = http.Features.Get<HeadTap>();
        var headers = tap?.TakeHead() ?? [.. http.Request.Headers.SelectMany(header => header.Value.Select(value => KeyValuePair.Create(header.Key, value ?? "")))];
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted).ConfigureAwait(false);
        tap?.BodyRead();
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        return _state.Log.Add(number =>
        {
            var request = new RecordedRequest(number, http.Request.Method, target, headers, body.ToArray(), arrivedAt, http.Connection.Id);
            request.Key = _wire.Credential(request);
            return request;
        });
    }
}
