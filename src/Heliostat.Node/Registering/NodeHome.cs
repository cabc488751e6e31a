using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Heliostat.Protocol.Signing;

namespace Heliostat.Node.Registering;

/// <summary>The folder in which a node keeps who it is: <c>~/.heliostat</c>, or what HELIOSTAT_HOME names.</summary>
public sealed class NodeHome
{
    /// <summary>The variable of the environment that names another folder.</summary>
    public const string Variable = "HELIOSTAT_HOME";

    private const string FolderName = ".heliostat";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerFolder = OwnerOnly | UnixFileMode.UserExecute;

    /// <summary>Takes a folder, which need not be there yet.</summary>
    public NodeHome(string folder) => Folder = Path.GetFullPath(folder);

    /// <summary>The folder.</summary>
    public string Folder { get; }

    /// <summary>The Ed25519 key as PKCS#8 PEM, mode 0600.</summary>
    public string PrivateKeyFile => Path.Combine(Folder, "private_key.pem");

    /// <summary>Its public half as PEM.</summary>
    public string PublicKeyFile => Path.Combine(Folder, "public_key.pem");

    /// <summary>The file of <see cref="NodeSettings"/>.</summary>
    public string SettingsFile => Path.Combine(Folder, "config.json");

    /// <summary>The last signed head that the manager sent.</summary>
    public string HeadFile => Path.Combine(Folder, "head");

    /// <summary>Where fetched blobs are kept.</summary>
    public string CacheFolder => Path.Combine(Folder, "cache");

    /// <summary>Where runs work.</summary>
    public string WorkFolder => Path.Combine(Folder, "work");

    /// <summary>Where containers have their files, which outlive the agent as the containers do.</summary>
    public string ContainerFolder => Path.Combine(Folder, "containers");

    /// <summary>Where the operator's plugins lie, each in its folder, unless NODE_PLUGINS says otherwise.</summary>
    public string PluginsFolder => Path.Combine(Folder, "plugins");

    /// <summary>Where plugins may write while they run.</summary>
    public string ScratchFolder => Path.Combine(Folder, "scratch");

    /// <summary>Whether a node was registered from here.</summary>
    public bool IsTaken => File.Exists(PrivateKeyFile) || File.Exists(SettingsFile);

    /// <summary>The home that the environment names, or the one of this user.</summary>
    public static NodeHome OfUser(Func<string, string?> environment)
    {
        var named = environment(Variable);
        return new NodeHome(string.IsNullOrWhiteSpace(named)
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), FolderName)
            : named);
    }

    /// <summary>The settings, or null where there are none.</summary>
    /// <exception cref="RegistrationException">They cannot be read.</exception>
    public NodeSettings? ReadSettings()
    {
        if (!File.Exists(SettingsFile))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(SettingsFile), NodeSettingsJson.Default.NodeSettings);
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new RegistrationException(
                "settings-unreadable",
                $"{SettingsFile} cannot be read ({error.Message}). Register the node again with --force.");
        }
    }

    /// <summary>Writes the settings, whole or not at all.</summary>
    public void WriteSettings(NodeSettings settings) =>
        Write(SettingsFile, JsonSerializer.SerializeToUtf8Bytes(settings, NodeSettingsJson.Default.NodeSettings));

    /// <summary>Reads the key.</summary>
    /// <exception cref="RegistrationException">There is none, or it cannot be read.</exception>
    public Ed25519PrivateKey ReadKey()
    {
        try
        {
            return Ed25519PrivateKey.FromPem(File.ReadAllText(PrivateKeyFile));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new RegistrationException(
                "key-unreadable",
                $"{PrivateKeyFile} cannot be read ({error.Message}). Register the node first, or again with --force.");
        }
    }

    /// <summary>Writes both halves of a key.</summary>
    public void WriteKey(Ed25519PrivateKey key)
    {
        Write(PrivateKeyFile, Encoding.ASCII.GetBytes(key.ToPem()));
        var publicKey = Ed25519PublicKey.ToPem(key.PublicKey);
        Write(PublicKeyFile, Encoding.ASCII.GetBytes(publicKey), OwnerOnly | UnixFileMode.GroupRead
            | UnixFileMode.OtherRead);
    }

    /// <summary>Writes the head's file.</summary>
    public void WriteHead(SignedHead head) => Write(HeadFile, Encoding.UTF8.GetBytes(head.ToJson()));

    /// <summary>The kept head, or null.</summary>
    public SignedHead? ReadHead()
    {
        try
        {
            return File.Exists(HeadFile) ? SignedHead.FromJson(File.ReadAllText(HeadFile)) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Keeps a second agent from running as this node, until disposed of or the process ends.</summary>
    /// <exception cref="RegistrationException">One runs already.</exception>
    internal IDisposable LockForAgent()
    {
        MakeFolder();
        try
        {
            return new FileStream(
                Path.Combine(Folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new RegistrationException(
                "already-running",
                $"Another agent runs from {Folder}. Stop it, or give this one a home of its own by {Variable}.");
        }
    }

    private void Write(string path, byte[] content, UnixFileMode mode = OwnerOnly)
    {
        MakeFolder();
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        File.Delete(temporary);
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            create.UnixCreateMode = mode;
        }

        using (var file = new FileStream(temporary, create))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private void MakeFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(Folder);
        }
        else
        {
            Directory.CreateDirectory(Folder, OwnerFolder);
        }
    }
}
