using System.Security.Cryptography;
using Heliostat.Manager.Journal;

namespace Heliostat.Manager.Vault;

/// <summary>
/// The 32 bytes that open the vault, in a file of their own that never goes into a back-up of the journal.
/// </summary>
public static class MasterKey
{
    /// <summary>The environment variable that names the file.</summary>
    public const string FileVariable = "HELIOSTAT_VAULT_KEY_FILE";

    /// <summary>Length of the key.</summary>
    public const int KeyBytes = 32;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = ~(OwnerOnly | UnixFileMode.UserExecute);

    /// <summary>Reads the key; makes it, for its owner only, when there is neither file nor vault yet.</summary>
    /// <param name="path">The key's file.</param>
    /// <param name="vaultExists">Whether a vault is there, which only its own key can open.</param>
    /// <exception cref="JournalException">The file is missing, unreadable, open to others, or not 32 bytes.</exception>
    public static byte[] ReadOrMake(string path, bool vaultExists)
    {
        try
        {
            if (File.Exists(path))
            {
                return Read(path);
            }

            return vaultExists
                ? throw new JournalException(
                    $"The vault's key file {path} is missing, and the vault cannot be opened without it. "
                    + $"Put it back, or name it in {FileVariable}.")
                : Make(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new JournalException(
                $"The vault's key file {path} cannot be read or made: {error.Message} Check its folder and owner.",
                error);
        }
    }

    private static byte[] Read(string path)
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
        {
            throw new JournalException($"The vault's key file {path} is open to other users. Run: chmod 600 {path}");
        }

        var key = File.ReadAllBytes(path);
        return key.Length == KeyBytes
            ? key
            : throw new JournalException(
                $"The vault's key file {path} has {key.Length} bytes instead of {KeyBytes}. Put the right file there.");
    }

    private static byte[] Make(string path)
    {
        var key = RandomNumberGenerator.GetBytes(KeyBytes);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var file = new FileStream(path, options);
        file.Write(key);
        file.Flush(flushToDisk: true);
        return key;
    }
}
