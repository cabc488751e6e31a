using Heliostat.Protocol.Nodes;

namespace Heliostat.Core;

/// <summary>
/// One command on its way through the rules. An event that is recorded is applied at once, so that the next rule of the
/// same command already sees it.
/// </summary>
internal sealed class Ruling(Network network, Stamp stamp, IRunKeys keys)
{
    private readonly List<Event> _events = [];
    private List<MessageRefusal>? _refused;

    public Stamp Stamp => stamp;

    public Instant Now => stamp.At;

    public IRunKeys Keys => keys;

    public SeededChoice Choice { get; } = new(stamp.Seed);

    public int EventsCount => _events.Count;

    public void Record(Event happened)
    {
        network.Apply(happened, stamp.At);
        _events.Add(happened);
    }

    public void RefuseMessage(int index, Refusal refusal) =>
        (_refused ??= []).Add(new MessageRefusal(index, refusal.Code, refusal.Reason));

    public Decision Close(Refusal? refused)
    {
        if (refused is not null && _events.Count > 0)
        {
            throw new InvariantException($"'{refused.Code}' was refused after something had happened already.");
        }

        return new Decision(_events, refused, _refused ?? []);
    }
}
