namespace Heliostat.Protocol.Values;

/// <summary>Writes a node's id as JSON; public so that other projects' generated code can reach it.</summary>
public sealed class NodeIdJsonConverter : IdJsonConverter<NodeId>
{
    /// <inheritdoc/>
    protected override NodeId Make(Guid value) => new(value);

    /// <inheritdoc/>
    protected override Guid ValueOf(NodeId id) => id.Value;
}
