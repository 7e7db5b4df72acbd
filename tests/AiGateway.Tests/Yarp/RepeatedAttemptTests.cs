using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms;

namespace AiGateway.Tests.Yarp;

/// <summary>F1 to F3, F14: several passes of <c>next</c> inside one <c>MapReverseProxy</c> pipeline, on the caller's own context.</summary>
public sealed class RepeatedAttemptTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(600);

    [Fact]
    public async Task F01_next_may_run_once_per_attempt_and_the_caller_sees_one_clean_200()
    {
        await using var upstream = await LoopbackServer.StartUpstreamAsync(AnswerByPathAsync);
        var loop = new AttemptLoop();
        await using var proxy = await new YarpServer
        {
            Destinations = [upstream.Address + "/e500", upstream.Address + "/hang", upstream.Address + "/good"],
            Pipeline = loop.Use,
            ActivityTimeout = Patience,
        }.StartAsync();

        using var response = await proxy.Client.PostAsync("/chat", new StringContent("question"));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).ShouldBe("good");
        response.Headers.Contains("x-from-failure").ShouldBeFalse();
        loop.Results.Select(r => r.Status).ShouldBe([500, 504, 200]);
    }

    [Fact]
    public async Task F02_a_second_pass_without_Clear_is_refused_by_the_forwarder()
    {
        await using var upstream = await LoopbackServer.StartUpstreamAsync(AnswerByPathAsync);
        Exception? thrown = null;
        await using var proxy = await new YarpServer
        {
            Destinations = ["http://127.0.0.1:9"],
            Pipeline = proxy =>
            {
                proxy.Use(async (context, next) =>
                {
                    await next();
                    context.Response.StatusCode.ShouldBe(StatusCodes.Status502BadGateway);
                    thrown = await Record.ExceptionAsync(next);
                });
                proxy.UseLoadBalancing();
            },
        }.StartAsync();

        using var response = await proxy.Client.GetAsync("/");

        thrown.ShouldBeOfType<InvalidOperationException>().Message.ShouldContain("already started");
    }

    [Fact]
    public async Task F02_a_response_that_has_begun_cannot_be_cleared_for_a_second_pass()
    {
        await using var upstream = await LoopbackServer.StartUpstreamAsync(AnswerByPathAsync);
        Exception? cleared = null, repeated = null;
        await using var proxy = await new YarpServer
        {
            Destinations = [upstream.Address + "/good"],
            Pipeline = proxy => proxy.Use(async (context, next) =>
            {
                await next();
                cleared = Record.Exception(context.Response.Clear);
                repeated = await Record.ExceptionAsync(next);
            }),
        }.StartAsync();

        (await proxy.Client.GetStringAsync("/")).ShouldBe("good");

        cleared.ShouldBeOfType<InvalidOperationException>();
        repeated.ShouldBeOfType<InvalidOperationException>();
    }

    [Fact]
    public async Task F02_the_error_of_the_last_attempt_stays_until_it_is_set_to_null()
    {
        await using var upstream = await LoopbackServer.StartUpstreamAsync(AnswerByPathAsync);
        IForwarderErrorFeature? left = null;
        await using var proxy = await new YarpServer
        {
            Destinations = ["http://127.0.0.1:9", upstream.Address + "/good"],
            Pipeline = proxy => proxy.Use(async (context, next) =>
            {
                var feature = context.GetReverseProxyFeature();
                foreach (var destination in feature.AllDestinations.OrderBy(d => d.DestinationId, StringComparer.Ordinal))
                {
                    context.Response.Clear();
                    feature.AvailableDestinations = destination;
                    await next();
                }

                left = context.Features.Get<IForwarderErrorFeature>();
            }),
        }.StartAsync();

        (await proxy.Client.GetStringAsync("/")).ShouldBe("good");

        left.ShouldNotBeNull().Error.ShouldBe(ForwarderError.Request);
    }

    [Fact]
    public async Task F02_load_balancing_narrows_AvailableDestinations_to_its_choice()
    {
        await using var upstream = await LoopbackServer.StartUpstreamAsync(AnswerByPathAsync);
        int before = 0, after = 0;
        await using var proxy = await new YarpServer
        {
            Destinations = [upstream.Address + "/good", upstream.Address + "/good", upstream.Address + "/good"],
            Pipeline = proxy =>
            {
                proxy.Use(async (context, next) =>
                {
                    before = context.GetReverseProxyFeature().AvailableDestinations.Count;
                    await next();
                    after = context.GetReverseProxyFeature().AvailableDestinations.Count;
                });
                proxy.UseLoadBalancing();
            },
        }.StartAsync();

        (await proxy.Client.GetStringAsync("/")).ShouldBe("good");

        before.ShouldBe(3);
        after.ShouldBe(1);
    }

    [Fact]
    public async Task F02_a_second_pass_over_a_body_that_was_read_fails()
    {
        var bodies = new List<string>();
        await using var upstream = await LoopbackServer.StartAsync(_ => { }, app => app.Run(async context =>
        {
            bodies.Add(await new StreamReader(context.Request.Body, Encoding.UTF8).ReadToEndAsync());
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
        }));
        var statuses = new List<int>();
        await using var proxy = await new YarpServer
        {
            Destinations = [upstream.Address],
            ActivityTimeout = Patience,
            Pipeline = proxy => proxy.Use(async (context, next) =>
            {
                for (var i = 0; i < 2; i++)
                {
                    context.Response.Clear();
                    await next();
                    statuses.Add(context.Response.StatusCode);
                }
            }),
        }.StartAsync();

        using var response = await proxy.Client.PostAsync("/", new StringContent("question"));

        bodies.ShouldBe(["question"]);
        statuses.ShouldBe([500, 400]);
    }

    [Fact]
    public async Task F03_transforms_run_again_for_each_attempt_and_nothing_of_the_callers_leaks()
    {
        var seen = new List<Dictionary<string, string>>();
        await using var upstream = await LoopbackServer.StartUpstreamAsync(context =>
        {
            seen.Add(context.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase));
            return AnswerByPathAsync(context);
        });
        var loop = new AttemptLoop { Before = static (context, attempt) => context.Items["key"] = "provider-key-" + attempt };
        await using var proxy = await new YarpServer
        {
            Destinations = [upstream.Address + "/e500", upstream.Address + "/good"],
            Pipeline = loop.Use,
            Handler = new SocketsHttpHandler { UseProxy = false, UseCookies = false, ActivityHeadersPropagator = null },
            Transforms = transforms =>
            {
                transforms.CopyRequestHeaders = false;
                transforms.UseDefaultForwarders = false;
                transforms.AddRequestTransform(context =>
                {
                    context.ProxyRequest.Headers.Add("Authorization", "Bearer " + context.HttpContext.Items["key"]);
                    return ValueTask.CompletedTask;
                });
            },
        }.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/chat") { Content = new StringContent("question") };
        request.Headers.Add("Authorization", "Bearer virtual-key");
        request.Headers.Add("x-api-key", "virtual-key");
        request.Headers.Add("Cookie", "session=1");
        request.Headers.Add("baggage", "user=1");

        using var response = await proxy.Client.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        seen.Select(headers => headers["Authorization"]).ShouldBe(["Bearer provider-key-0", "Bearer provider-key-1"]);
        foreach (var headers in seen)
        {
            headers.Keys.ShouldBe(["Authorization", "Host", "Transfer-Encoding"], ignoreOrder: true);
            headers["Host"].ShouldBe(new Uri(upstream.Address).Authority);
        }
    }

    [Fact]
    public async Task F14_a_header_set_before_an_attempt_is_lost_by_Clear_and_one_set_in_OnStarting_is_not()
    {
        await using var upstream = await LoopbackServer.StartUpstreamAsync(AnswerByPathAsync);
        var loop = new AttemptLoop();
        await using var proxy = await new YarpServer
        {
            Destinations = [upstream.Address + "/e500", upstream.Address + "/good"],
            Pipeline = proxy =>
            {
                proxy.Use((context, next) =>
                {
                    context.Response.Headers["x-early"] = "1";
                    context.Response.OnStarting(() =>
                    {
                        context.Response.Headers["x-late"] = "1";
                        return Task.CompletedTask;
                    });
                    return next();
                });
                loop.Use(proxy);
            },
        }.StartAsync();

        using var response = await proxy.Client.GetAsync("/");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Headers.Contains("x-early").ShouldBeFalse();
        response.Headers.GetValues("x-late").ShouldBe(["1"]);
    }

    private static async Task AnswerByPathAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/hang", StringComparison.Ordinal))
        {
            await Sse.UntilAbortedAsync(context);
        }
        else if (context.Request.Path.StartsWithSegments("/e500", StringComparison.Ordinal))
        {
            // No body, so that nothing has been sent to the caller yet when the loop looks at the status.
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            context.Response.Headers["x-from-failure"] = "1";
        }
        else
        {
            await context.Response.WriteAsync("good");
        }
    }
}
