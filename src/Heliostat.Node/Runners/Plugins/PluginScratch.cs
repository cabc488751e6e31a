namespace Heliostat.Node.Runners.Plugins;

/// <summary>The folder that one process of a plugin can write, gone when the process is.</summary>
/// <param name="root">Where such folders lie.</param>
internal sealed class PluginScratch(string root)
{
    private string? _folder;

    /// <summary>Makes an empty one; its path on this machine.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public string Make()
    {
        Clear();
        _folder = Path.Combine(root, Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(_folder);
        return _folder;
    }

    /// <summary>Takes it away.</summary>
    public void Clear()
    {
        if (_folder is { } folder)
        {
            _folder = null;
            Remove(folder);
        }
    }

    /// <summary>Removes a folder and all in it, as far as that can be done.</summary>
    public static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // It is gone already.
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A plugin can lock what it wrote. The next start of the agent tries again; nothing reads it until then.
        }
    }
}
