namespace Heliostat.Protocol.Jobs;

/// <summary>Why a run, or a check of one, came to nothing.</summary>
/// <param name="Reason">One of <see cref="FailureReasons"/>: stable, in kebab case, at most 64 characters.</param>
/// <param name="Side">Whose fault the node that saw it takes it to be.</param>
/// <param name="Detail">
/// A sentence for people, at most 500 characters, without secrets, paths of the node or file names.
/// </param>
public sealed record RunFailure(
    [property: JsonRequired] string Reason, FaultSide Side, [property: JsonRequired] string Detail);
