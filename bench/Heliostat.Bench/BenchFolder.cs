namespace Heliostat.Bench;

/// <summary>A folder for one benchmark, removed at its end.</summary>
internal sealed class BenchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("heliostat-bench-").FullName;

    public string Under(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
