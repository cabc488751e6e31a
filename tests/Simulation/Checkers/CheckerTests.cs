using Heliostat.Core;
using Heliostat.Core.Accounts;
using Heliostat.Core.Claims;
using Heliostat.Core.Jobs;
using Heliostat.Core.Journal;
using Heliostat.Core.Nodes;
using Heliostat.Core.Recipes;
using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;
using Heliostat.Core.Webhooks;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;
using Heliostat.Simulation.Managing;
using Heliostat.Simulation.Pictures;
using Heliostat.Simulation.Replaying;

namespace Heliostat.Simulation.Checkers;

/// <summary>Each promise, broken on purpose: a checker that cannot speak is worth nothing.</summary>
public sealed class CheckerTests
{
    private static readonly KnownJournal Journal = KnownJournal.Instance;

    [Fact]
    public void A_true_journal_leaves_every_checker_silent()
    {
        foreach (var checker in Watch.Make(Journal.World))
        {
            Assert.Null(Journal.SaidBy(checker));
        }
    }

    [Fact]
    public void Acceptances_that_are_told_twice_or_not_at_all_are_found()
    {
        Assert.Contains("accepted twice", Said(new AcceptedOnce(), Twice<UnitAccepted>()));
        Assert.Contains("is complete with", Said(new AcceptedOnce(), Without<UnitAccepted>()));
    }

    [Fact]
    public void A_second_live_attempt_is_found()
    {
        Assert.Contains("was leased while", Said(new OneLiveAttempt(), Without<RunFailed>()));
        Assert.Contains("was leased while", Said(new OneLiveAttempt(), Twice<RunLeased>()));
        Assert.Contains("did not owe", Said(new OneLiveAttempt(), Twice<UnitReported>()));
        Assert.Contains("was not live", Said(new OneLiveAttempt(), Twice<RunFailed>()));
        Assert.Contains("follows attempt", Said(
            new OneLiveAttempt(), Each<RunLeased>(e => e with { Run = e.Run with { Attempt = e.Run.Attempt + 1 } })));
        Assert.Contains("is with 2 nodes", Spoiled(
            new OneLiveAttempt(),
            books => books.Nodes.All.Where(node => node.Runs.Count == 1).ToList().ForEach(n => n.Runs.Add(n.Runs[0]))));
    }

    [Fact]
    public void What_is_given_out_twice_is_found()
    {
        var journal = KnownJournal.WithContainers;
        Assert.All(Watch.Make(journal.World), checker => Assert.Null(journal.SaidBy(checker)));
        Assert.Contains("shares a GPU", SaidOfLeases(
            allotted => allotted with { Gpus = allotted.Gpus is null ? null : [0] }));
        Assert.Contains("other than its job asks for", SaidOfLeases(
            allotted => allotted with { CpuMillis = allotted.CpuMillis - 1 }));
        Assert.Contains("other than its job asks for", SaidOfLeases(_ => null));
        Assert.Contains("other than that is taken", journal.SaidBy(
            new NothingIsOversold(), spoil: books => books.Nodes.All.ToList().ForEach(node => node.Load.RamBytes++)));
        Assert.Contains("more than node", journal.SaidBy(
            new NothingIsOversold(),
            Each<NodeConnected>(e => e with { Facts = e.Facts with { CpuCount = 1, RamBytes = 1 } })));
        Assert.Contains("containers of node", journal.SaidBy(
            new IndexesAreTrue(), spoil: books => books.Nodes.All.ToList().ForEach(node => node.ContainerRuns++)));

        string? SaidOfLeases(Func<Allotment, Allotment?> change) => journal.SaidBy(
            new NothingIsOversold(),
            Each<RunLeased>(e => e.Allotted is null ? e : e with { Allotted = change(e.Allotted) }));
    }

    [Fact]
    public void Gaps_and_overlaps_in_the_split_are_found()
    {
        Assert.Contains("units from", Said(
            new SplitWithoutGap(), Each<RunLeased>(e => e with { First = e.First + (e.Run.Task > 0 ? 1 : 0) })));
        Assert.Contains("units from", Said(
            new SplitWithoutGap(), Each<RunLeased>(e => e with { Count = e.Count + (e.Run.Task == 0 ? 1 : 0) })));
        Assert.Contains("other units", Said(
            new SplitWithoutGap(), Each<RunLeased>(e => e with { Count = e.Count + e.Run.Attempt - 1 })));
    }

