using System.Diagnostics;
using System.Text.Json;
using Heliostat.EndToEnd.Tests.Running;

namespace Heliostat.EndToEnd.Tests.Webhooks;

/// <summary>A receiver of webhooks in Python, as a process of its own.</summary>
internal sealed class PythonReceiver : IAsyncDisposable
{
    private const string Python = "/usr/bin/python3";
    private const int SecondsMax = 60;

    private readonly string _folder;
    private readonly Process _process;

    private PythonReceiver(string folder, Process process, int port) =>
        (_folder, _process, Url) = (folder, process, $"http://127.0.0.1:{port}/hook");

    public string Url { get; }

    /// <summary>What came so far, in order.</summary>
    public IReadOnlyList<Post> Posts
    {
        get
        {
            var path = Path.Combine(_folder, "posts");
            string[] lines = File.Exists(path) ? File.ReadAllText(path).Split('\n')[..^1] : [];
            return [.. lines.Select(line => new Post(JsonElement.Parse(line)))];
        }
    }

    /// <summary>What it has taken, in order.</summary>
    public IReadOnlyList<Post> Taken => [.. Posts.Where(post => post.IsTaken)];

    public static async Task<PythonReceiver> StartAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        var script = Path.Combine(Places.Root, "tests", "EndToEnd.Tests", "Webhooks", "receiver.py");
        var process = Process.Start(new ProcessStartInfo(Python, [script, folder])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var port = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(SecondsMax));
        return new PythonReceiver(folder, process, int.Parse(port!));
    }

    public void Trust(string secret) => File.WriteAllText(Path.Combine(_folder, "secret"), secret);

    /// <summary>Answers with 503 from here on.</summary>
    public void GoDown() => File.WriteAllText(Path.Combine(_folder, "down"), "");

    public void ComeBack() => File.Delete(Path.Combine(_folder, "down"));

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(SecondsMax));
        _process.Dispose();
    }

    /// <summary>One post.</summary>
    internal sealed record Post(JsonElement Line)
    {
        public string Id => Line.GetProperty("id").GetString()!;

        public bool IsTaken => Line.GetProperty("taken").GetBoolean();

        /// <summary>True when its signature is good, and would not be with another body.</summary>
        public bool IsGenuine => Line.GetProperty("genuine").GetBoolean() && !Line.GetProperty("forged").GetBoolean();

        public string Type => Line.GetProperty("news").GetProperty("type").GetString()!;

        /// <summary>The job that it is about; null where it is about none.</summary>
        public Guid? Job => News.TryGetProperty("job", out var job) ? job.GetProperty("uuid").GetGuid() : null;

        public JsonElement News => Line.GetProperty("news").GetProperty("data");
    }
}
