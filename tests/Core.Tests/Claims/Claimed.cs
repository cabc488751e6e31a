using Heliostat.Core.Claims;
using Heliostat.Core.Tasks;
using Heliostat.Core.Tests.Verification;
using Heliostat.Core.Verification;
using Heliostat.Protocol.Values;
using Heliostat.Protocol.Verification;

namespace Heliostat.Core.Tests.Claims;

/// <summary>
/// A frame that one verifier has seen and that is accepted, whatever it shows; and the claims about it.
/// </summary>
internal sealed class Claimed
{
    private readonly Checked _check;
    private readonly TileList _shown;

    /// <summary>The worker shows a picture, and its verifier agrees about every tile that it is asked for.</summary>
    public Claimed(int nodes, TileList shown, string frames = "1", Action<Given>? beforeAccepted = null)
    {
        _shown = shown;
        _check = new Checked(nodes, Some.Frames(frames), shown);
        beforeAccepted?.Invoke(_check.Given);
        var drawn = _check.Draw();
        Verifier = drawn.Node;
        SpotsOfVerifier = Unit.Tiles!;
        _check.ReportTiles(drawn, shown);
        _check.Compare(drawn, shown, shown);
        _check.ReportFile(drawn, isBound: true);
    }

    public Given Given => _check.Given;

    public JobId Job => Leased.Run.Job;

    public RunLeased Leased => _check.Leased;

    public NodeId Verifier { get; }

    public IReadOnlyList<int> SpotsOfVerifier { get; }

    public UnitCheck Unit => Given.Network.Checks.Find(Job, 0)!;

    public Decision Claim(params int[] units) => Given.When(Asked(units));

    public ClaimUnits Asked(params int[] units) =>
        new(Job, Given.Consumer, units.Length == 0 ? [0] : units, Some.Hash("reason"));

    public CheckDrawn Draw() => _check.Draw();

    /// <summary>
    /// The next verifier renders the frame whole and says what it found. The worker hands its pixels over, or not.
    /// </summary>
    public Decision Speak(TileList found, bool? isBound = null, bool workerIsGone = false, int? withFirst = null)
    {
        var drawn = Draw();
        var isEqual = found.Commitment == _shown.Commitment;
        _check.ReportWhole(drawn, found);
        if (isEqual)
        {
            return _check.ReportFile(drawn, isBound ?? true);
        }

        _check.ReportFile(drawn, isBound ?? false);
        var first = Unit.First?.Tiles ?? [];
        var differing = Enumerable.Range(0, _shown.Count).Where(tile => found[tile] != _shown[tile]).Take(16);
        _check.Compare(drawn, _shown, found, [.. differing.Union(first).Order()]);
        return workerIsGone
            ? Given.When(new MeasureTiles(
                drawn.Check,
                [.. Unit.Disputed.Select(tile => new TileMeasure(tile, null))],
                [.. first.Select(tile => new TileMeasure(tile, withFirst))]))
            : _check.Measure(drawn, 20_000, withFirst);
    }
}
