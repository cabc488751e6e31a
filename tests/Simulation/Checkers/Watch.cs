using Heliostat.Core;
using Heliostat.Core.Journal;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Heliostat.Simulation.Managing;
using Heliostat.Simulation.Replaying;
using Heliostat.Simulation.Worlds;

namespace Heliostat.Simulation.Checkers;

/// <summary>
/// All checkers. When the manager dies and loses entries, they forget them too, and read the journal again.
/// </summary>
internal sealed class Watch
{
    private const int LastMax = 20;
    private const int RebuildEveryEntries = 97;

    private readonly World _world;
    private readonly Queue<JournalEntry> _last = [];
    private readonly AcknowledgedIsKept _acknowledged = new();
    private List<Checker> _checkers;

    public Watch(World world) => (_world, _checkers) = (world, Make(world));

    /// <summary>The newest entries, for who has to find out what went wrong.</summary>
    public IReadOnlyCollection<JournalEntry> Last => _last;

    public void Look(JournalEntry entry, Network books)
    {
        _last.Enqueue(entry);
        if (_last.Count > LastMax)
        {
            _last.Dequeue();
        }

        _world.Orders.Note(entry);
        _acknowledged.Look(entry, books);
        _checkers.ForEach(checker => checker.Look(entry, books));
    }

    /// <summary>A manager starts from its journal: the same books must come of it as of every entry in turn.</summary>
    public void Recover(JournalModel journal, Network recovered)
    {
        var entries = journal.Bodies.Select(JournalModel.Read).ToList();
        var books = new Network();
        _checkers = Make(_world);
        foreach (var entry in entries)
        {
            foreach (var happened in entry.Events)
            {
                books.Apply(happened, entry.At);
            }

            _checkers.ForEach(checker => checker.Look(entry, books));
        }

        if (!JournalModel.Write(books).AsSpan().SequenceEqual(JournalModel.Write(recovered)))
        {
            throw new BrokenPromiseException("A restart gives the books of the journal. But it gave others.");
        }

        _acknowledged.LookAt(entries);
    }

    public void AcknowledgeJob(JobId job) => _acknowledged.AcknowledgeJob(job);

    public void AcknowledgeCancellation(JobId job) => _acknowledged.AcknowledgeCancellation(job);

    public void Acknowledge(NodeEnvelope envelope, IReadOnlyList<MessageRefusal> refused) =>
        _acknowledged.Acknowledge(envelope, refused);

    /// <summary>Every job should have ended by now.</summary>
    public static void LookForOpenJobs(Network books) => new JobsEnd().Finish(books);

    public void Finish(ManagerModel manager)
    {
        _checkers.ForEach(checker => checker.Finish(manager.Books));
        var entries = manager.Journal.Bodies.Select(JournalModel.Read).ToList();
        _acknowledged.LookAt(entries);
        Replay.GivesTheSameBooks(entries, manager.Books);
        Replay.DecidesTheSame(entries, manager.Journal.Bodies, manager.Books);
    }

    public static List<Checker> Make(World world) =>
    [
        new EntriesFollow(),
        new AcceptedOnce(),
        new OneLiveAttempt(),
        new SplitWithoutGap(),
        new StepsInOrder(),
        new RunsDoWhatIsOpen(),
        new CapsHold(),
        new NothingIsOversold(),
        new NothingBeforeItsTime(),
        new QuotasHold(),
        new WebhooksHold(),
        new RecipesHold(),
        new TruthIsAccepted(world.Cast, world.Gallery),
        new HonestAreNotPunished(world.Cast, world.Gallery),
        new VerifiersAreStrangers(world.Cast),
        new KeysAreRevealedOnce(),
        new ClaimsAreDecided(),
        new IndexesAreTrue(),
        new BooksRebuild(RebuildEveryEntries),
    ];
}
