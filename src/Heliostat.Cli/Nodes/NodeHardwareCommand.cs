using System.CommandLine;
using Heliostat.Cli.Running;
using Heliostat.Node.Hardware;
using Heliostat.Node.Registering;

namespace Heliostat.Cli.Nodes;

/// <summary><c>heliostat node hardware</c>.</summary>
internal static class NodeHardwareCommand
{
    public static Command Create() => new Command(
        "hardware",
        "Show what this machine has, as a node on it would say, and what is wrong with its GPUs. Asks no manager.")
        .Does(RunAsync);

    private static async Task RunAsync(CommandRun run)
    {
        var home = NodeHome.OfUser(Environment.GetEnvironmentVariable);
        var machine = await ThisMachine.ReadAsync(home.Folder, run.Cancellation);
        if (run.Terminal.IsJson)
        {
            run.Terminal.Print(machine, CliJson.Default.ThisMachine);
            return;
        }

        var rows = new List<(string Name, string? Value)>();
        foreach (var cpu in machine.Hardware.Cpus ?? [])
        {
            var features = string.Join(' ', cpu.Features);
            rows.Add(("CPU", $"{cpu.Name}, {cpu.Cores} cores, {cpu.Threads} threads, {cpu.Architecture} {features}"));
        }

        if (machine.Hardware.Memory is { } memory)
        {
            rows.Add(("Memory", $"{Words.Bytes(memory.FreeBytes)} of {Words.Bytes(memory.TotalBytes)} free"));
        }

        foreach (var drive in machine.Hardware.Drives ?? [])
        {
            rows.Add(("Disk", $"{drive.Name}, {Words.Bytes(drive.FreeBytes)} of {Words.Bytes(drive.TotalBytes)} free"));
        }

        foreach (var gpu in machine.Hardware.Gpus ?? [])
        {
            rows.Add(("GPU", gpu.Trouble ?? $"{gpu.Name}, {Words.Bytes(gpu.VramBytes)}, driver {gpu.Driver}"));
        }

        rows.Add(("GPUs as said by", machine.GpuSource));
        rows.Add(("GPUs not used", machine.GpuTrouble ?? ""));
        run.Terminal.Print(rows);
    }
}
