namespace AiGateway.Exchanges;

/// <summary>The gateway's own headers and the few others that it sends to callers or takes from them.</summary>
internal static class HeaderNames
{
    /// <summary>Answer: the request's id, also in every log line about it.</summary>
    public const string RequestId = "x-aigateway-request-id";

    /// <summary>Answer: the same id by the name that the providers' SDKs show.</summary>
    public const string StandardRequestId = "x-request-id";

    /// <summary>Answer: the provider that really answered.</summary>
    public const string Provider = "x-aigateway-provider";

    /// <summary>Answer: the model that really answered.</summary>
    public const string Model = "x-aigateway-model";

    /// <summary>Answer: how many upstream calls it took.</summary>
    public const string Attempts = "x-aigateway-attempts";

    /// <summary>Answer: fields of the request that the target could not take, separated by commas.</summary>
    public const string Dropped = "x-aigateway-dropped";

    /// <summary>Answer: the version of the configuration that the request ran under.</summary>
    public const string Config = "x-aigateway-config";

    /// <summary>Answer: the gateway's own share of the time so far, in milliseconds.</summary>
    public const string ServerTiming = "Server-Timing";

    /// <summary>Answer: <c>false</c> tells the SDKs not to repeat what the gateway has already repeated.</summary>
    public const string ShouldRetry = "x-should-retry";

    /// <summary>Request: the caller's own name for its user.</summary>
    public const string User = "x-aigateway-user";

    /// <summary>Request: the caller's tags, separated by commas.</summary>
    public const string Tags = "x-aigateway-tags";

    /// <summary>Request: models to ask when the one asked for cannot answer, separated by commas.</summary>
    public const string Fallbacks = "x-aigateway-fallbacks";

    /// <summary>Request: a shorter total time, as <c>30s</c> or <c>500ms</c>.</summary>
    public const string Timeout = "x-aigateway-timeout";
}
