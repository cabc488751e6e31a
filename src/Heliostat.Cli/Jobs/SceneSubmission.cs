using System.Text.Json;
using Heliostat.Cli.Running;
using Heliostat.Client;
using Heliostat.Client.Packing;
using Heliostat.Client.Scenes;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;
using Heliostat.Protocol.Verification;

namespace Heliostat.Cli.Jobs;

/// <summary>Packs a scene, uploads what the network does not have, and makes the job's parameters.</summary>
internal sealed class SceneSubmission
{
    private const int Thousand = 1_000;
    private const string MultilayerFormat = "OPEN_EXR_MULTILAYER";

    private readonly HeliostatClient _client;
    private readonly Terminal _terminal;

    public SceneSubmission(HeliostatClient client, Terminal terminal)
    {
        _client = client;
        _terminal = terminal;
    }

    public async Task<JobParameters> UploadAsync(SceneWish wish, CancellationToken cancellation)
    {
        _terminal.Say($"Packing {Path.GetFileName(wish.Path)} ...");
        var scene = await PackAsync(wish, cancellation);
        var parameters = Parameters(wish, scene.Facts);
        SayWhatStays(scene);
        var memory = HashMemory.Read(Path.Combine(CliConfiguration.Home, "hashes.json"));
        var local = await UploadDisplay.ReadAsync(
            _terminal, scene, hashed => ManifestMaker.MakeAsync(scene, memory, hashed, cancellation));
        var hash = await UploadDisplay.RunAsync(_terminal, local.Manifest, async show =>
        {
            var upload = new SceneUpload(_client);
            upload.Progressed += show;
            try
            {
                return await upload.UploadAsync(local, cancellation);
            }
            catch (HeliostatException cause) when (cause.Code == "wrong-hash")
            {
                // A file was changed and dated back; the next time all are read again.
                memory.Forget();
                throw;
            }
        });
        return new JobParameters(
            JobTypes.Blender,
            JsonSerializer.SerializeToElement(parameters with { Manifest = hash }, ApiJson.Default.BlenderParameters));
    }

    private static async Task<PackedScene> PackAsync(SceneWish wish, CancellationToken cancellation)
    {
        try
        {
            var packer = new ScenePacker
            {
                OneTask = wish.OneTask,
                AllowMissing = wish.AllowMissing,
                MemoryFolder = Path.Combine(CliConfiguration.Home, "packed"),
            };
            return await packer.PackAsync(wish.Path, cancellation);
        }
        catch (ScenePackingException cause)
        {
            throw CliFailure.Usage(cause.Code, cause.Message, "");
        }
    }

    private void SayWhatStays(PackedScene scene)
    {
        foreach (var file in scene.LeftOut)
        {
            _terminal.Say($"Left out, for nodes run no scripts: {file}.");
        }

        foreach (var file in scene.Missing)
        {
            _terminal.Say($"Missing: {file}.");
        }
    }

    // What can be refused is refused before anything is uploaded.
    private static BlenderParameters Parameters(SceneWish wish, SceneDescription scene)
    {
        var frames = wish.Frames ?? OwnFrames(scene);
        if (!FrameList.TryParse(frames, out _, out var error))
        {
            throw CliFailure.Usage("frames-invalid", error!, "Write the frames as 1-24,30,40-60x2.");
        }

        var (width, height) = wish.Resolution?.Of(scene.WidthFull, scene.HeightFull) ?? (scene.Width, scene.Height);
        if (width is < 1 or > BlenderSettings.SideMax || height is < 1 or > BlenderSettings.SideMax)
        {
            throw CliFailure.Usage(
                "resolution-invalid",
                $"Frames of {width}x{height} pixels cannot be rendered; a side has 1 to {BlenderSettings.SideMax}.",
                "Give another --resolution.");
        }

        if (wish.Tiles?.WhyNot(new TileGrid(width, height)) is { } reason)
        {
            throw CliFailure.Usage("tiles-invalid", reason, "Give another --tiles.");
        }

        return new BlenderParameters
        {
            Manifest = default(ContentHash),
            Frames = frames,
            Width = width,
            Height = height,
            Chunk = wish.Chunk,
            Format = wish.Format ?? OwnFormat(scene),
            Samples = wish.Samples,
            Denoise = scene.WantsDenoising && !wish.NoDenoise,
            OneTask = wish.OneTask,
            Tiles = wish.Tiles?.ToString(),
            Encode = wish.Encode,
            FrameRateThousandths = wish.Encode is null ? null : (int)Math.Round(scene.FramesPerSecond * Thousand),
        };
    }

    private static ImageFormat OwnFormat(SceneDescription scene) =>
        scene.FileFormat == MultilayerFormat ? ImageFormat.Multilayer : ImageFormat.Png;

    private static string OwnFrames(SceneDescription scene) => scene.FrameStep == 1
        ? $"{scene.FrameFirst}-{scene.FrameLast}"
        : $"{scene.FrameFirst}-{scene.FrameLast}x{scene.FrameStep}";
}
