using System.Diagnostics;
using System.Net.Sockets;
using System.Threading.Channels;

namespace AiGateway.Fakes.Toxic;

/// <summary>Carries one direction of a connection, with what is wrong with it.</summary>
internal sealed class ToxicPump(ToxicLink link, Socket from, Socket to, Func<Toxics> toxics)
{
    private const int MaxPieces = 256;

    private readonly Channel<(byte[] Bytes, long Due)> _late = Channel.CreateBounded<(byte[] Bytes, long Due)>(MaxPieces);
    private long _passed;
    private bool _resetArmed;

    public Task RunAsync() => Task.WhenAll(GuardAsync(ReceiveAsync()), GuardAsync(DeliverAsync()));

    /// <summary>A direction that fails ends the whole connection, so that its other half does not wait for ever.</summary>
    private async Task GuardAsync(Task half)
    {
        try
        {
            await half.ConfigureAwait(false);
        }
        catch
        {
            link.Reset();
            throw;
        }
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[16 * 1024];
        var latest = 0L;
        while (await from.ReceiveAsync(buffer, link.Ended).ConfigureAwait(false) is var count and > 0)
        {
            var now = Stopwatch.GetTimestamp();
            var set = toxics();
            ArmReset(set.Reset);
            if (set.Timeout is { } timeout)
            {
                await SwallowAsync(timeout).ConfigureAwait(false);
                continue;
            }

            var shift = set.Jitter > TimeSpan.Zero ? (Random.Shared.NextDouble() * 2) - 1 : 0;
            latest = Math.Max(latest, now + Ticks(set.Latency + (set.Jitter * shift)));
            await _late.Writer.WriteAsync((buffer[..count], latest), link.Ended).ConfigureAwait(false);
        }

        _late.Writer.Complete();
    }

    private async Task DeliverAsync()
    {
        await foreach (var (bytes, due) in _late.Reader.ReadAllAsync(link.Ended).ConfigureAwait(false))
        {
            var wait = TimeSpan.FromSeconds((due - Stopwatch.GetTimestamp()) / (double)Stopwatch.Frequency);
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, link.Ended).ConfigureAwait(false);
            }

            await PassAsync(bytes).ConfigureAwait(false);
        }

        await Task.Delay(toxics().SlowClose, link.Ended).ConfigureAwait(false);
        to.Shutdown(SocketShutdown.Send);
    }

    private async Task PassAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var set = toxics();
            var size = set.SliceSize > 0 ? Math.Min(set.SliceSize, bytes.Length) : bytes.Length;
            if (set.BytesPerSecond > 0)
            {
                // A tenth of a second's worth at a time, so that the rate holds over short spans too.
                size = (int)Math.Min(size, Math.Max(1, set.BytesPerSecond / 10));
            }

            if (set.Limit is { } limit && _passed + size >= limit)
            {
                await SendAsync(bytes[..(int)Math.Max(0, limit - _passed)]).ConfigureAwait(false);
                link.Close();
                return;
            }

            await SendAsync(bytes[..size]).ConfigureAwait(false);
            bytes = bytes[size..];
            if (set.BytesPerSecond > 0)
            {
                await Task.Delay(TimeSpan.FromSeconds(size / (double)set.BytesPerSecond), link.Ended).ConfigureAwait(false);
            }

            if (set.SliceSize > 0 && !bytes.IsEmpty)
            {
                await Task.Delay(set.SliceDelay, link.Ended).ConfigureAwait(false);
            }
        }
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        _passed += bytes.Length;
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await to.SendAsync(bytes, link.Ended).ConfigureAwait(false)..];
        }
    }

    private async Task SwallowAsync(TimeSpan timeout)
    {
        if (timeout > TimeSpan.Zero)
        {
            await Task.Delay(timeout, link.Ended).ConfigureAwait(false);
            link.Close();
        }
    }

    private void ArmReset(TimeSpan? after)
    {
        if (after == TimeSpan.Zero)
        {
            link.Reset();
        }
        else if (after is { } later && !_resetArmed)
        {
            _resetArmed = true;
            _ = Task.Delay(later, link.Ended).ContinueWith(_ => link.Reset(), link.Ended, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        }
    }

    private static long Ticks(TimeSpan time) => (long)(Math.Max(0, time.TotalSeconds) * Stopwatch.Frequency);
}
