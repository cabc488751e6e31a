namespace Heliostat.EndToEnd.Tests.Running;

/// <summary>A folder of a test's own, which goes with it.</summary>
internal sealed class TestFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("heliostat-test-");

    // Boxed processes run as another user, and must be able to pass through.
    public TestFolder() => _folder.UnixFileMode |= UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    public string Path => _folder.FullName;

    public string Under(params string[] names) => System.IO.Path.Combine([Path, .. names]);

    public void Dispose() => _folder.Delete(recursive: true);
}
