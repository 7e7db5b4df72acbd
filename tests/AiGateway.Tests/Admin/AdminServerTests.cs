using System.Net;
using System.Net.Sockets;
using System.Text;
using AiGateway.Admin;
using AiGateway.Tests.Hosting;
using Microsoft.Extensions.Configuration;

namespace AiGateway.Tests.Admin;

/// <summary>The admin API has a listener of its own, and the data port none of it.</summary>
public sealed class AdminServerTests(AdminFixture fixture) : IClassFixture<AdminFixture>
{
    private readonly AdminGateway _gateway = fixture.Gateway;

    [Theory]
    [InlineData("/admin/whoami")]
    [InlineData("/admin/keys")]
    [InlineData("/ADMIN/whoami")]
    [InlineData("//admin/whoami")]
    [InlineData("/v1/../admin/whoami")]
    [InlineData("/v1/%2e%2e/admin/whoami")]
    [InlineData("/%61dmin/whoami")]
    [InlineData("/admin/openapi.json")]
    public async Task The_data_port_serves_no_admin_path_with_any_host_path_or_token(string path)
    {
        var admin = new Uri(_gateway.Server.Addresses[0]);
        foreach (var host in (string[])["localhost", admin.Authority, $"localhost:{admin.Port}", "admin"])
        {
            var answer = await RawAsync(_gateway.Gateway.BaseUrl, $"GET {path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {_gateway.Admin}\r\nConnection: close\r\n\r\n");

            answer.Split(' ')[1].ShouldBeOneOf("404", "401");
            answer.ShouldNotContain("tokenId");
        }
    }

    [Fact]
    public async Task The_data_port_says_that_there_is_no_such_path()
    {
        using var response = await _gateway.Gateway.Client.GetAsync("/admin/whoami");

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("/v1/models")]
    [InlineData("/v1/chat/completions")]
    [InlineData("/health/ready")]
    public async Task The_admin_port_serves_nothing_of_the_data_ports(string path)
    {
        using var response = await _gateway.SendRawAsync("GET", path, _gateway.Admin);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Every_answer_has_the_headers_that_keep_it_out_of_caches_and_pages()
    {
        foreach (var (path, token) in (IEnumerable<(string, string?)>)[("/admin/whoami", _gateway.Viewer), ("/admin/whoami", null), ("/admin/nothing", _gateway.Viewer), ("/nothing", null), ("/admin/tokens?x=1", _gateway.Viewer)])
        {
            using var response = await _gateway.SendRawAsync("GET", path, token);

            response.Headers.CacheControl!.NoStore.ShouldBeTrue(path);
            response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
            response.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'; frame-ancestors 'none'");
            response.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
            response.Headers.Contains("Server").ShouldBeFalse();
            response.Headers.GetValues("x-aigateway-request-id").Single().ShouldStartWith("req_");
        }
    }

    [Fact]
    public void The_log_says_where_it_serves() => _gateway.Gateway.LogLines.ShouldContain(line => line.Contains($"The admin API serves on {_gateway.Server.Addresses[0]}", StringComparison.Ordinal));

    [Fact]
    public async Task A_port_that_is_taken_refuses_the_start_and_names_the_field()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";

        var refused = await Should.ThrowAsync<IOException>(() => TestGateway.StartAsync(new { Gateway = new { Storage = new { Sqlite = "x.db" }, Admin = new { Urls = url } } }));

        refused.Message.ShouldContain($"Gateway:Admin:Urls ({url})");
        refused.Message.ShouldContain("address already in use");
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080", "http://127.0.0.1:8080")]
    [InlineData("http://127.0.0.1:9000;http://localhost:8080", "http://127.0.0.1:8080")]
    [InlineData("http://0.0.0.0:8080", "http://127.0.0.1:8080")]
    [InlineData("http://[::]:8080", "http://127.0.0.1:8080")]
    [InlineData("http://*:8080", "http://10.0.0.1:8080")]
    [InlineData("http://127.0.0.1:8080", "http://+:8080")]
    [InlineData("https://127.0.0.1:8080", "http://127.0.0.1:8080")]
    [InlineData("http://gateway.example:8080", "http://127.0.0.1:8080")]
    public void An_address_that_the_data_port_has_is_found(string admin, string data)
    {
        var problem = AdminUrls.FindOverlap(admin, Configuration(("urls", data))).ShouldNotBeNull();

        problem.Path.ShouldBe("Gateway:Admin:Urls");
        problem.Message.ShouldContain("needs a port of its own");
    }

    [Theory]
    [InlineData("http://127.0.0.1:8081", "http://127.0.0.1:8080")]
    [InlineData("http://10.0.0.2:8080", "http://10.0.0.1:8080")]
    [InlineData("http://127.0.0.1:0", "http://127.0.0.1:0")]
    [InlineData("http://10.0.0.2:8080", "http://localhost:8080")]
    public void Addresses_that_go_together_are_let_through(string admin, string data) => AdminUrls.FindOverlap(admin, Configuration(("urls", data))).ShouldBeNull();

    [Fact]
    public void The_data_port_is_looked_for_wherever_ASP_NET_takes_it_from()
    {
        AdminUrls.FindOverlap("http://127.0.0.1:5000", Configuration(("HTTP_PORTS", "4000;5000"))).ShouldNotBeNull();
        AdminUrls.FindOverlap("http://127.0.0.1:5001", Configuration(("HTTPS_PORTS", "5001"))).ShouldNotBeNull();
        AdminUrls.FindOverlap("http://127.0.0.1:7000", Configuration(("Kestrel:Endpoints:main:Url", "http://localhost:7000"), ("urls", "http://127.0.0.1:1"))).ShouldNotBeNull();
        AdminUrls.FindOverlap("http://127.0.0.1:1", Configuration(("Kestrel:Endpoints:main:Url", "http://localhost:7000"), ("urls", "http://127.0.0.1:1"))).ShouldBeNull();
    }

    [Fact]
    public void An_overlap_refuses_the_start() =>
        TestGateway.RefusedStart(new { Urls = "http://127.0.0.1:8099", Gateway = new { Storage = new { Sqlite = "x.db" }, Admin = new { Urls = "http://localhost:8099" } } })
            .ShouldContain("Gateway:Admin:Urls");

    [Fact]
    public async Task Without_a_store_or_where_it_is_off_there_is_none()
    {
        await using var without = await TestGateway.StartAsync(new { Gateway = new { } });
        without.Services.GetService(typeof(AdminServer)).ShouldBeNull();

        await using var off = await TestGateway.StartAsync(new { Gateway = new { Storage = new { Sqlite = "x.db" }, Admin = new { Enabled = false } } });
        off.Services.GetService(typeof(AdminServer)).ShouldBeNull();
    }

    [Fact]
    public async Task A_body_of_more_than_a_mebibyte_is_refused()
    {
        var (status, problem) = await _gateway.SendAsync("POST", "/admin/keys", _gateway.Admin, new { name = new string('x', 1024 * 1024) });

        status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        problem.GetProperty("type").GetString().ShouldBe("urn:aigateway:problem:too-large");
    }

    private static IConfiguration Configuration(params (string Key, string Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(v => KeyValuePair.Create(v.Key, (string?)v.Value))).Build();

    private static async Task<string> RawAsync(Uri address, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }
}
