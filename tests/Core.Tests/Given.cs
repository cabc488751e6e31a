using System.Text;
using Heliostat.Core.Accounts;
using Heliostat.Core.Jobs;
using Heliostat.Core.Nodes;
using Heliostat.Core.Scheduling;
using Heliostat.Core.Tasks;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Core.Tests;

/// <summary>A network as a test wants it, and the commands that are then asked of it.</summary>
internal sealed class Given
{
    private static readonly AccountId Nobody = new(Guid.Parse("00000000-0000-0000-0000-0000000000ff"));

    private readonly Dictionary<NodeId, Guid> _sessions = [];
    private int _asked;

    public Network Network { get; private set; } = new();

    public Instant Now { get; private set; } = new(1_800_000_000_000);

    public AccountId Consumer { get; private set; } = Nobody;

    /// <summary>
    /// A network with a consumer, and connected nodes that can do everything, each of its own operator.
    /// </summary>
    public static Given Nodes(int count)
    {
        var given = new Given();
        given.Consumer = given.Account(AccountKind.Consumer);
        for (var i = 0; i < count; i++)
        {
            given.Node();
        }

        return given;
    }

    public NodeId this[int node] => Network.Nodes.All[node].Id;

    public Job TheJob => Network.Jobs.All.Last();

    public JobTask Task(int number = 0) => TheJob.FindTask(number)!;

    public AccountId OperatorOf(NodeId node) => Network.Nodes.Find(node)!.Operator;

    public Node NodeOf(int node) => Network.Nodes.All[node];

    public AccountId Account(AccountKind kind) =>
        Happened<AccountOpened>(When(new OpenAccount(kind, kind.ToString(), $"pk_{_asked}"))).Account;

    public NodeId Node(AccountId? owner = null, NodeFacts? facts = null, string? block = null)
    {
        var id = Registered(owner);
        Connect(id, facts, block: block);
        return id;
    }

    public NodeId Registered(AccountId? owner = null)
    {
        var id = new NodeId(new Guid(Network.Nodes.All.Count + 1, 0, 0, new byte[8]));
        When(new RegisterNode(id, owner ?? Account(AccountKind.Operator), $"node {id}", "key"));
        return id;
    }

    public Decision Connect(
        NodeId node, NodeFacts? facts = null, RunId[]? runs = null, CheckId[]? checks = null, string? block = null)
    {
        _sessions[node] = new Guid(++_asked, 1, 0, new byte[8]);
        return Report(node, block, new NodeHello(facts ?? Some.Facts, runs ?? [], checks ?? []));
    }

    public Decision Disconnect(NodeId node) => When(new DisconnectNode(node, _sessions[node]));

    public JobId Submit(JobSpec spec) => Happened<JobSubmitted>(When(new SubmitJob(Consumer, spec))).Job;

    /// <summary>Submits a job and places what can be placed; the first lease is answered.</summary>
    public RunLeased Lease(JobSpec spec)
    {
        Submit(spec);
        return Place().OfType<RunLeased>().First();
    }

    public IReadOnlyList<Event> Place() => When(new PlaceWork()).Events;

    public Decision Report(NodeId node, params NodeMessage[] messages) => Report(node, null, messages);

    public Decision ReportIn(Guid session, NodeId node, params NodeMessage[] messages) =>
        When(Envelope(session, node, null, messages));

    public Decision Fail(
        RunLeased run, FaultSide side, string reason = FailureReasons.Crashed, int? unit = null) =>
        Report(run.Node, new JobFailure(run.Run, new RunFailure(reason, side, "")) { Unit = unit });

    /// <summary>Time goes by; what is late by then is found.</summary>
    public Decision After(long ms)
    {
        Wait(ms);
        return When(new Tick());
    }

    public void Wait(long ms) => Now = Now.PlusMs(ms);

    public Decision When(Command command)
    {
        var seed = ContentHash.Of(Encoding.ASCII.GetBytes($"seed {++_asked}"));
        return Network.Handle(command, new Stamp(Now, seed), new KnownKeys());
    }

    public string? RefusedCode(Command command) => When(command).Refused?.Code;

    /// <summary>Puts the books through a snapshot.</summary>
    public void Restart()
    {
        var json = Core.Journal.JournalJson.Default.NetworkState;
        var written = System.Text.Json.JsonSerializer.Serialize(Network.ToState(), json);
        Network = Network.FromState(System.Text.Json.JsonSerializer.Deserialize(written, json)!);
    }

    public static T Happened<T>(Decision decision)
        where T : Event => decision.Events.OfType<T>().Single();

    public static string[] Names(Decision decision) => [.. decision.Events.Select(e => e.GetType().Name)];

    public static string? RefusedMessage(Decision decision) => decision.RefusedMessages.SingleOrDefault()?.Code;

    private Decision Report(NodeId node, string? block, params NodeMessage[] messages) =>
        When(Envelope(_sessions[node], node, block, messages));

    private ReportEnvelope Envelope(Guid session, NodeId node, string? block, NodeMessage[] messages)
    {
        var body = Encoding.UTF8.GetString(EnvelopeText.WriteBody(new NodeEnvelope(messages)));
        return new ReportEnvelope(node, session, (ulong)++_asked, body, "signature", null, block);
    }
}
