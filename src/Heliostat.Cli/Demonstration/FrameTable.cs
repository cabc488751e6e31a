using Heliostat.Cli.Running;
using Heliostat.Protocol.Api;

namespace Heliostat.Cli.Demonstration;

/// <summary>
/// The table of the demo: each frame, who rendered it, how long that took, and what verification said.
/// </summary>
internal static class FrameTable
{
    public static void Print(Terminal terminal, IEnumerable<UnitResource> units) => terminal.Print(
        ["Frame", "Node", "Seconds", "Tiles checked", "Verdict"],
        units.OrderBy(unit => unit.Frame).ThenBy(unit => unit.Status).Select(unit => new[]
        {
            $"{unit.Frame}",
            unit.NodeName ?? unit.NodeUuid.ToString()[..8],
            Words.Seconds(unit.ExecutionMs),
            $"{unit.TilesChecked}",
            string.IsNullOrEmpty(unit.Verdict) ? unit.Status : $"{unit.Status}: {unit.Verdict}",
        }));
}