    [Fact]
    public void Runs_of_units_that_are_not_open_are_found()
    {
        Assert.Contains("open are", Said(new RunsDoWhatIsOpen(), Each<RunLeased>(e => e with { Only = null })));
        Assert.Contains("became Accepted", Said(new RunsDoWhatIsOpen(), Twice<UnitAccepted>()));
        Assert.Contains("became Reported", Said(new RunsDoWhatIsOpen(), Twice<UnitReported>()));
    }

    [Fact]
    public void Exceeded_caps_are_found()
    {
        Assert.Contains("render runs", Spoiled(new CapsHold(), books =>
        {
            foreach (var node in books.Nodes.All.Where(node => node.Facts is not null))
            {
                node.Facts = node.Facts! with { RenderSlots = 0, PluginSlots = 0 };
            }
        }));
        Assert.Contains("got another run", Spoiled(
            new CapsHold(), books => books.Nodes.All.ToList().ForEach(node => node.OnProbation = true)));
        Assert.Contains("got a run and is", Spoiled(
            new CapsHold(), books => books.Nodes.All.ToList().ForEach(node => node.Session = null)));
        Assert.Contains("after its last attempt", Spoiled(
            new CapsHold(),
            books =>
            {
                foreach (var task in books.Jobs.All.SelectMany(job => job.Tasks.Values))
                {
                    task.NodeFaults = 11;
                }
            }));
    }

    [Fact]
    public void What_is_placed_before_its_time_is_found()
    {
        var other = new JobId(Guid.Empty);
        Assert.Contains(
            "is paused", Said(new NothingBeforeItsTime(), Before<RunLeased>(e => new JobPaused(e.Run.Job))));
        Assert.Contains("waits for others", Said(new NothingBeforeItsTime(), Each<JobSubmitted>(After)));
        Assert.Contains("will not complete", Said(
            new NothingBeforeItsTime(),
            entry => Each<JobSubmitted>(After)(Before<JobSubmitted>(_ => new JobFailed(other, "on purpose"))(entry))));
        Assert.Contains("was released", Said(
            new NothingBeforeItsTime(),
            entry => Each<JobSubmitted>(After)(Before<RunLeased>(e => new JobReleased(e.Run.Job))(entry))));

        JobSubmitted After(JobSubmitted e) => e with { Spec = e.Spec with { DependsOn = [other] } };
    }

    [Fact]
    public void Exceeded_quotas_and_warnings_without_need_are_found()
    {
        Assert.Contains("jobs and", Spoiled(
            new QuotasHold(),
            books => books.Accounts.Accounts.ToList().ForEach(
                account => account.Quota = account.Quota with { Tasks = 0 })));
        Assert.Contains("was warned at", Said(
            new QuotasHold(),
            entry => entry.Events is [JobSubmitted job]
                ? entry with { Events = [job, new QuotaNeared(job.Account, QuotaKind.Jobs, 1, 10_000)] }
                : entry));
        Assert.Contains("unwarned", Spoiled(
            new QuotasHold(),
            books => books.Accounts.Accounts.ToList().ForEach(
                account => account.Quota = account.Quota with { Tasks = account.UnitsOpen })));
    }

    [Fact]
    public void Webhooks_that_nobody_should_have_are_found()
    {
        Assert.Contains("has 11 webhooks", Spoiled(
            new WebhooksHold(), books => Of(books, AccountKind.Consumer).ForEach(account => Add(books, account))));
        Assert.Contains("is no consumer's", Spoiled(
            new WebhooksHold(), books => Of(books, AccountKind.Operator).ForEach(account => Add(books, account))));
        Assert.Contains("is banned and", Spoiled(
            new WebhooksHold(), books => Of(books, AccountKind.Consumer).ForEach(account =>
            {
                Add(books, account);
                account.Banned = true;
            })));

        static List<Account> Of(Network books, AccountKind kind) =>
            [.. books.Accounts.Accounts.Where(account => account.Kind == kind)];

        static void Add(Network books, Account account) => books.Webhooks.Apply(
            new WebhookAdded(new WebhookId(Guid.NewGuid()), account.Id, ContentHash.Of("a target"u8), []), default);
    }

