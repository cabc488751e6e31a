namespace Heliostat.Bench.Overhead;

/// <summary>
/// What a job through the network costs beside the same frames in bare Blender, in turn on the same machine.
/// </summary>
internal static class OverheadBench
{
    private const int CalibrationSamples = 64;

    public static async Task RunAsync(BenchArguments arguments, BenchFolder folder)
    {
        var rounds = arguments.Count("rounds", 3);
        var frames = arguments.Count("frames", 12);
        var scene = Path.Combine(
            Environment.GetEnvironmentVariable("HELIOSTAT_ROOT")!, "examples", "render-a-scene", "scene.blend");
        var samples = await CalibrateAsync(scene, arguments.Number("frame-seconds", 5), folder);

        await using var manager = await BenchManager.StartAsync(folder);
        var worker = await BenchNode.RegisterAsync(manager, folder, "worker");
        var verifier = await BenchNode.RegisterAsync(manager, folder, "verifier");
        await using var working = await worker.StartAndWaitAsync(manager);
        var render = new NetworkRender(manager, folder);

        var (bare, network, more) = (new Spread("s"), new Spread("s"), new Spread("%"));
        var (packed, verified) = (new Spread("s"), new Spread("s"));
        for (var round = 0; round < rounds; round++)
        {
            var (alone, _) = await BareBlender.RenderAsync(scene, samples, frames, folder);
            var took = await render.RunAsync(scene, samples, frames, [verifier]);
            bare.Add(alone.TotalSeconds);
            network.Add(took.Reported.TotalSeconds);
            more.Add(100 * ((took.Reported / alone) - 1));
            packed.Add(took.Packed.TotalSeconds);
            verified.Add(took.Verified.TotalSeconds);
        }

        Console.WriteLine($"{frames} frames, {samples} samples, {Environment.ProcessorCount} threads, in turn:");
        Console.WriteLine($"bare blender -b -a, whole process:        {bare}");
        Console.WriteLine($"network, submission to last report:       {network}");
        Console.WriteLine($"more, round by round:                     {more}");
        Console.WriteLine($"packing and uploading, before:            {packed}");
        Console.WriteLine($"verification by one node, afterwards:     {verified}");
    }

    private static async Task<int> CalibrateAsync(string scene, double secondsWanted, BenchFolder folder)
    {
        var seconds = await BareBlender.FrameSecondsAsync(scene, CalibrationSamples, folder);
        return Math.Max(1, (int)Math.Round(CalibrationSamples * secondsWanted / seconds));
    }
}
