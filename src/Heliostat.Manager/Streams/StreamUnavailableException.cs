using Heliostat.Core;

namespace Heliostat.Manager.Streams;

/// <summary>There is no stream for a connection that a request needs.</summary>
internal sealed class StreamUnavailableException(Refusal refusal) : Exception(refusal.Reason)
{
    public Refusal Refusal => refusal;
}
