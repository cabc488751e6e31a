using System.Security.Cryptography;
using System.Text;
using Heliostat.Manager.Accounts;
using Heliostat.Manager.Vault;
using Heliostat.Protocol.Values;

namespace Heliostat.Manager.Jobs;

/// <summary>
/// What consumers say in claims: people's words, so they lie in the vault, and their salted hash elsewhere.
/// </summary>
internal sealed class ClaimReasons(SecretVault vault, SealQueue seals)
{
    private const int SaltBytes = 16;

    /// <summary>
    /// Seals a reason; its name, which a repeated request has from the first one, is what the journal may hold.
    /// </summary>
    public async Task<ContentHash> SealAsync(string reason, OnceOnly once)
    {
        byte[] salted = [.. RandomNumberGenerator.GetBytes(SaltBytes), .. Encoding.UTF8.GetBytes(reason)];
        var name = ContentHash.TryParse(once.KnownName, out var known) ? known : ContentHash.Of(salted);
        await seals.SealAsync(
            [new SealedValue(VaultKinds.Claim, name.ToString(), salted), .. once.ToSeal(name.ToString())]);
        return name;
    }

    /// <summary>The reason with this name; null when the vault has it no longer.</summary>
    public string? Find(ContentHash name) => vault.Open(VaultKinds.Claim, name.ToString()) is { } salted
        ? Encoding.UTF8.GetString(salted.AsSpan(SaltBytes))
        : null;

    /// <summary>Lets go of the reason of a claim that was refused.</summary>
    public void Forget(ContentHash name) => vault.Forget(VaultKinds.Claim, name.ToString());
}
