namespace Heliostat.Core.Claims;

/// <summary>
/// A consumer's "this result is bad", while it is open. It hangs on the check in which the frame is rendered again.
/// </summary>
public sealed class Claim
{
    /// <summary>Its number in the job, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The result that it is about.</summary>
    public required AcceptedUnit Result { get; init; }

    /// <summary>When it is decided by what was heard until then.</summary>
    public required Instant WaitsUntil { get; init; }

    /// <summary>Where it stands.</summary>
    [JsonInclude]
    public ClaimState State { get; internal set; }

    /// <summary>What verifiers said, in order.</summary>
    [JsonInclude]
    public List<Witness> Witnesses { get; internal set; } = [];

    /// <summary>The verifier that does not agree with the worker and spoke first; null while there is none.</summary>
    [JsonIgnore]
    public Witness? Dissent
    {
        get
        {
            foreach (var witness in Witnesses)
            {
                if (!witness.Agrees)
                {
                    return witness;
                }
            }

            return null;
        }
    }

    internal void Move(ClaimMove move) => State = ClaimLifecycle.Next(State, move);
}
