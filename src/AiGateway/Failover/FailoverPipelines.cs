using System.Runtime.CompilerServices;
using AiGateway.Configuration;
using Polly;
using Polly.Retry;

namespace AiGateway.Failover;

/// <summary>The Polly pipeline of each pool: another attempt while the request's plan has one, after the pause that it says.</summary>
internal sealed class FailoverPipelines(TimeProvider time)
{
    /// <summary>Where the pipeline finds the request's loop.</summary>
    public static readonly ResiliencePropertyKey<FailoverLoop> LoopKey = new("loop");

    private readonly ConditionalWeakTable<Pool, ResiliencePipeline<AttemptVerdict>> _pipelines = [];

    /// <summary>The pipeline of a pool; it lives as long as the pool.</summary>
    public ResiliencePipeline<AttemptVerdict> For(Pool pool) => _pipelines.GetValue(pool, _ => Build());

    private ResiliencePipeline<AttemptVerdict> Build() => new ResiliencePipelineBuilder<AttemptVerdict> { TimeProvider = time }
        .AddRetry(new RetryStrategyOptions<AttemptVerdict>
        {
            // The plan counts: attempts that were sent, repeats of each target, the budget of all.
            MaxRetryAttempts = int.MaxValue,
            ShouldHandle = static arguments => ValueTask.FromResult(Loop(arguments.Context).GoesOn()),
            DelayGenerator = static arguments => ValueTask.FromResult<TimeSpan?>(Loop(arguments.Context).Step.Delay),
        })
        .Build();

    private static FailoverLoop Loop(ResilienceContext context) =>
        context.Properties.TryGetValue(LoopKey, out var loop) ? loop : throw new InvalidOperationException("The pipeline runs for a loop.");
}
