namespace Heliostat.Node.Sandbox;

/// <summary>How a process ended, with the last that it wrote to its standard error.</summary>
/// <param name="Kind">Why it ended.</param>
/// <param name="Code">The exit code, or the number of the signal.</param>
/// <param name="ErrorText">The tail of its standard error.</param>
internal sealed record ProcessEnd(EndKind Kind, int Code, string ErrorText)
{
    /// <summary>Whether it ended by itself and well.</summary>
    public bool IsSuccess => Kind == EndKind.Exited && Code == 0;

    /// <summary>A sentence for logs.</summary>
    public override string ToString() => Kind switch
    {
        EndKind.Exited => $"exited with code {Code}",
        EndKind.Signal => $"was ended by signal {Code}",
        EndKind.OutOfMemory => "was killed because it ran out of its memory",
        EndKind.CpuExhausted => "was ended because it used up its CPU time",
        EndKind.WroteTooMuch => "was ended because it wrote more than it may",
        EndKind.TimedOut => "was ended because its time was over",
        EndKind.Killed => "was ended by this node",
    };
}