    [Fact]
    public void Recipes_that_nobody_should_have_or_cook_of_are_found()
    {
        Assert.Contains("has 101 recipes", Spoiled(
            new RecipesHold(),
            books => Enumerable.Range(0, CreateRecipe.RecipesPerAccountMax + 1).ToList().ForEach(
                _ => Add(books, Of(books, AccountKind.Consumer)))));
        Assert.Contains("is no consumer's", Spoiled(
            new RecipesHold(), books => Add(books, Of(books, AccountKind.Operator))));
        Assert.Contains("is banned and", Spoiled(new RecipesHold(), books =>
        {
            if (Of(books, AccountKind.Consumer) is { } account)
            {
                Add(books, account);
                account.Banned = true;
            }
        }));
        var recipe = new RecipeId(Guid.NewGuid());
        Assert.Contains("cannot use", Journal.SaidBy(
            new RecipesHold(),
            Each<JobSubmitted>(e => e with { Spec = e.Spec with { Recipe = recipe } }),
            books =>
            {
                if (books.Recipes.Find(recipe) is null)
                {
                    Add(books, Of(books, AccountKind.Consumer), recipe, RecipeVisibility.Archived);
                }
            }));

        static Account? Of(Network books, AccountKind kind) =>
            books.Accounts.Accounts.FirstOrDefault(account => account.Kind == kind);

        static void Add(
            Network books,
            Account? account,
            RecipeId? id = null,
            RecipeVisibility visibility = RecipeVisibility.Public)
        {
            if (account is not null)
            {
                books.Recipes.Apply(
                    new RecipeCreated(
                        id ?? new RecipeId(Guid.NewGuid()), account.Id, ContentHash.Of("content"u8), visibility, null),
                    default);
            }
        }
    }

    [Fact]
    public void Lies_that_are_accepted_are_found()
    {
        var world = Journal.World;
        var lie = new Variant(VariantKind.Lie, 5_000);
        Assert.Contains("a lie of node", Said(
            new TruthIsAccepted(world.Cast, world.Gallery),
            Each<UnitReported>(e => e.Check is null ? e : e with
            {
                Commitment = world.Gallery.Make(e.Run.Job, world.Orders.Find(e.Run.Job)!.Spec, e.Unit, lie).Commitment,
            })));
        var forged = ContentHash.Of("forged on purpose"u8);
        world.Gallery.Forge(forged);
        Assert.Contains("forged file", Said(
            new TruthIsAccepted(world.Cast, world.Gallery),
            Each<UnitReported>(e => e.File is null ? e : e with { File = new BlobName(forged, 1) })));
        Assert.Contains("nobody agreed", Said(
            new TruthIsAccepted(world.Cast, world.Gallery), Without<CheckAgreed>()));
        Assert.Contains("no echo", Said(
            new TruthIsAccepted(world.Cast, world.Gallery),
            Each<UnitReported>(e => e.Check is null ? e with { Commitment = forged } : e)));
    }

    [Fact]
    public void Rejections_of_true_work_are_found()
    {
        var world = Journal.World;
        Assert.Contains("was rejected", Said(
            new HonestAreNotPunished(world.Cast, world.Gallery),
            entry => entry with { Events = [.. entry.Events.Select(Reject)] }));
        Assert.Contains("was refuted", Said(
            new HonestAreNotPunished(world.Cast, world.Gallery),
            entry => entry with { Events = [.. entry.Events.SelectMany(Refute)] }));

        static Event Reject(Event happened) => happened is UnitAccepted { Grounds: "checked" } e
            ? new UnitRejected(e.Run, e.Unit, e.Node, "on purpose")
            : happened;

        static IEnumerable<Event> Refute(Event happened) => happened is UnitAccepted { Grounds: "checked" }
            ? [happened, new Core.Nodes.NodeFaulted(Journal.World.Cast.Nodes[0].Id, "verifier-refuted")]
            : [happened];
    }

    [Fact]
    public void Verifiers_that_are_no_strangers_are_found()
    {
        var cast = Journal.World.Cast;
        var workers = new Dictionary<RunId, NodeId>();
        Assert.Contains("has its say already", Said(new VerifiersAreStrangers(cast), entry =>
        {
            entry.Events.OfType<RunLeased>().ToList().ForEach(e => workers[e.Run] = e.Node);
            return Each<CheckDrawn>(e => e with { Node = workers[e.Check.Run] })(entry);
        }));
        var drawn = Journal.Entries.SelectMany(entry => entry.Events).OfType<CheckDrawn>().First();
        Assert.Contains("in the entry of the report", Said(
            new VerifiersAreStrangers(cast),
            entry => entry.Events.OfType<UnitReported>()
                .Any(e => (e.Run, e.Unit) == (drawn.Check.Run, drawn.Check.Unit))
                ? entry with { Events = [.. entry.Events, drawn] }
                : entry));
    }

