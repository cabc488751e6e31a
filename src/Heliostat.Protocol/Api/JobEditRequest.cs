namespace Heliostat.Protocol.Api;

/// <summary>The body of <c>PATCH /v1/jobs/{uuid}</c>: what is left out stays as it is. At least one field.</summary>
public sealed record JobEditRequest
{
    /// <summary>0 to 100; among one consumer's jobs the higher goes first.</summary>
    public int? Priority { get; init; }

    /// <summary>
    /// Nodes at once; 0 for as many as fit. Nodes that have more of it already finish what they have.
    /// </summary>
    public int? MaxNodeCount { get; init; }

    /// <summary>Failures that the job itself may cause before it fails; not less than it has caused already.</summary>
    public int? MaxRetryCount { get; init; }

    /// <summary>Milliseconds that a run may take, at least 60,000; for runs that begin from here on.</summary>
    public long? MaxTimeoutRunMs { get; init; }
}
