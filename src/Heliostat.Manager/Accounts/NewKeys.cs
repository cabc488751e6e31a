using Heliostat.Core;
using Heliostat.Manager.Loop;
using Heliostat.Manager.Operations;
using Heliostat.Manager.Vault;

namespace Heliostat.Manager.Accounts;

/// <summary>
/// Makes API keys: the secret is sealed before the command, so that no key is ever in the journal whose secret is lost.
/// </summary>
internal sealed class NewKeys(ManagerLoop loop, SecretVault vault, SealQueue seals, KeyRing ring)
{
    /// <summary>Makes a key by a command; a deed that was done before gives the key that it made then.</summary>
    public async Task<(NewKey? Key, ProblemAnswer? Problem)> MakeAsync(
        OnceOnly once, Caller caller, Func<string, Command> command)
    {
        var key = Known(once) ?? NewKey.Make();
        if (ring.Find(key.PublicKey) is not null)
        {
            return (key, null);
        }

        await seals.SealAsync([
            VaultSecrets.OfApiKey(key.PublicKey, key.SecretKey), .. once.ToSeal(key.PublicKey)]);
        var outcome = await loop.SubmitAsync(command(key.PublicKey), caller.Nonce);
        if (outcome.Refused is not { } refused)
        {
            return (key, null);
        }

        vault.Forget(VaultKinds.ApiKey, key.PublicKey);
        return (null, Problems.From(refused));
    }

    private NewKey? Known(OnceOnly once) =>
        once.KnownName is { } publicKey && vault.ApiKeySecret(publicKey) is { } secret ? new(publicKey, secret) : null;
}
