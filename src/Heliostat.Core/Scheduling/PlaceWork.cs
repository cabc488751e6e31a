namespace Heliostat.Core.Scheduling;

/// <summary>Draw verifiers for what was reported, and give waiting tasks to free nodes.</summary>
public sealed record PlaceWork : Command
{
    /// <summary>Tasks that one command places; the next one goes on.</summary>
    public const int PlacementsMax = 4_096;

    internal override Refusal? Decide(Network network, Ruling ruling)
    {
        var moreToDraw = DrawVerifiers.Decide(network, ruling);
        var moreToPlace = new Placement(network, ruling).Run();
        network.PlacementWanted = moreToDraw || moreToPlace;
        return null;
    }
}
