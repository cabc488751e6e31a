using System.Text.Json;
using Heliostat.Core.Accounts;
using Heliostat.Manager.Accounts;
using Heliostat.Manager.Vault;
using Heliostat.Protocol.Api;

namespace Heliostat.Manager.Hosting;

/// <summary>Gives a new network its owner: an account whose first key is written to a file, once.</summary>
internal static class FirstStart
{
    private const string OwnerName = "network owner";

    /// <summary>Opens the owner's account where there is none yet.</summary>
    /// <exception cref="ManagerStartException">The key cannot be written.</exception>
    public static async Task OpenOwnerAsync(ManagerParts parts, string origin)
    {
        if (await parts.Loop.AskAsync(network => network.Accounts.Accounts.Any(IsOwner)))
        {
            return;
        }

        // The file comes before the account: a key that opens nothing yet does no harm, one that is lost does.
        var key = ReadEarlier(parts) ?? NewKey.Make();
        await parts.Seals.SealAsync([VaultSecrets.OfApiKey(key.PublicKey, key.SecretKey)]);
        Write(parts.Options.OwnerKeyPath, new KeyFile(origin, key.PublicKey, key.SecretKey));
        var outcome = await parts.Loop.SubmitAsync(
            new OpenAccount(AccountKind.NetworkOwner, OwnerName, key.PublicKey));
        if (outcome.Refused is { } refused)
        {
            throw new ManagerStartException(refused.Code, refused.Reason);
        }
    }

    private static bool IsOwner(Account account) => account.Kind == AccountKind.NetworkOwner;

    // A start that died between file and account left a key of this very vault.
    private static NewKey? ReadEarlier(ManagerParts parts)
    {
        var path = parts.Options.OwnerKeyPath;
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var file = JsonSerializer.Deserialize(File.ReadAllBytes(path), ApiFilesJson.Default.KeyFile);
            if (file is not null && parts.Vault.ApiKeySecret(file.PublicKey) == file.SecretKey)
            {
                return new NewKey(file.PublicKey, file.SecretKey);
            }
        }
        catch (JsonException)
        {
            // No key of ours, then.
        }

        throw new ManagerStartException(
            "owner-key-taken", $"{path} holds something else; move it away, or name another file for the owner's key.");
    }

    private static void Write(string path, KeyFile key)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            var part = path + ".part";
            using (var file = new FileStream(part, options))
            {
                JsonSerializer.Serialize(file, key, ApiFilesJson.Default.KeyFile);
                file.Flush(flushToDisk: true);
            }

            File.Move(part, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ManagerStartException(
                "owner-key-unwritable", $"The owner's key cannot be written to {path}: {error.Message}", error);
        }
    }
}
