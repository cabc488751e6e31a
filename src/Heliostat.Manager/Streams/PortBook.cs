using System.Buffers.Binary;
using Heliostat.Manager.Vault;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Streams;

/// <summary>
/// Which TCP port leads to which container's port: kept in the vault, so that a port stays the same when its run moves
/// to another node and when the manager starts again. For one thread at a time.
/// </summary>
internal sealed class PortBook
{
    private readonly SecretVault _vault;
    private readonly PortRange _range;
    private readonly Dictionary<PortKey, int> _ports = [];
    private readonly HashSet<int> _taken = [];

    public PortBook(SecretVault vault, PortRange range)
    {
        (_vault, _range) = (vault, range);
        foreach (var id in vault.List(VaultKinds.StreamPort))
        {
            var port = vault.Open(VaultKinds.StreamPort, id) is { Length: sizeof(ushort) } bytes
                ? BinaryPrimitives.ReadUInt16BigEndian(bytes)
                : 0;
            if (PortKey.TryParse(id) is { } key && range.Has(port) && _taken.Add(port))
            {
                _ports[key] = port;
            }
            else
            {
                // The range is another one now.
                vault.Forget(VaultKinds.StreamPort, id);
            }
        }
    }

    /// <summary>The key's port: the one that it has, else the first free one that can be used; null for none.</summary>
    /// <param name="key">What needs a port.</param>
    /// <param name="tryUse">Begins to use a port; false where another program has it.</param>
    public int? Assign(PortKey key, Func<int, bool> tryUse)
    {
        if (_ports.TryGetValue(key, out var kept))
        {
            if (tryUse(kept))
            {
                return kept;
            }

            Release(key);
        }

        var start = (int)(key.Hash % (uint)_range.Count);
        for (var i = 0; i < _range.Count; i++)
        {
            var port = _range.First + ((start + i) % _range.Count);
            if (!_taken.Contains(port) && tryUse(port))
            {
                Keep(key, port);
                return port;
            }
        }

        return null;
    }

    /// <summary>Gives a port back.</summary>
    public void Release(PortKey key)
    {
        if (_ports.Remove(key, out var port))
        {
            _taken.Remove(port);
            _vault.Forget(VaultKinds.StreamPort, key.ToString());
        }
    }

    /// <summary>Gives back the ports of all jobs but those that may need them.</summary>
    public void ReleaseAllBut(Func<JobId, bool> isNeeded)
    {
        foreach (var key in _ports.Keys.Where(key => !isNeeded(key.Job)).ToList())
        {
            Release(key);
        }
    }

    private void Keep(PortKey key, int port)
    {
        var bytes = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)port);
        _vault.Seal(VaultKinds.StreamPort, key.ToString(), bytes);
        _ports[key] = port;
        _taken.Add(port);
    }
}
