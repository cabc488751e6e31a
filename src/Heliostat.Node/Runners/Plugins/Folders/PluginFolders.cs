namespace Heliostat.Node.Runners.Plugins.Folders;

/// <summary>Looks through the folder of an operator's plugins.</summary>
internal static class PluginFolders
{
    /// <summary>Plugins that one node may have; each is a capability that it tells the manager of.</summary>
    public const int CountMax = 64;

    /// <summary>
    /// All that lie there, in the order of their names, those that cannot be used among them. Names that begin with a
    /// dot are passed over.
    /// </summary>
    /// <param name="root">The folder of plugins, which need not be there.</param>
    /// <param name="usual">The limits of a plugin that names none.</param>
    /// <param name="owners">Who else runs a type of job, such as <c>the built-in plugin 'echo'</c>.</param>
    /// <exception cref="IOException">The folder cannot be looked through.</exception>
    /// <exception cref="UnauthorizedAccessException">Nor this agent may.</exception>
    public static IReadOnlyList<PluginFolder> Look(
        string root, PluginLimits usual, IReadOnlyDictionary<string, string> owners)
    {
        if (!Directory.Exists(root))
        {
            return [];
        }

        var folders = Directory.EnumerateDirectories(Path.GetFullPath(root))
            .Where(path => !Path.GetFileName(path).StartsWith('.'))
            .Order(StringComparer.Ordinal)
            .Select((path, i) => i < CountMax ? Read(path, usual) : TooMany(path))
            .ToList();
        return [.. folders.Select(folder => Alone(folder, folders, owners))];
    }

    /// <summary>One plugin's folder, without a look at others.</summary>
    public static PluginFolder Read(string path, PluginLimits usual)
    {
        var faults = new List<PluginFault>();
        var whole = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        try
        {
            if (FolderEdition.Of(whole) is not { } edition)
            {
                return Unused(whole, $"The folder has more than {FolderEdition.FilesMax} files.");
            }

            if (ReadText(Path.Combine(whole, PluginManifest.FileName)) is not { } text)
            {
                return Unused(whole, $"It is longer than {PluginManifest.BytesMax} bytes.");
            }

            var manifest = ManifestReader.Read(text, usual, faults);
            var program = manifest is null ? null : FolderProgram.Of(whole, edition, manifest, faults);
            return new PluginFolder(whole, edition, manifest, program, faults);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return Unused(whole, "There is none in the folder.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return Unused(whole, $"It cannot be read: {error.Message}");
        }
    }

    /// <summary>
    /// The folder, with a fault where another plugin runs its type of job. Which of two is meant nobody can know, so
    /// that neither folder is used.
    /// </summary>
    public static PluginFolder Alone(
        PluginFolder folder, IReadOnlyList<PluginFolder> all, IReadOnlyDictionary<string, string> owners)
    {
        if (folder.Manifest is not { JobType: var type })
        {
            return folder;
        }

        var other = owners.GetValueOrDefault(type)
            ?? all.Where(other => other != folder && other.Manifest?.JobType == type)
                .Select(other => $"the plugin in {other.Name}").FirstOrDefault();
        return other is null
            ? folder
            : folder with
            {
                Faults =
                [
                    .. folder.Faults,
                    new PluginFault("job_type", $"'{type}' is run by {folder.Name} and by {other}: keep one of them."),
                ],
            };
    }

    private static byte[]? ReadText(string path)
    {
        using var file = File.OpenRead(path);
        var text = new byte[PluginManifest.BytesMax + 1];
        var length = file.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
        return length > PluginManifest.BytesMax ? null : text[..length];
    }

    private static PluginFolder TooMany(string path) =>
        Unused(path, $"There are more than {CountMax} plugins; take some out.");

    private static PluginFolder Unused(string path, string why) =>
        new(path, "", null, null, [new PluginFault(PluginManifest.FileName, why)]);
}
