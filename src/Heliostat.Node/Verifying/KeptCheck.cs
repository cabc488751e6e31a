using Heliostat.Node.Runners.Blender;
using Heliostat.Protocol.Nodes;

namespace Heliostat.Node.Verifying;

/// <summary>
/// What was asked of a verifier, and what it rendered blind; kept until the delivered file was compared.
/// </summary>
internal sealed record KeptCheck(CheckDispatch Order, CheckedFrame Frame) : IDisposable
{
    public void Dispose() => Frame.Dispose();
}
