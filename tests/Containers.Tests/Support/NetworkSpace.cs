namespace Heliostat.Containers.Tests.Support;

/// <summary>A network namespace that lives as long as the process that holds it, so nothing of it can stay.</summary>
internal sealed class NetworkSpace : IAsyncDisposable
{
    private const string SecondsMax = "7200";

    private readonly OwnProcess _holder;

    private NetworkSpace(OwnProcess holder) => _holder = holder;

    public int HolderId => _holder.Id;

    /// <summary>The words that start a program in it. It sees the machine's control groups as they are.</summary>
    public string[] Enter => ["nsenter", $"--net=/proc/{HolderId}/ns/net", "--"];

    public static async Task<NetworkSpace> OpenAsync(string folder)
    {
        var own = File.ResolveLinkTarget("/proc/self/ns/net", returnFinalTarget: false)!.Name;
        var holder = OwnProcess.Start(
            Path.Combine(folder, "holder.log"), ["unshare", "--net", "sleep", SecondsMax]);
        var space = new NetworkSpace(holder);
        await Node.Tests.Support.Wait.UntilAsync(
            () => File.ResolveLinkTarget($"/proc/{holder.Id}/ns/net", false) is { } link && link.Name != own,
            "a network namespace");
        await space.RunAsync("ip", "link", "set", "lo", "up");
        return space;
    }

    public Task<string> RunAsync(params string[] command) => OwnProcess.RunAsync([.. Enter, .. command]);

    public ValueTask DisposeAsync() => _holder.DisposeAsync();
}
