using Heliostat.Core.Accounts;
using Heliostat.Core.Founding;
using Heliostat.Core.Jobs;
using Heliostat.Core.Nodes;
using Heliostat.Core.Recipes;
using Heliostat.Core.Verification;
using Heliostat.Core.Webhooks;

namespace Heliostat.Core;

/// <summary>All books as one value: what a snapshot holds, and what the books' hash is taken of.</summary>
public sealed class NetworkState
{
    /// <summary>The founding book.</summary>
    public FoundingState? Founding { get; set; }

    /// <summary>Accounts.</summary>
    public List<Account> Accounts { get; set; } = [];

    /// <summary>API keys.</summary>
    public List<ApiKey> Keys { get; set; } = [];

    /// <summary>Nodes.</summary>
    public List<Node> Nodes { get; set; } = [];

    /// <summary>Jobs with their open tasks.</summary>
    public List<Job> Jobs { get; set; } = [];

    /// <summary>The place of the next job in the order of submission.</summary>
    public long NextJob { get; set; }

    /// <summary>Units that have no verdict yet.</summary>
    public List<UnitCheck> Checks { get; set; } = [];

    /// <summary>Webhooks.</summary>
    public List<Webhook> Webhooks { get; set; } = [];

    /// <summary>Recipes.</summary>
    public List<Recipe> Recipes { get; set; } = [];
}
