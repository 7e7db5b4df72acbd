using System.Runtime.CompilerServices;
using AiGateway.Configuration;
using Polly;
using Polly.Retry;

namespace AiGateway.Failover;

/// <summary>The Polly pipeline of each pool: another attempt at once for every failure that another target might not have.</summary>
internal sealed class FailoverPipelines
{
    private readonly ConditionalWeakTable<Pool, ResiliencePipeline<AttemptVerdict>> _pipelines = [];

    /// <summary>The pipeline of a pool; it lives as long as the pool.</summary>
    public ResiliencePipeline<AttemptVerdict> For(Pool pool) => _pipelines.GetValue(pool, static key => Build(key));

    private static ResiliencePipeline<AttemptVerdict> Build(Pool pool)
    {
        if (pool.Deployments.Count < 2)
        {
            return ResiliencePipeline<AttemptVerdict>.Empty;
        }

        return new ResiliencePipelineBuilder<AttemptVerdict>()
            .AddRetry(new RetryStrategyOptions<AttemptVerdict>
            {
                MaxRetryAttempts = pool.Deployments.Count - 1,
                Delay = TimeSpan.Zero,
                ShouldHandle = static arguments => ValueTask.FromResult(
                    arguments.Outcome.Result is AttemptVerdict.Retry && FailoverMiddleware.HasCandidate(arguments.Context)),
            })
            .Build();
    }
}
