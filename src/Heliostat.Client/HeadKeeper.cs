using Heliostat.Protocol.Signing;

namespace Heliostat.Client;

/// <summary>
/// Keeps the newest signed head that a manager handed out. Whoever kept one can show later, with
/// <c>heliostat audit --head</c>, that the manager's journal was cut or rewritten behind it.
/// </summary>
public sealed class HeadKeeper
{
    private readonly Lock _lock = new();
    private SignedHead? _newest;

    /// <summary>The newest head seen so far; null before the first answer.</summary>
    public SignedHead? Newest
    {
        get
        {
            lock (_lock)
            {
                return _newest;
            }
        }
    }

    /// <summary>
    /// Keeps a head in its compact form if it is newer than the one kept; passes over what is not a head.
    /// </summary>
    public void Keep(string? compact)
    {
        if (SignedHead.Parse(compact) is not { } head)
        {
            return;
        }

        lock (_lock)
        {
            if (_newest is null || head.Sequence > _newest.Sequence)
            {
                _newest = head;
            }
        }
    }

    /// <summary>
    /// Writes the newest head to a file, as <c>heliostat audit --head</c> reads it. False where there is none.
    /// </summary>
    public bool Save(string path)
    {
        if (Newest is not { } head)
        {
            return false;
        }

        File.WriteAllText(path, head.ToJson() + "\n");
        return true;
    }
}
