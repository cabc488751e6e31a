using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;

namespace Heliostat.Simulation.Pictures;

/// <summary>
/// Every picture that was made, by its commitment; and which files show something else than their picture. The model of
/// the blob store, and what the checkers know and the manager does not.
/// </summary>
internal sealed class Gallery
{
    private readonly Dictionary<ContentHash, Picture> _made = [];
    private readonly Dictionary<(JobId Job, int Unit, Variant Variant), Picture> _byVariant = [];
    private readonly HashSet<ContentHash> _listed = [];
    private readonly HashSet<ContentHash> _forged = [];
    private readonly Dictionary<ContentHash, Picture> _delivered = [];

    public Picture Make(JobId job, JobSpec spec, int unit, Variant variant)
    {
        if (_byVariant.TryGetValue((job, unit, variant), out var known))
        {
            return known;
        }

        var tiles = JobPlan.Of(spec).GridOf(unit)?.Count ?? 1;
        var picture = new Picture(job, unit, tiles, variant);
        _made[picture.Commitment] = picture;
        return _byVariant[(job, unit, variant)] = picture;
    }

    /// <summary>What a commitment stands for; null where nobody made such a picture.</summary>
    public Picture? Find(ContentHash commitment) => _made.GetValueOrDefault(commitment);

    public void PublishList(Picture picture) => _listed.Add(picture.Commitment);

    /// <summary>The tile list as the manager can read it: null where its maker keeps it back.</summary>
    public Picture? FindList(ContentHash commitment) => _listed.Contains(commitment) ? Find(commitment) : null;

    public void Deliver(ContentHash file, Picture picture) => _delivered[file] = picture;

    /// <summary>Whether a delivered file shows what another picture shows in these tiles.</summary>
    public bool Shows(ContentHash file, Picture picture, IEnumerable<int> tiles) =>
        !IsForged(file) && _delivered.TryGetValue(file, out var delivered)
        && tiles.All(tile => delivered.IsAlike(picture, tile));

    public void Forge(ContentHash file) => _forged.Add(file);

    public bool IsForged(ContentHash file) => _forged.Contains(file);
}
