using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Health;
using Yarp.ReverseProxy.Model;

namespace AiGateway.Tests.Yarp;

/// <summary>F16: YARP's passive health policy judges the transport and never the answer.</summary>
public sealed class PassiveHealthTests
{
    [Theory]
    [InlineData(StatusCodes.Status500InternalServerError)]
    [InlineData(StatusCodes.Status429TooManyRequests)]
    [InlineData(StatusCodes.Status503ServiceUnavailable)]
    public async Task F16_an_upstream_that_answers_nothing_but_errors_stays_healthy(int status)
    {
        await using var upstream = await LoopbackServer.StartUpstreamAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });

        (await JudgeAsync(upstream.Address, (HttpStatusCode)status)).ShouldBe(DestinationHealth.Healthy);
    }

    [Fact]
    public async Task F16_one_that_refuses_connections_does_not() =>
        (await JudgeAsync("http://127.0.0.1:9", HttpStatusCode.BadGateway)).ShouldBe(DestinationHealth.Unhealthy);

    private static async Task<DestinationHealth> JudgeAsync(string address, HttpStatusCode expected)
    {
        await using var proxy = await new YarpServer
        {
            Destinations = [address],
            Services = services => services.Configure<TransportFailureRateHealthPolicyOptions>(options => options.MinimalTotalCountThreshold = 5),
            Clusters = cluster =>
            [
                cluster with
                {
                    HealthCheck = new HealthCheckConfig
                    {
                        AvailableDestinationsPolicy = HealthCheckConstants.AvailableDestinations.HealthyOrPanic,
                        Passive = new PassiveHealthCheckConfig { Enabled = true, Policy = HealthCheckConstants.PassivePolicy.TransportFailureRate },
                    },
                },
            ],
            Pipeline = proxy => proxy.UsePassiveHealthChecks(),
        }.StartAsync();
        for (var i = 0; i < 10; i++)
        {
            using var response = await proxy.Client.GetAsync("/");
            response.StatusCode.ShouldBe(expected);
        }

        proxy.Services.GetRequiredService<IProxyStateLookup>().TryGetCluster("cluster", out var cluster).ShouldBeTrue();
        return cluster!.Destinations["d0"].Health.Passive;
    }
}
