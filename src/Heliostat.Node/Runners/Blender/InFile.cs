namespace Heliostat.Node.Runners.Blender;

/// <summary>A file while it lies where the box can read it.</summary>
internal sealed class InFile : IDisposable
{
    private readonly string _path;

    public InFile(string inFolder, string source)
    {
        Name = $"{Guid.NewGuid():N}{Path.GetExtension(source)}";
        _path = Path.Combine(inFolder, Name);
        File.Copy(source, _path);
        Readable.File(_path);
    }

    /// <summary>Its name there.</summary>
    public string Name { get; }

    public void Dispose() => File.Delete(_path);
}
