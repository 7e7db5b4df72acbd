using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using AiGateway.Admin;
using AiGateway.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AiGateway.Tests.Admin;

/// <summary>What is below the API: certificates, framing, and requests that do not come to an end.</summary>
public sealed class TransportTests(AdminFixture fixture) : IClassFixture<AdminFixture>
{
    private readonly AdminGateway _gateway = fixture.Gateway;

    [Fact]
    public async Task Https_takes_the_main_servers_certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=admin.test", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, certificate.Export(X509ContentType.Pfx, "a password"));
        try
        {
            await using var gateway = await TestGateway.StartAsync(new
            {
                Kestrel = new { Certificates = new { Default = new { Path = file, Password = "a password" } } },
                Gateway = new { Storage = new { Sqlite = "data/test.db" }, Admin = new { Urls = "https://127.0.0.1:0" } },
            });
            var address = new Uri(gateway.Services.GetRequiredService<AdminServer>().Addresses[0]);
            string? seen = null;
            using var client = new HttpClient(new SocketsHttpHandler
            {
                SslOptions = new SslClientAuthenticationOptions
                {
                    RemoteCertificateValidationCallback = (_, presented, _, _) =>
                    {
                        seen = presented!.Subject;
                        return seen == "CN=admin.test";
                    },
                },
            });
            using var response = await client.GetAsync(new Uri(address, "/admin/whoami"));

            address.Scheme.ShouldBe("https");
            response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            seen.ShouldBe("CN=admin.test");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_certificate_that_is_not_there_refuses_the_start_and_names_the_field()
    {
        var refused = await Should.ThrowAsync<IOException>(() => TestGateway.StartAsync(new
        {
            Kestrel = new { Certificates = new { Default = new { Path = "missing.pfx" } } },
            Gateway = new { Storage = new { Sqlite = "data/test.db" }, Admin = new { Urls = "https://127.0.0.1:0" } },
        }));

        refused.Message.ShouldContain("Gateway:Admin:Urls (https://127.0.0.1:0)");
    }

    [Theory]
    [InlineData("POST /admin/teams HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ADMIN\r\nContent-Type: application/json\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n", "400")]
    [InlineData("POST /admin/teams HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ADMIN\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n", "400")]
    [InlineData("GET /admin/whoami HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer TOKEN\r\nAuthorization: Bearer TOKEN\r\nConnection: close\r\n\r\n", "401")]
    [InlineData("GET http://127.0.0.1:1/admin/whoami HTTP/1.1\r\nHost: 127.0.0.1:1\r\nAuthorization: Bearer TOKEN\r\nConnection: close\r\n\r\n", "200")]
    [InlineData("GET /admin/whoami HTTP/1.1\r\nHost: x\r\nX: LONG\r\nConnection: close\r\n\r\n", "431")]
    public async Task What_could_be_read_in_two_ways_or_has_no_end_is_refused(string request, string status)
    {
        var address = new Uri(_gateway.Server.Addresses[0]);
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request.Replace("ADMIN", _gateway.Admin, StringComparison.Ordinal).Replace("TOKEN", _gateway.Viewer, StringComparison.Ordinal).Replace("LONG", new string('x', 40_000), StringComparison.Ordinal)));
        using var reader = new StreamReader(stream, Encoding.UTF8);

        (await reader.ReadLineAsync())!.Split(' ')[1].ShouldBe(status);
    }
}
