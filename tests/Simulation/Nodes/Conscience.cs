using Heliostat.Protocol.Values;
using Heliostat.Simulation.Pictures;

namespace Heliostat.Simulation.Nodes;

/// <summary>
/// What a node claims of a frame. It depends on node and frame alone, so that a node that lies about a frame tells the
/// same lie whenever it is asked.
/// </summary>
internal sealed class Conscience(int number, Character character)
{
    private const int GangAuthors = 1_000;
    private const int Thousand = 1_000;

    /// <summary>What it shows as a worker.</summary>
    public Variant AtWork(JobId job, int unit) =>
        Lies(job, unit, character.LiesAtWork) ? Lie : Honestly;

    /// <summary>
    /// What it shows as a verifier. A gang claims its lie whoever the worker was, for it cannot know.
    /// </summary>
    public Variant AtCheck(JobId job, int unit) =>
        Lies(job, unit, character.LiesAtChecks) ? Lie : Honestly;

    public bool Forges(JobId job, int unit) => Draw(job, unit, 1) < character.ForgesFiles;

    public bool LiesAboutFile(JobId job, int unit) => Draw(job, unit, 2) < character.LiesAboutFiles;

    public bool HidesLists => character.HidesLists;

    private int Author => character.Gang is { } gang ? GangAuthors + gang : number + 1;

    private Variant Lie => new(character.LiesInPart ? VariantKind.PartialLie : VariantKind.Lie, Author);

    private Variant Honestly => character.IsNoisy ? new(VariantKind.Noise, number + 1) : Variant.Truth;

    private bool Lies(JobId job, int unit, int share) => Draw(job, unit, 0) < share;

    private int Draw(JobId job, int unit, int question)
    {
        var asked = System.Text.Encoding.ASCII.GetBytes($"{job}/{unit}/{Author}/{question}");
        var bytes = ContentHash.Of(asked).ToArray();
        return ((bytes[0] << 16) | (bytes[1] << 8) | bytes[2]) % Thousand;
    }
}
