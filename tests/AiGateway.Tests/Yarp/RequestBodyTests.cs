using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace AiGateway.Tests.Yarp;

/// <summary>F10 to F12: what may be done to a request's body on its way, and where.</summary>
public sealed class RequestBodyTests
{
    private const string Rewritten = "a longer question";

    [Fact]
    public async Task F10_a_retry_inside_the_clusters_client_finds_the_stream_already_consumed()
    {
        var asked = 0;
        await using var upstream = await LoopbackServer.StartUpstreamAsync(context =>
        {
            asked++;
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return Task.CompletedTask;
        });
        IForwarderErrorFeature? error = null;
        await using var proxy = await new YarpServer
        {
            Destinations = [upstream.Address],
            Handler = new RepeatOn500(),
            Pipeline = proxy => proxy.Use(async (context, next) =>
            {
                await next();
                error = context.Features.Get<IForwarderErrorFeature>();
            }),
        }.StartAsync();

        using var response = await proxy.Client.PostAsync("/", new StringContent("question"));

        response.StatusCode.ShouldBe(HttpStatusCode.BadGateway);
        asked.ShouldBe(1);
        error.ShouldNotBeNull().Exception.ShouldNotBeNull().ToString().ShouldContain("already consumed");
    }

    [Fact]
    public async Task F10_and_where_there_is_no_body_YARP_does_not_know_that_it_was_repeated()
    {
        var asked = 0;
        await using var upstream = await LoopbackServer.StartUpstreamAsync(context =>
        {
            context.Response.StatusCode = ++asked == 1 ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK;
            return Task.CompletedTask;
        });
        var passes = 0;
        await using var proxy = await new YarpServer
        {
            Destinations = [upstream.Address],
            Handler = new RepeatOn500(),
            Transforms = transforms => transforms.AddResponseTransform(_ =>
            {
                passes++;
                return ValueTask.CompletedTask;
            }),
        }.StartAsync();

        using var response = await proxy.Client.GetAsync("/");

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        asked.ShouldBe(2);
        passes.ShouldBe(1);
    }

    [Theory]
    [InlineData("short")]
    [InlineData(Rewritten)]
    public async Task F11_a_body_rewritten_without_its_Content_Length_ends_as_400(string body)
    {
        await using var upstream = await StartEchoAsync();
        IForwarderErrorFeature? error = null;
        await using var proxy = await new YarpServer
        {
            Destinations = [upstream.Address],
            Transforms = Rewrite(body, static (_, _) => { }),
            Pipeline = proxy => proxy.Use(async (context, next) =>
            {
                await next();
                error = context.Features.Get<IForwarderErrorFeature>();
            }),
        }.StartAsync();

        using var response = await proxy.Client.PostAsync("/", Question());

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        error.ShouldNotBeNull().Error.ShouldBe(ForwarderError.RequestBodyClient);
    }

    [Fact]
    public async Task F11_with_the_contents_length_set_it_arrives_whole()
    {
        await using var upstream = await StartEchoAsync();
        await using var proxy = await new YarpServer
        {
            Destinations = [upstream.Address],
            Transforms = Rewrite(Rewritten, static (context, length) => context.ProxyRequest.Content!.Headers.ContentLength = length),
        }.StartAsync();

        using var response = await proxy.Client.PostAsync("/", Question());

        (await response.Content.ReadAsStringAsync()).ShouldBe(Rewritten);
    }

    [Fact]
    public async Task F12_ProxyRequest_Content_may_still_be_replaced_in_this_version()
    {
        await using var upstream = await StartEchoAsync();
        await using var proxy = await new YarpServer
        {
            Destinations = [upstream.Address],
            Transforms = transforms => transforms.AddRequestTransform(context =>
            {
                context.ProxyRequest.Content = new StringContent(Rewritten);
                return ValueTask.CompletedTask;
            }),
        }.StartAsync();

        using var response = await proxy.Client.PostAsync("/", Question());

        typeof(IHttpForwarder).Assembly.GetName().Version.ShouldNotBeNull().ToString(2).ShouldBe("2.1", "from 2.3 on it throws: then this test goes, and nothing of ours may rely on it");
        (await response.Content.ReadAsStringAsync()).ShouldBe(Rewritten);
    }

    // A length that is known, so that the Content-Length is there to be wrong.
    private static StringContent Question() => new("question");

    private static Task<LoopbackServer> StartEchoAsync() => LoopbackServer.StartAsync(_ => { }, app => app.Run(async context =>
    {
        var body = await new StreamReader(context.Request.Body, Encoding.UTF8).ReadToEndAsync();
        await context.Response.WriteAsync(body);
    }));

    private static Action<TransformBuilderContext> Rewrite(string body, Action<RequestTransformContext, long> fix) => transforms =>
        transforms.AddRequestTransform(context =>
        {
            var bytes = Encoding.UTF8.GetBytes(body);
            context.HttpContext.Request.Body = new MemoryStream(bytes, writable: false);
            fix(context, bytes.Length);
            return ValueTask.CompletedTask;
        });

    private sealed class RepeatOn500() : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var first = await base.SendAsync(request, cancellationToken);
            return first.StatusCode == HttpStatusCode.InternalServerError ? await base.SendAsync(request, cancellationToken) : first;
        }
    }
}
