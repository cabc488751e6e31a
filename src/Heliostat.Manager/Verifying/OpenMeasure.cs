using Heliostat.Protocol.Nodes;

namespace Heliostat.Manager.Verifying;

/// <summary>A case whose pixels are being handed over.</summary>
internal sealed class OpenMeasure(JudgeCase judged)
{
    /// <summary>The answer that says whether the file is what the verifier renders.</summary>
    public const string FileWord = "file";

    public JudgeCase Case => judged;

    public BlobName? Worker { get; set; }

    public BlobName? Verifier { get; set; }

    public BlobName? First { get; set; }

    public HashSet<string> Answered { get; } = Known(judged.Claim);

    /// <summary>Worker and verifier; a first verifier; in a claim also the word about the file.</summary>
    public int AnswersWanted =>
        2 + (judged.First is { Tiles.Count: > 0 } ? 1 : 0) + (judged.Claim is null ? 0 : 1);

    private static HashSet<string> Known(ClaimCase? claim)
    {
        var known = new HashSet<string>();
        if (claim is { IsWorkerGone: true })
        {
            known.Add(nameof(Worker));
        }

        if (claim is { IsFileCompared: true })
        {
            known.Add(FileWord);
        }

        return known;
    }
}
