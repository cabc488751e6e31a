using Heliostat.Manager.Vault;

namespace Heliostat.Manager.Accounts;

/// <summary>A deed that is done once, however often it is asked for.</summary>
internal sealed class OnceOnly(string? known, Func<string, SealedValue> seal, Action leave) : IDisposable
{
    /// <summary>A deed asked for without an idempotency key.</summary>
    public static OnceOnly Unbound { get; } = new(null, null!, () => { });

    /// <summary>The name that an earlier request gave the deed; whether it was done is for the caller to see.</summary>
    public string? KnownName => known;

    /// <summary>What to seal before the deed, with the name that it will have.</summary>
    public IReadOnlyList<SealedValue> ToSeal(string name) => seal is null || known is not null ? [] : [seal(name)];

    public void Dispose() => leave();
}