    [Fact]
    public void Claims_that_are_decided_by_too_few_or_twice_and_jobs_that_are_final_too_early_are_found()
    {
        Assert.Contains("who did not say so", Said(
            new ClaimsAreDecided(), Each<WitnessHeard>(e => e with { Agrees = !e.Agrees })));
        Assert.Contains("was not open", Said(new ClaimsAreDecided(), Twice<ClaimRefused>()));
        Assert.Contains("nobody disagreed", Said(new ClaimsAreDecided(), entry => entry with
        {
            Events = [.. entry.Events.Select(Uphold)],
        }));
        Assert.Contains("too early", Said(new ClaimsAreDecided(), Without<JobApproved>()));
        Assert.Contains("a claim about it is open", Said(new ClaimsAreDecided(), entry => entry with
        {
            Events = [.. entry.Events.SelectMany(Retire)],
        }));
        Assert.Contains("was proven", Said(
            new HonestAreNotPunished(Journal.World.Cast, Journal.World.Gallery),
            entry => entry with { Events = [.. entry.Events.Select(Prove)] }));

        static Event Uphold(Event happened) => happened is ClaimRefused e
            ? new ClaimUpheld(e.Job, e.Number, e.Unit, e.Run, default, IsProven: false, null, "on purpose")
            : happened;

        static Event Prove(Event happened) => happened is ClaimRefused e
            ? new ClaimUpheld(
                e.Job, e.Number, e.Unit, e.Run, Journal.World.Cast.Nodes[0].Id, IsProven: true, null, "on purpose")
            : happened;

        static IEnumerable<Event> Retire(Event happened) =>
            happened is UnitClaimed e ? [e, new JobRetired(e.Job)] : [happened];
    }

    [Fact]
    public void Keys_that_are_revealed_never_twice_early_or_wrong_are_found()
    {
        Assert.Contains("never revealed", Said(new KeysAreRevealedOnce(), Without<RunKeyRevealed>()));
        Assert.Contains("revealed twice", Said(new KeysAreRevealedOnce(), Twice<RunKeyRevealed>()));
        Assert.Contains("not the one", Said(
            new KeysAreRevealedOnce(), Each<RunKeyRevealed>(e => e with { Key = default })));
        Assert.Contains("not drawn from its key", Said(
            new KeysAreRevealedOnce(),
            Each<CheckDrawn>(e => e.Draw is null ? e : e with { Draw = default(ContentHash) })));
        Assert.Contains("could still report", Said(new KeysAreRevealedOnce(), entry => entry with
        {
            Events = [.. entry.Events.SelectMany(happened => happened is RunLeased { KeyHash: not null } e
                ? [e, new RunKeyRevealed(e.Run, Journal.World.Secrets.Reveal(e.Run))]
                : (Event[])[happened])],
        }));
    }

    [Fact]
    public void Books_that_count_wrongly_are_found()
    {
        Assert.Contains("render runs", Spoiled(new IndexesAreTrue(), books => Last(books).RenderRuns++));
        Assert.Contains("runs of node", Spoiled(
            new IndexesAreTrue(), books => Last(books).Runs.Add(new RunId(default, 0, 1))));
        Assert.Contains("checks of node", Spoiled(
            new IndexesAreTrue(), books => Last(books).Checks.Add(new CheckId(default, 0, 1))));
        Assert.Contains("live runs of job", SpoiledJobs(new IndexesAreTrue(), job => job.RunsLive++));
        Assert.Contains("runs by node", SpoiledJobs(new IndexesAreTrue(), job => job.RunsByNode[default] = 1));
        Assert.Contains("returned tasks", SpoiledJobs(new IndexesAreTrue(), job => job.Returned.Add(77)));
        Assert.Contains("accepted units", SpoiledJobs(new IndexesAreTrue(), job => job.UnitsAccepted++));
        Assert.Contains("is not the same", SpoiledJobs(new BooksRebuild(1), job => job.RunsLive++));
        Assert.Contains("readiness", SpoiledJobs(new IndexesAreTrue(), job => job.NextUnit = job.Plan.FirstStep.End));

        static Core.Nodes.Node Last(Network books) => books.Nodes.All.LastOrDefault()
            ?? new Core.Nodes.Node { Id = default, Operator = default, RegisteredAt = default, Number = 0 };
    }

