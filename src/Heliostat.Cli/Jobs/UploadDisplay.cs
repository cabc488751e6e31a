using Heliostat.Cli.Running;
using Heliostat.Client.Scenes;
using Heliostat.Protocol.Jobs;
using Spectre.Console;

namespace Heliostat.Cli.Jobs;

/// <summary>Shows how far an upload is: a bar on a terminal, a line before and after elsewhere.</summary>
internal static class UploadDisplay
{
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
}
