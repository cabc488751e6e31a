using System.Collections.Concurrent;
using Heliostat.Manager.Journal;

namespace Heliostat.Manager.Accounts;

/// <summary>
/// The nonces that were used: each is good for one request, and remembered while a repeat could be timely.
/// </summary>
internal sealed class NonceBook
{
    /// <summary>Nonces that are remembered at once; over it requests are put off.</summary>
    public const int NoncesMax = 4_000_000;

    private readonly ConcurrentDictionary<(string Key, string Nonce), bool> _used = new();
    private readonly ConcurrentQueue<StoredNonce> _byExpiry = new();

    public bool IsFull => _used.Count >= NoncesMax;

    /// <summary>Takes those that the journal remembers when the manager starts.</summary>
    public void Fill(IEnumerable<StoredNonce> nonces)
    {
        foreach (var nonce in nonces.OrderBy(nonce => nonce.ExpiresUnixMilliseconds))
        {
            TryUse(nonce);
        }
    }

    /// <summary>Uses a nonce; false when it was used before.</summary>
    public bool TryUse(StoredNonce nonce)
    {
        if (!_used.TryAdd((nonce.ApiKey, nonce.Nonce), true))
        {
            return false;
        }

        _byExpiry.Enqueue(nonce);
        return true;
    }

    /// <summary>Lets go of those that need not be remembered any more.</summary>
    public void Forget(long nowUnixMilliseconds)
    {
        while (_byExpiry.TryPeek(out var first) && first.ExpiresUnixMilliseconds <= nowUnixMilliseconds)
        {
            if (_byExpiry.TryDequeue(out var gone))
            {
                _used.TryRemove((gone.ApiKey, gone.Nonce), out _);
            }
        }
    }
}
