using Heliostat.Protocol.Values;

namespace Heliostat.Node.Engines.Orders;

/// <summary>The marks on all that a node makes in an engine, by which an agent finds what another left.</summary>
internal sealed record ContainerLabels(NodeId Node, JobId Job, RunId Run)
{
    private const string NodeLabel = EngineWords.LabelPrefix + "node";
    private const string JobLabel = EngineWords.LabelPrefix + "job";
    private const string RunLabel = EngineWords.LabelPrefix + "run";

    /// <summary>As the engine keeps them.</summary>
    public Dictionary<string, string> Texts => new()
    {
        [NodeLabel] = Node.ToString(),
        [JobLabel] = Job.ToString(),
        [RunLabel] = Run.ToString(),
    };

    /// <summary>Finds everything of a node.</summary>
    public static IReadOnlyList<string> OfNode(NodeId node) => [$"{NodeLabel}={node}"];

    /// <summary>The run that something was made for, or null where its labels do not say.</summary>
    public static RunId? RunIn(IReadOnlyDictionary<string, string>? labels) =>
        labels is not null && labels.TryGetValue(RunLabel, out var text)
        && RunId.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out var run) ? run : null;

    /// <summary>Finds everything of a run.</summary>
    public static IReadOnlyList<string> OfRun(RunId run) => [$"{RunLabel}={run}"];
}
