using System.CommandLine;

namespace Heliostat.Cli.Offers;

/// <summary><c>heliostat offer</c>: what is free.</summary>
internal static class OfferCommand
{
    public static Command Create() => new("offer", "What could run a container now.")
    {
        OfferListCommand.Create(),
    };
}
