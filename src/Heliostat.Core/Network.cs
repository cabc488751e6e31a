using Heliostat.Core.Accounts;
using Heliostat.Core.Claims;
using Heliostat.Core.Founding;
using Heliostat.Core.Jobs;
using Heliostat.Core.Nodes;
using Heliostat.Core.Recipes;
using Heliostat.Core.Tasks;
using Heliostat.Core.Verification;
using Heliostat.Core.Webhooks;

namespace Heliostat.Core;

/// <summary>Everything a manager knows, one book per subject. Only events change it. One thread at a time.</summary>
public sealed class Network
{
    /// <summary>The number of these rules; raised with any change of a decision, from the first release on.</summary>
    public const int Rules = 1;

    /// <summary>An empty network, before its first entry.</summary>
    public Network()
    {
        Jobs = new JobBook(Accounts);
        Tasks = new TaskBook(Accounts, Jobs, Nodes);
        Checks = new CheckBook(Jobs, Nodes);
    }

    /// <summary>Which network this is.</summary>
    public FoundingBook Founding { get; } = new();

    /// <summary>Accounts and their keys.</summary>
    public AccountBook Accounts { get; } = new();

    /// <summary>Nodes.</summary>
    public NodeBook Nodes { get; } = new();

    /// <summary>Jobs.</summary>
    public JobBook Jobs { get; }

    /// <summary>Open tasks.</summary>
    public TaskBook Tasks { get; }

    /// <summary>Units that have no verdict yet.</summary>
    public CheckBook Checks { get; }

    /// <summary>Where consumers want their news posted.</summary>
    public WebhookBook Webhooks { get; } = new();

    /// <summary>Templates for jobs.</summary>
    public RecipeBook Recipes { get; } = new();

    /// <summary>
    /// True when something happened that may let work be placed. A hint for the host, no part of the books.
    /// </summary>
    public bool PlacementWanted { get; internal set; }

    /// <summary>Decides a command and applies what happens, so that the next command sees it.</summary>
    public Decision Handle(Command asked, Stamp stamp, IRunKeys keys)
    {
        var ruling = new Ruling(this, stamp, keys);
        return ruling.Close(asked.Decide(this, ruling));
    }

    /// <summary>Applies an event of the journal.</summary>
    public void Apply(Event happened, Instant at)
    {
        Jobs.At = at;
        switch (happened)
        {
            case RunLeased e: Tasks.Apply(e); return;
            case RunStarted e: Tasks.Apply(e, at); return;
            case UnitReported e: Report(e, at); break;
            case UnitAccepted e: Accept(e); break;
            case UnitRejected e: Reject(e); break;
            case UnitReturned e: Checks.Settle(e.Run.Job, e.Unit); Tasks.Apply(e); break;
            case UnitEscalated e: Tasks.Apply(e); break;
            case RunFailed e: Tasks.Apply(e, at); break;
            case RunLost e: Tasks.Apply(e, at); break;
            case RunStopping e: Tasks.Apply(e); return;
            case RunCancelled e: Tasks.Apply(e); break;
            case FaultsSettled e: Tasks.Apply(e); break;
            case RunKeyRevealed: return;
            default: ApplyRare(happened, at); break;
        }

        PlacementWanted = true;
    }

    /// <summary>All books as one value. It shares their parts: write it out before anything else happens.</summary>
    public NetworkState ToState()
    {
        var state = new NetworkState();
        Founding.Write(state);
        Accounts.Write(state);
        Nodes.Write(state);
        Jobs.Write(state);
        Checks.Write(state);
        Webhooks.Write(state);
        Recipes.Write(state);
        return state;
    }

    /// <summary>The books of a snapshot.</summary>
    public static Network FromState(NetworkState state)
    {
        var network = new Network();
        network.Founding.Read(state);
        network.Accounts.Read(state);
        network.Nodes.Read(state);
        network.Jobs.Read(state);
        network.Tasks.Rebuild();
        network.Checks.Read(state);
        network.Webhooks.Read(state);
        network.Recipes.Read(state);
        network.PlacementWanted = true;
        return network;
    }

    private void ApplyRare(Event happened, Instant at)
    {
        switch (happened)
        {
            case CheckDrawn e: Checks.Apply(e); break;
            case CheckReported e: Checks.Apply(e); break;
            case TilesDisputed e: Checks.Apply(e); break;
            case TilesHandedOver e: Checks.Apply(e); break;
            case CheckAgreed e:
                Nodes.Succeeded(Checks.Get(e.Check.Run.Job, e.Check.Unit).Verifier!.Value);
                Checks.Apply(e);
                break;
            case CheckDisagreed e: Checks.Apply(e, at); break;
            case FileCompared e: Checks.Apply(e); break;
            case CheckLost e: Checks.Apply(e, at); break;
            case CheckCancelled e: Checks.Settle(e.Check.Run.Job, e.Check.Unit); break;
            case JobSubmitted e: Jobs.Apply(e, at); Recipes.Apply(e, at); break;
            case JobCompleted e: Jobs.Apply(e, at); break;
            case JobFailed e: Jobs.Apply(e, at); break;
            case JobCancelling e: Jobs.Apply(e); break;
            case JobCancelled e: Jobs.Apply(e, at); break;
            case JobRetired e: Jobs.Apply(e); break;
            case JobReleased e: Jobs.Apply(e); break;
            case JobPaused e: Jobs.Apply(e); break;
            case JobResumed e: Jobs.Apply(e); break;
            case JobEdited e: Jobs.Apply(e); break;
            default: ApplyToClaims(happened, at); break;
        }
    }

