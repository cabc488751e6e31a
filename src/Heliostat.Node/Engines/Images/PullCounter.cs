namespace Heliostat.Node.Engines.Images;

/// <summary>Adds up what an engine says of the layers that it downloads.</summary>
internal sealed class PullCounter
{
    private const string Downloading = "Downloading";

    private readonly Dictionary<string, PullCount> _layers = [];

    /// <summary>Takes a line in; answers how far the whole is.</summary>
    public PullProgress Add(PullLine line)
    {
        var layer = line.Id ?? "";
        if (line.ProgressDetail is { Total: > 0 } count && line.Status == Downloading)
        {
            _layers[layer] = count;
        }
        else if (line.Status is "Download complete" or "Pull complete" && _layers.TryGetValue(layer, out var known))
        {
            _layers[layer] = known with { Current = known.Total };
        }

        return new PullProgress(
            line.Status ?? "", layer, _layers.Values.Sum(one => one.Current), _layers.Values.Sum(one => one.Total));
    }
}
