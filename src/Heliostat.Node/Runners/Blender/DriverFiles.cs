using System.Reflection;

namespace Heliostat.Node.Runners.Blender;

/// <summary>The Python files that run inside Blender; they travel in this assembly.</summary>
internal static class DriverFiles
{
    private const string ResourcePrefix = "driver/";

    /// <summary>Writes them into a folder that a box can show.</summary>
    public static void WriteTo(string folder)
    {
        Readable.Folder(folder);
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames())
        {
            if (name.StartsWith(ResourcePrefix, StringComparison.Ordinal))
            {
                var path = Path.Combine(folder, name[ResourcePrefix.Length..]);
                using (var source = assembly.GetManifestResourceStream(name)!)
                using (var target = File.Create(path))
                {
                    source.CopyTo(target);
                }

                Readable.File(path);
            }
        }
    }
}
