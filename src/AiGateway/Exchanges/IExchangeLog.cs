namespace AiGateway.Exchanges;

/// <summary>Receives each exchange when it has ended. Must neither block nor throw.</summary>
internal interface IExchangeLog
{
    /// <summary>Takes note of an exchange of one of the gateway's own surfaces.</summary>
    void Record(Exchange exchange);

    /// <summary>Takes note of a request on a route of the operator's own.</summary>
    void RecordForeign(HttpContext context, TimeSpan elapsed);
}
