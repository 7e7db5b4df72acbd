using System.Net;
using AiGateway.Fakes;
using AiGateway.Fakes.Raw;
using AiGateway.Tests.Configuration;
using AiGateway.Tests.Failover;
using AiGateway.Tests.Hosting;
using AiGateway.Upstream;

namespace AiGateway.Tests.Promises.Upstream;

/// <summary>A provider whose TLS is not to be trusted gets no byte of a request, and the caller is told that it is the TLS.</summary>
[Trait("Promise", "D21")]
public class CertificateTests
{
    private static readonly string Good = $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {PlainBodies.Of(Dialect.OpenAI).Length}\r\n\r\n{PlainBodies.Of(Dialect.OpenAI)}";

    [Theory]
    [InlineData("good", true)]
    [InlineData("expired", false)]
    [InlineData("wrong host", false)]
    [InlineData("unknown authority", false)]
    public async Task Only_a_certificate_that_holds_is_accepted(string kind, bool accepted)
    {
        using var authority = new TestAuthority();
        using var stranger = new TestAuthority();
        using var certificate = (kind == "unknown authority" ? stranger : authority).Issue(kind == "wrong host" ? "other.test" : TlsBench.Host, expired: kind == "expired");
        var requests = 0;
        await using var server = TlsServer.Start(TlsBench.Server(certificate), async (tls, _) =>
        {
            await tls.ReadRequestAsync();
            Interlocked.Increment(ref requests);
            await tls.WriteAsync(System.Text.Encoding.UTF8.GetBytes(Good));
        });
        await using var gateway = await TlsBench.StartAsync(authority, TlsBench.At(server));
        foreach (var stream in new[] { false, true })
        {
            var response = await gateway.ChatAsync(Pools.Model, stream: stream);

            if (accepted)
            {
                response.StatusCode.ShouldBe(HttpStatusCode.OK);
            }
            else
            {
                await ShouldBeUntrustedAsync(response);
            }
        }

        requests.ShouldBe(accepted ? 2 : 0);
    }

    [Fact]
    public async Task The_machines_own_authorities_are_the_ones_that_count()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Issue(TlsBench.Host);
        await using var server = TlsServer.Start(TlsBench.Server(certificate), (tls, _) => tls.ReadRequestAsync());
        await using var gateway = await TlsBench.StartAsync(new UpstreamNetwork(), new Knobs(), TlsBench.At(server));

        await ShouldBeUntrustedAsync(await gateway.ChatAsync(Pools.Model));
    }

    [Fact]
    public async Task No_broken_version_is_offered_nor_taken()
    {
        var offered = new TaskCompletionSource<IReadOnlyList<int>>();
        await using var server = RawServer.Start(async connection =>
        {
            while (!connection.HasWholeRecord())
            {
                await connection.ReadForAsync(TimeSpan.FromMilliseconds(50));
            }

            offered.TrySetResult(ClientHello.Versions(connection.Received));

            // "protocol_version": what a server says that has none of the versions offered.
            await connection.WriteAsync(new byte[] { 21, 3, 2, 0, 2, 2, 70 });
            await connection.ClosesWithinAsync(TimeSpan.FromSeconds(5));
        });
        using var authority = new TestAuthority();
        await using var gateway = await TlsBench.StartAsync(authority, Target.At(new Uri($"https://{TlsBench.Host}:{server.Port}")));

        var response = await gateway.ChatAsync(Pools.Model);

        (await offered.Task.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBe([0x0303, 0x0304], ignoreOrder: true);
        await ShouldBeUntrustedAsync(response);
    }

    /// <summary>A server that does nothing newer; where the machine's library does not let even that, it ends the handshake all the same.</summary>
    [Fact]
    public async Task A_server_of_the_broken_versions_alone_is_not_spoken_to()
    {
        using var authority = new TestAuthority();
        using var certificate = authority.Issue(TlsBench.Host);
        var options = TlsBench.Server(certificate);
#pragma warning disable SYSLIB0039, CA5397 // The broken versions are what is tested.
        options.EnabledSslProtocols = System.Security.Authentication.SslProtocols.Tls | System.Security.Authentication.SslProtocols.Tls11;
#pragma warning restore SYSLIB0039, CA5397
        await using var server = TlsServer.Start(options, (tls, _) => tls.ReadRequestAsync());
        await using var gateway = await TlsBench.StartAsync(authority, TlsBench.At(server));

        await ShouldBeUntrustedAsync(await gateway.ChatAsync(Pools.Model));
        server.Handshakes.ShouldBe(0);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(0, true)]
    [InlineData(1, false)]
    [InlineData(1, true)]
    public async Task A_cut_handshake_goes_to_the_next(int bytes, bool reset)
    {
        await using var server = RawServer.Start(async connection =>
        {
            await connection.ReadForAsync(TimeSpan.FromMilliseconds(100));
            await connection.WriteAsync(new byte[] { 22, 3, 3 }.AsMemory(0, 3 * bytes));
            if (reset)
            {
                connection.Reset();
            }
        });
        await using var spare = await FakeProvider.StartAsync(Dialect.OpenAI);
        using var authority = new TestAuthority();
        var cut = Target.At(new Uri($"https://{TlsBench.Host}:{server.Port}"));
        await using var alone = await TlsBench.StartAsync(authority, cut);
        await using var gateway = await TlsBench.StartAsync(authority, cut, Target.To(spare));
        spare.Always(StreamText.GoodAnswer);

        await ShouldBeUntrustedAsync(await alone.ChatAsync(Pools.Model));
        (await (await gateway.ChatAsync(Pools.Model)).TextAsync()).ShouldBe(StreamText.Good);
    }

    /// <summary>A switch that turns the check off would be used. There is none.</summary>
    [Fact]
    public void No_setting_speaks_of_certificates()
    {
        var schema = File.ReadAllText(RepositoryFiles.Path("src", "AiGateway", "appsettings.schema.json"));

        schema.ShouldContain("AllowPrivateNetwork");
        foreach (var word in new[] { "certificate", "insecure", "skipTls", "trustAll", "verify", "validateServer" })
        {
            schema.ShouldNotContain($"\"{word}", Case.Insensitive);
        }
    }

    private static async Task ShouldBeUntrustedAsync(HttpResponseMessage response)
    {
        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        (await response.ErrorCodeAsync()).ShouldBe("upstream_tls");
    }
}
