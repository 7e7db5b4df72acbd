using AiGateway.Configuration;
using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace AiGateway.Upstream;

/// <summary>The transform <c>{ "ProviderKey": "openai" }</c> for the operator's own routes: sends a configured provider's key along.</summary>
internal sealed class ProviderKeyTransformFactory(SnapshotStore<GatewayConfig> store) : ITransformFactory
{
    private const string Key = "ProviderKey";

    /// <inheritdoc/>
    public bool Validate(TransformRouteValidationContext context, IReadOnlyDictionary<string, string> transformValues)
    {
        if (!transformValues.TryGetValue(Key, out var provider))
        {
            return false;
        }

        if (!store.Current.Providers.ContainsKey(provider))
        {
            context.Errors.Add(new ArgumentException($"The transform {Key} names the provider '{provider}', which Gateway:Providers does not have.", nameof(transformValues)));
        }

        return true;
    }

    /// <inheritdoc/>
    public bool Build(TransformBuilderContext context, IReadOnlyDictionary<string, string> transformValues)
    {
        if (!transformValues.TryGetValue(Key, out var provider))
        {
            return false;
        }

        // A provider is not told who calls the gateway, nor by which way.
        context.UseDefaultForwarders = false;
        context.AddRequestTransform(transform =>
        {
            OperatorTransformProvider.Remove(transform.ProxyRequest);
            RemoveOrigin(transform.ProxyRequest);
            if (store.Current.Providers.TryGetValue(provider, out var entry))
            {
                if (entry.Credentials.IsOutOfReach)
                {
                    // A status makes YARP's forwarder return without sending anything.
                    transform.HttpContext.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                    return ValueTask.CompletedTask;
                }

                foreach (var (name, value) in entry.Headers)
                {
                    transform.ProxyRequest.Headers.Add(name, value.Reveal());
                }

                entry.Provider.Authorise(transform.ProxyRequest.Headers, entry.PickKey()?.Value);
            }

            return ValueTask.CompletedTask;
        });
        return true;
    }

    private static void RemoveOrigin(HttpRequestMessage request)
    {
        foreach (var name in request.Headers.NonValidated.Select(static header => header.Key).Where(IsOfOrigin).ToArray())
        {
            request.Headers.Remove(name);
        }
    }

    private static bool IsOfOrigin(string name) =>
        name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Forwarded", StringComparison.OrdinalIgnoreCase)
        || name.Equals("X-Real-IP", StringComparison.OrdinalIgnoreCase)
        || name.Equals("Cookie", StringComparison.OrdinalIgnoreCase);
}
