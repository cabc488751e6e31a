namespace Heliostat.Bench;

/// <summary>A folder for one benchmark, removed at its end.</summary>
internal sealed class BenchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("heliostat-bench-").FullName;

    public string Under(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Removes it; where something still uses it, that is told, and hides no failure before it.</summary>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException error)
        {
            Console.Error.WriteLine($"{Path} is left behind: {error.Message}");
        }
    }
}
