using Heliostat.Protocol.Nodes;

namespace Heliostat.Manager.Verifying;

/// <summary>A case whose pixels are being handed over.</summary>
internal sealed class OpenMeasure(JudgeCase judged)
{
    public JudgeCase Case => judged;

    public BlobName? Worker { get; set; }

    public BlobName? Verifier { get; set; }

    public BlobName? First { get; set; }

    public HashSet<string> Answered { get; } = [];

    public int AnswersWanted => judged.First is { Tiles.Count: > 0 } ? 3 : 2;
}
