using Heliostat.Core.Accounts;
using Microsoft.AspNetCore.Builder;

namespace Heliostat.Manager.Accounts;

/// <summary>Who may call a route: the presets of API keys that it admits.</summary>
internal sealed record AccessRule(IReadOnlyList<AccountKind> Kinds)
{
    /// <summary>A Compute Consumer, or the network owner to read.</summary>
    public static AccessRule ReadsJobs { get; } = new([AccountKind.Consumer, AccountKind.NetworkOwner]);

    /// <summary>A Compute Consumer.</summary>
    public static AccessRule ChangesJobs { get; } = new([AccountKind.Consumer]);

    /// <summary>A Compute Node, or the network owner to read.</summary>
    public static AccessRule ReadsNodes { get; } = new([AccountKind.Operator, AccountKind.NetworkOwner]);

    /// <summary>A Compute Node.</summary>
    public static AccessRule ChangesNodes { get; } = new([AccountKind.Operator]);

    /// <summary>The network owner.</summary>
    public static AccessRule Accounts { get; } = new([AccountKind.NetworkOwner]);

    /// <summary>Every key: its own account's keys.</summary>
    public static AccessRule OwnKeys { get; } =
        new([AccountKind.Consumer, AccountKind.Operator, AccountKind.NetworkOwner]);

    /// <summary>Every key: what the network shows to all.</summary>
    public static AccessRule Everyone { get; } = OwnKeys;

    /// <summary>Whether requests without a signature pass, for the route to judge them by something else.</summary>
    public bool PassesUnsigned { get; init; }

    public bool Admits(AccountKind kind) => Kinds.Contains(kind);
}

/// <summary>Puts access rules on routes.</summary>
internal static class AccessRules
{
    public static TBuilder For<TBuilder>(this TBuilder route, AccessRule rule)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(rule);
}