    [Fact]
    public void Entries_out_of_order_are_found()
    {
        Assert.NotNull(Said(new EntriesFollow(), entry => entry with { Sequence = entry.Sequence * 2 }));
        Assert.NotNull(Said(new EntriesFollow(), entry => entry with { At = entry.At.PlusMs(-10 * entry.At.UnixMs) }));
        Assert.NotNull(Said(new EntriesFollow(), entry => entry with { Events = [] }));
    }

    [Fact]
    public void What_was_acknowledged_and_is_not_there_is_found()
    {
        var cut = Journal.Entries.Take(Journal.Entries.Count / 2).ToList();
        var submitted = Journal.Entries.SelectMany(entry => entry.Events).OfType<JobSubmitted>().Last();
        var checker = new AcknowledgedIsKept();
        checker.AcknowledgeJob(submitted.Job);
        checker.LookAt(Journal.Entries);
        var before = Journal.Entries.TakeWhile(entry => !entry.Events.Contains(submitted)).ToList();
        Assert.Throws<BrokenPromiseException>(() => checker.LookAt(before));

        var reported = Journal.Entries.Last(entry => entry.Events.OfType<UnitReported>().Any());
        checker = new AcknowledgedIsKept();
        checker.Acknowledge(((Core.Nodes.ReportEnvelope)reported.Command).Read, []);
        checker.LookAt(Journal.Entries);
        Assert.Throws<BrokenPromiseException>(() => checker.LookAt(cut));

        checker = new AcknowledgedIsKept();
        checker.AcknowledgeCancellation(submitted.Job);
        Assert.Contains("was cancelled and is open", Journal.SaidBy(checker)!);
    }

    [Fact]
    public void A_job_that_does_not_end_is_found()
    {
        var books = new Network();
        var submitted = Journal.Entries.First(entry => entry.Events[0] is JobSubmitted);
        foreach (var entry in Journal.Entries.TakeWhile(entry => entry.Sequence <= submitted.Sequence))
        {
            entry.Events.ToList().ForEach(happened => books.Apply(happened, entry.At));
        }

        Assert.Contains("is Pending", Assert.Throws<BrokenPromiseException>(() => new JobsEnd().Finish(books)).Message);
    }

    [Fact]
    public void A_replay_that_differs_is_found()
    {
        var books = Journal.World.Manager.Books;
        var bodies = Journal.World.Manager.Journal.Bodies;
        Replay.GivesTheSameBooks(Journal.Entries, books);
        Replay.DecidesTheSame(Journal.Entries, bodies, books);
        var change = Each<UnitReported>(e => e with { ExecutionMs = e.ExecutionMs + 1 });
        var changed = Journal.Entries.Select(change).ToList();
        var written = changed.Select(JournalModel.Write).ToList();

        Assert.Throws<BrokenPromiseException>(() => Replay.GivesTheSameBooks(changed, books));
        Assert.Throws<BrokenPromiseException>(() => Replay.DecidesTheSame(changed, written, books));
        Assert.Throws<BrokenPromiseException>(
            () => new Watch(Journal.World).Recover(Journal.World.Manager.Journal, new Network()));
    }

    private static string Said(Checker checker, Func<JournalEntry, JournalEntry> change) =>
        Journal.SaidBy(checker, change) ?? "nothing";

    private static string Spoiled(Checker checker, Action<Network> spoil) =>
        Journal.SaidBy(checker, spoil: spoil) ?? "nothing";

    private static string SpoiledJobs(Checker checker, Action<Job> spoil) =>
        Spoiled(checker, books => books.Jobs.All.Where(job => job.IsOpen).ToList().ForEach(spoil));

    private static Func<JournalEntry, JournalEntry> Each<T>(Func<T, T> change)
        where T : Event => entry => entry with
        {
            Events = [.. entry.Events.Select(happened => happened is T e ? change(e) : happened)],
        };

    private static Func<JournalEntry, JournalEntry> Before<T>(Func<T, Event> more)
        where T : Event => entry => entry with
        {
            Events = [.. entry.Events.SelectMany(e => e is T found ? (IEnumerable<Event>)[more(found), e] : [e])],
        };

    private static Func<JournalEntry, JournalEntry> Twice<T>()
        where T : Event => entry => entry with
        {
            Events = [.. entry.Events.SelectMany(happened => Enumerable.Repeat(happened, happened is T ? 2 : 1))],
        };

    private static Func<JournalEntry, JournalEntry> Without<T>()
        where T : Event => entry => entry with { Events = [.. entry.Events.Where(happened => happened is not T)] };
}
