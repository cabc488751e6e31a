using System.Text;
using System.Text.Json;
using Heliostat.Node.Engines.Images;
using Heliostat.Node.Tests.Support;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Nodes;
using Heliostat.Protocol.Values;

namespace Heliostat.Containers.Tests.Support;

/// <summary>What a manager dispatches, and what lies in its store.</summary>
internal static class Dispatched
{
    public const long DiskBytes = 16L << 20;

    private const long MemoryBytes = 64L << 20;
    private const long TimeoutMs = 600_000;

    /// <summary>A BATCH run of a script.</summary>
    public static JobDispatch Script(ImageReference image, string script) => Command(image, "sh", "-c", script);

    /// <summary>A BATCH run of a program.</summary>
    public static JobDispatch Command(ImageReference image, params string[] command) =>
        new(Some.Run(), JobTypes.Docker, [0], TimeoutMs, null, null, MemoryBytes)
        {
            Container = new ContainerDispatch(JobKind.Batch, 1000, [], DiskBytes, TimeoutMs)
            {
                Parameters = new ContainerParameters
                {
                    Image = image.Name,
                    Tag = image.Version,
                    Command = command,
                    Env = new Dictionary<string, string> { ["PATH"] = "/bin" },
                },
            },
        };

    public static JobDispatch With(this JobDispatch order, Func<ContainerParameters, ContainerParameters> change) =>
        order with { Container = order.Container! with { Parameters = change(order.Container.Parameters!) } };

    public static JobDispatch Persistent(this JobDispatch order) =>
        order with { Container = order.Container! with { Kind = JobKind.Persistent } };

    /// <summary>Puts files and their list into the store; answers the list.</summary>
    public static ContentHash PutFolder(TestStore store, params (string Path, string Text, bool Executable)[] files)
    {
        var list = new FolderManifest(
            new string('a', 32),
            [
                .. files.OrderBy(file => file.Path, StringComparer.Ordinal).Select(file =>
                {
                    var name = store.Put(Encoding.UTF8.GetBytes(file.Text));
                    return new FolderFile(file.Path, name.Hash, name.Bytes, file.Executable);
                }),
            ]);
        return store.Put(JsonSerializer.SerializeToUtf8Bytes(list, WireJson.Default.FolderManifest)).Hash;
    }

    /// <summary>The files that a result names, as the store has them.</summary>
    public static Dictionary<string, (string Text, bool Executable)> Files(TestStore store, JobResult result)
    {
        Assert.Equal(result.Commitment, result.File!.Hash);
        var list = JsonSerializer.Deserialize(store.Get(result.File.Hash), WireJson.Default.FolderManifest)!;
        Assert.Null(list.FindFault());
        return list.Files.ToDictionary(
            file => file.Path, file => (Encoding.UTF8.GetString(store.Get(file.Hash)), file.Executable));
    }
}
