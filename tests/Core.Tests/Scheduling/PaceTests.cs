using Heliostat.Core.Scheduling;
using Heliostat.Core.Tasks;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Core.Tests.Scheduling;

/// <summary>Nodes of unlike speed get what they can do in time.</summary>
public sealed class PaceTests
{
    private const int FastMs = 2_000;
    private const int SlowMs = 8_000;

    [Fact]
    public void A_slow_node_gets_fewer_frames_at_a_time_than_a_fast_one()
    {
        var race = new Race("1-400");
        race.Until(ms: 200_000);

        Assert.InRange(race.LargestOf(race.Fast), 14, 15);
        Assert.InRange(race.LargestOf(race.Slow), 3, 3);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(33)]
    [InlineData(60)]
    [InlineData(97)]
    [InlineData(250)]
    public void A_job_on_unlike_nodes_ends_within_a_slow_frame_of_the_ideal_time(int frames)
    {
        var race = new Race($"1-{frames}");
        race.Until(ms: 10_000_000);

        var ideal = (long)frames * FastMs * SlowMs / (FastMs + SlowMs);
        Assert.Equal(0, race.Left);
        Assert.InRange(race.LastReportMs, ideal, ideal + SlowMs);
    }

    [Fact]
    public void A_node_that_boasts_gets_no_more_than_what_the_manager_sees_it_do()
    {
        var race = new Race("1-400", said: 1);
        race.Until(ms: 200_000);

        Assert.InRange(race.LargestOf(race.Slow), 1, 4);
    }

    [Fact]
    public void The_last_frame_is_kept_from_a_slow_node_until_the_fast_one_is_gone()
    {
        var given = Given.Nodes(0);
        var facts = Some.Facts with { RenderSlots = 1, Duties = NodeDuties.Worker };
        var (fast, slow) = (given.Node(facts: facts), given.Node(facts: facts));
        given.Node(facts: Some.Facts with { Duties = NodeDuties.Verifier });
        given.Submit(Some.Frames("1-4"));
        foreach (var leased in given.Place().OfType<RunLeased>())
        {
            var ms = leased.Node == fast ? FastMs : SlowMs;
            given.Report(leased.Node, Some.Result(leased.Run, leased.First) with { ExecutionMs = ms });
        }

        Assert.Equal(fast, given.Place().OfType<RunLeased>().Single().Node);
        Assert.Contains(
            Explain.Job(given.Network, given.TheJob.Id)!.Facts,
            fact => fact.Contains("faster nodes that work at the job", StringComparison.Ordinal));

        given.Disconnect(fast);
        given.After(15_000);
        Assert.Equal(slow, given.Place().OfType<RunLeased>().Single().Node);
    }

    /// <summary>Two workers, one four times as fast, that do one run after the other.</summary>
    private sealed class Race
    {
        private const long StepMs = 1_000;

        private readonly Dictionary<NodeId, Queue<(RunId Run, int Unit)>> _queues = [];
        private readonly Dictionary<NodeId, long> _busyMs = [];
        private readonly List<RunLeased> _leases = [];
        private readonly long? _said;
        private long _now;

        public Race(string frames, long? said = null)
        {
            (_said, Given) = (said, Given.Nodes(0));
            (Fast, Slow) = (Given.Node(), Given.Node());
            Given.Node(facts: Some.Facts with { Duties = NodeDuties.Verifier });
            Given.Submit(Some.Frames(frames, 0));
        }

        public Given Given { get; }

        public NodeId Fast { get; }

        public NodeId Slow { get; }

        public long LastReportMs { get; private set; }

        public int Left => Given.TheJob.UnitsUncut + _queues.Values.Sum(queue => queue.Count);

        public int LargestOf(NodeId node) => _leases.Where(leased => leased.Node == node).Max(leased => leased.Count);

        public void Until(long ms)
        {
            while (Left > 0 && _now < ms)
            {
                Step();
            }
        }

        public void Step()
        {
            foreach (var leased in Given.Place().OfType<RunLeased>())
            {
                _leases.Add(leased);
                var queue = _queues.TryGetValue(leased.Node, out var known) ? known : _queues[leased.Node] = [];
                foreach (var unit in Enumerable.Range(leased.First, leased.Count))
                {
                    queue.Enqueue((leased.Run, unit));
                }

                StartNext(leased.Node);
            }

            Given.Wait(StepMs);
            _now += StepMs;
            foreach (var (node, queue) in _queues)
            {
                Work(node, queue);
            }
        }

        private void Work(NodeId node, Queue<(RunId Run, int Unit)> queue)
        {
            var unitMs = node == Fast ? FastMs : SlowMs;
            _busyMs[node] = _busyMs.GetValueOrDefault(node) + StepMs;
            if (queue.Count == 0 || _busyMs[node] < unitMs)
            {
                return;
            }

            _busyMs[node] = 0;
            var (run, unit) = queue.Dequeue();
            Given.Report(node, Some.Result(run, unit) with { ExecutionMs = _said ?? unitMs });
            LastReportMs = _now;
            StartNext(node);
        }

        private void StartNext(NodeId node)
        {
            if (_queues[node].TryPeek(out var next)
                && Given.TheJob.FindTask(next.Run.Task) is { State: TaskState.Leased })
            {
                Given.Report(node, new JobStatus(next.Run, JobStatus.Running));
            }
        }
    }
}
