namespace AiGateway.Audit;

/// <summary>The file that gets every record before its change takes effect.</summary>
/// <remarks>
/// A pipe that nobody reads, or a mount that has gone away, blocks whoever touches it, and no token ends that. So the file is touched on a
/// thread of its own. While one hangs, every other change is refused at once and no second thread is risked.
/// </remarks>
internal sealed class AuditFile(TimeProvider time)
{
    private readonly Lock _lock = new();
    private Job? _running;

    /// <summary>How long opening and writing may take together.</summary>
    /// <value>Default: 1.5 seconds, so that a refusal is there within two.</value>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>Refuses right now what would only wait behind a thread that hangs.</summary>
    /// <exception cref="AuditUnavailableException">An earlier write still hangs.</exception>
    public void ThrowIfHanging()
    {
        lock (_lock)
        {
            if (_running is { IsAbandoned: true, HasEnded: false })
            {
                throw new AuditUnavailableException("The audit file does not answer: an earlier write still hangs, so nothing may be changed.");
            }
        }
    }

    /// <summary>Opens the file, made with owner-only permissions where it is missing.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends the wait, not the thread.</param>
    /// <exception cref="AuditUnavailableException">It cannot be opened, or not in time.</exception>
    public async Task<AuditFileSession> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var deadline = new AuditDeadline(time, Limit);
        var target = await RunAsync(job =>
        {
            var opened = AuditFileTarget.Open(path);
            if (job.IsAbandoned)
            {
                // Somebody began to read the pipe long after the change was refused.
                opened.Dispose();
            }

            return opened;
        }, deadline, cancellationToken);
        return new AuditFileSession(this, target, deadline);
    }

    /// <summary>Does something with the file on the thread.</summary>
    /// <exception cref="AuditUnavailableException">It fails, or takes too long.</exception>
    public async Task<T> RunAsync<T>(Func<Job, T> work, AuditDeadline deadline, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var job = Start(work, done);
        try
        {
            return await done.Task.WaitAsync(deadline.Left, time, cancellationToken);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            job.IsAbandoned = true;
            cancellationToken.ThrowIfCancellationRequested();
            throw new AuditUnavailableException("The audit file does not answer in time, so the change is refused.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // The message names the file, which is no secret, and the reason.
            throw new AuditUnavailableException($"The audit file cannot be written, so the change is refused: {exception.Message}", exception);
        }
    }

    private Job Start<T>(Func<Job, T> work, TaskCompletionSource<T> done)
    {
        lock (_lock)
        {
            if (_running is { HasEnded: false })
            {
                throw new AuditUnavailableException("The audit file does not answer: an earlier write still hangs, so nothing may be changed.");
            }

            var job = new Job();
            _running = job;
            var thread = new Thread(() => Run(job, work, done)) { IsBackground = true, Name = "audit file" };
            thread.Start();
            return job;
        }
    }

    private static void Run<T>(Job job, Func<Job, T> work, TaskCompletionSource<T> done)
    {
        try
        {
            var result = work(job);
            job.HasEnded = true;
            done.TrySetResult(result);
        }
        catch (Exception exception)
        {
            // An exception that left this thread would end the process.
            job.HasEnded = true;
            done.TrySetException(exception);
        }
    }

    /// <summary>What the thread does at the moment.</summary>
    internal sealed class Job
    {
        private volatile bool _isAbandoned;
        private volatile bool _hasEnded;

        /// <summary>Whether nobody waits for it any more.</summary>
        public bool IsAbandoned
        {
            get => _isAbandoned;
            set => _isAbandoned = value;
        }

        /// <summary>Whether the thread is free again.</summary>
        public bool HasEnded
        {
            get => _hasEnded;
            set => _hasEnded = value;
        }
    }
}
