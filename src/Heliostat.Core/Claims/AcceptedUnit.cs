using Heliostat.Core.Verification;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Core.Claims;

/// <summary>
/// What is kept of an accepted frame until its job is final, so that a claim about it can be decided.
/// </summary>
/// <param name="Run">The run that did it.</param>
/// <param name="Worker">The node of that run.</param>
/// <param name="DeviceClass">The worker's device class, in which it is rendered again.</param>
/// <param name="Commitment">What the worker committed to.</param>
/// <param name="File">The delivered file.</param>
/// <param name="Checked">The checked pixels, where the file does not follow from the tiles alone.</param>
/// <param name="Heard">The verifiers that had their say, the one that agreed last.</param>
/// <param name="Draw">From what the tiles that it agreed about were drawn; null when it saw the whole frame.</param>
/// <param name="Checks">Checks of it so far, by which the next ones are numbered.</param>
public sealed record AcceptedUnit(
    RunId Run,
    NodeId Worker,
    string DeviceClass,
    ContentHash Commitment,
    BlobName? File,
    BlobName? Checked,
    IReadOnlyList<NodeId> Heard,
    ContentHash? Draw,
    int Checks)
{
    internal static AcceptedUnit Of(UnitCheck unit, string deviceClass) => new(
        unit.Run,
        unit.Worker,
        deviceClass,
        unit.Commitment,
        unit.File,
        unit.Checked,
        unit.First is { } first ? [first.Verifier, unit.Verifier!.Value] : [unit.Verifier!.Value],
        unit.Draw,
        unit.Ordinal);
}
