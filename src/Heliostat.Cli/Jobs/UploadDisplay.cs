using Heliostat.Cli.Running;
using Heliostat.Client.Packing;
using Heliostat.Client.Scenes;
using Heliostat.Protocol.Jobs;
using Spectre.Console;

namespace Heliostat.Cli.Jobs;

/// <summary>Shows how far an upload is: a bar on a terminal, a line before and after elsewhere.</summary>
internal static class UploadDisplay
{
    /// <summary>Shows how much of a scene's files has been read.</summary>
    public static Task<LocalScene> ReadAsync(
        Terminal terminal, PackedScene scene, Func<IProgress<long>?, Task<LocalScene>> work) =>
        terminal.ShowsBars
            ? terminal.Error.Progress().StartAsync(bars =>
            {
                var bytes = scene.Files.Select(file => new FileInfo(file.Source))
                    .Sum(file => file.Exists ? file.Length : 0);
                var files = Words.Count(scene.Files.Count, "file");
                var bar = bars.AddTask($"Reading {files}", maxValue: Math.Max(1, bytes));
                return work(new Increment(bar));
            })
            : work(null);

    public static async Task<T> RunAsync<T>(
        Terminal terminal, SceneManifest manifest, Func<Action<UploadProgress>, Task<T>> work)
    {
        var files = Words.Count(manifest.Files.Count, "file");
        var bytes = Words.Bytes(manifest.Files.Sum(file => file.Bytes));
        if (terminal.ShowsBars)
        {
            return await terminal.Error.Progress().StartAsync(bars => WithBarAsync(bars, files, work));
        }

        var last = new UploadProgress(0, 0, 0, 0);
        var answer = await work(progress => last = progress);
        var sent = last.BytesToSend == 0 ? "nothing was new" : $"{Words.Bytes(last.BytesToSend)} were new and sent";
        terminal.Say($"The scene has {files} of {bytes}; {sent}.");
        return answer;
    }

    private static async Task<T> WithBarAsync<T>(
        ProgressContext bars, string files, Func<Action<UploadProgress>, Task<T>> work)
    {
        var bar = bars.AddTask($"Uploading {files}", maxValue: 1);
        var answer = await work(progress =>
        {
            bar.MaxValue = Math.Max(1, progress.BytesToSend);
            bar.Value = progress.BytesSent;
        });
        bar.Value = bar.MaxValue;
        return answer;
    }

    private sealed class Increment(ProgressTask bar) : IProgress<long>
    {
        public void Report(long value) => bar.Increment(value);
    }
}
