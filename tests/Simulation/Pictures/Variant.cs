namespace Heliostat.Simulation.Pictures;

/// <summary>
/// Which of the pictures that could be made of a frame: the true one, one with other noise, or a lie.
/// </summary>
/// <param name="Kind">Which.</param>
/// <param name="Author">Who tells it; those who tell the same lie have the same author.</param>
internal readonly record struct Variant(VariantKind Kind, int Author)
{
    public static Variant Truth => default;

    public bool IsLie => Kind is VariantKind.Lie or VariantKind.PartialLie;
}

/// <summary>Kinds of picture.</summary>
internal enum VariantKind
{
    /// <summary>What an honest renderer makes, to the bit.</summary>
    Truth,

    /// <summary>
    /// What an honest renderer makes on a machine that rounds differently: other bits, alike to the eye.
    /// </summary>
    Noise,

    /// <summary>Wrong in every tile.</summary>
    Lie,

    /// <summary>Wrong in about a third of the tiles.</summary>
    PartialLie,
}
