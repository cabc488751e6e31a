namespace Heliostat.Node.Sandbox;

/// <summary>
/// What a boxed program sees of this machine: /usr to read, a private /tmp, and the binds given here.
/// </summary>
internal sealed record BoxView
{
    /// <summary>How large a private /tmp may grow unless a run says otherwise.</summary>
    public const long TemporaryBytesDefault = 1L << 30;

    /// <summary>The files and folders shown besides /usr.</summary>
    public IReadOnlyList<BindMount> Binds { get; init; } = [];

    /// <summary>The size of the private /tmp; what lies in it counts as the run's memory.</summary>
    public long TemporaryBytes { get; init; } = TemporaryBytesDefault;
}