    private void ApplyToClaims(Event happened, Instant at)
    {
        switch (happened)
        {
            case UnitClaimed e:
                Checks.Apply(e, Jobs.Get(e.Job).Accepted[e.Unit], at);
                Jobs.Apply(e);
                break;
            case WitnessHeard e: Checks.Apply(e, at); break;
            case ClaimUpheld e: Uphold(e); break;
            case ClaimRefused e: Jobs.EndClaim(e.Job, e.Unit, Checks.Settle(e.Job, e.Unit, ClaimMove.Refuse)); break;
            case ClaimLapsed e: Jobs.EndClaim(e.Job, e.Unit, Checks.Settle(e.Job, e.Unit, ClaimMove.Lapse)); break;
            case UnitWithdrawn e: Jobs.Apply(e); break;
            case JobApproved: break;
            default: ApplyToMembers(happened, at); break;
        }
    }

    private void ApplyToMembers(Event happened, Instant at)
    {
        switch (happened)
        {
            case NodeRegistered e: Nodes.Apply(e, at); break;
            case NodeRekeyed e: Nodes.Apply(e); break;
            case NodeConnected e: Nodes.Apply(e); break;
            case NodeDisconnected e: Nodes.Apply(e, at); break;
            case NodeBecameHealthy e: Nodes.Apply(e); break;
            case NodeFaulted e: Nodes.Apply(e); break;
            case NodeFailedTooOften e: Nodes.Apply(e, at); break;
            case NodeSilenced e: Nodes.Apply(e, at); break;
            case NodeVanished e: Nodes.Apply(e); break;
            case NodeDrained e: Nodes.Apply(e); break;
            case NodeUndrained e: Nodes.Apply(e); break;
            case NodeBanned e: Nodes.Apply(e); break;
            case AccountOpened e: Accounts.Apply(e, at); break;
            case AccountBanned e: Accounts.Apply(e); break;
            case QuotaSet e: Accounts.Apply(e); break;
            case QuotaNeared e: Accounts.Apply(e); break;
            case BytesEased e: Accounts.Apply(e); break;
            case KeyCreated e: Accounts.Apply(e, at); break;
            case KeyRevoked e: Accounts.Apply(e); break;
            case NetworkFounded e: Founding.Apply(e); break;
            case EpochOpened e: Founding.Apply(e); break;
            case ManagerOpened: OpenAgain(at); break;
            default: ApplyToWebhooks(happened, at); break;
        }
    }

    private void ApplyToWebhooks(Event happened, Instant at)
    {
        switch (happened)
        {
            case WebhookAdded e: Webhooks.Apply(e, at); break;
            case WebhookRotated e: Webhooks.Apply(e); break;
            case WebhookDisabled e: Webhooks.Apply(e); break;
            case WebhookEnabled e: Webhooks.Apply(e); break;
            case WebhookRemoved e: Webhooks.Apply(e); break;
            default: ApplyToRecipes(happened, at); break;
        }
    }

    private void ApplyToRecipes(Event happened, Instant at)
    {
        switch (happened)
        {
            case RecipeCreated e: Recipes.Apply(e, at); break;
            case RecipeEdited e: Recipes.Apply(e, at); break;
            case RecipeMoved e: Recipes.Apply(e, at); break;
            case RecipeRemoved e: Recipes.Apply(e); break;
            default: throw new InvariantException($"No book knows what {happened.GetType().Name} means.");
        }
    }

    private void Report(UnitReported happened, Instant at)
    {
        var worker = Jobs.Get(happened.Run.Job).GetTask(happened.Run.Task).Node!.Value;
        Tasks.Apply(happened, at);
        Checks.Apply(happened, worker, at);
    }

    private void Accept(UnitAccepted happened)
    {
        if (Checks.Find(happened.Run.Job, happened.Unit) is { Method: CheckMethod.Tiles } check)
        {
            var deviceClass = Nodes.Get(check.Worker).Facts?.DeviceClass ?? "";
            Jobs.Keep(happened.Unit, AcceptedUnit.Of(check, deviceClass));
        }

        Checks.Settle(happened.Run.Job, happened.Unit);
        Tasks.Apply(happened);
        Nodes.Accepted(happened.Node);
    }

    private void Reject(UnitRejected happened)
    {
        Checks.Settle(happened.Run.Job, happened.Unit);
        Tasks.Apply(happened);
        Nodes.Rejected(happened.Node);
    }

    private void Uphold(ClaimUpheld happened)
    {
        Checks.Settle(happened.Job, happened.Unit, ClaimMove.Uphold);
        Jobs.Apply(happened);
        if (happened.IsProven)
        {
            Nodes.Rejected(happened.Worker);
        }
    }

    private void OpenAgain(Instant at)
    {
        Nodes.ManagerOpened(at);
        Jobs.ManagerOpened(at);
        Tasks.ManagerOpened(at);
        Checks.ManagerOpened(at);
    }
}
