using AiGateway.Fakes.Answers;

namespace AiGateway.Fakes.Serving;

/// <summary>Which scripted answer a request gets.</summary>
internal sealed class Script
{
    private readonly Lock _lock = new();
    private readonly List<Func<RecordedRequest, Answer?>> _rules = [];
    private readonly Queue<Answer> _queue = new();
    private Answer? _always;

    public void Enqueue(IEnumerable<Answer> answers)
    {
        lock (_lock)
        {
            foreach (var answer in answers)
            {
                _queue.Enqueue(answer);
            }
        }
    }

    public void Always(Answer answer)
    {
        lock (_lock)
        {
            _always = answer;
        }
    }

    public void When(Func<RecordedRequest, bool> matches, Answer answer) => By(request => matches(request) ? answer : null);

    public void By(Func<RecordedRequest, Answer?> choose)
    {
        lock (_lock)
        {
            _rules.Insert(0, choose);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _rules.Clear();
            _queue.Clear();
            _always = null;
        }
    }

    /// <summary>The answer for a request, taken from the queue where it comes from there; null for the honest default.</summary>
    /// <param name="usable">Whether the operation can give such an answer; an unusable one stays in the queue.</param>
    /// <param name="queued">Whether the queue and the standing answer are meant for the operation at all.</param>
    public Answer? Take(RecordedRequest request, Func<Answer, bool> usable, bool queued)
    {
        Func<RecordedRequest, Answer?>[] rules;
        lock (_lock)
        {
            rules = [.. _rules];
        }

        // Predicates are the test's code: they run outside the lock.
        foreach (var choose in rules)
        {
            if (choose(request) is { } answer && usable(answer))
            {
                return answer;
            }
        }

        lock (_lock)
        {
            return !queued ? null
                : _queue.TryPeek(out var next) && usable(next) ? _queue.Dequeue()
                : _always is not null && usable(_always) ? _always
                : null;
        }
    }
}
