using Heliostat.Containers.Tests.Support;
using Heliostat.Node.Engines;
using Heliostat.Node.Engines.Images;

namespace Heliostat.Containers.Tests.Images;

/// <summary>Images from Debian's registry, with and without a login.</summary>
public sealed class PullTests(EngineRoom room)
{
    private const int OpenPort = 5055;
    private const int GuardedPort = 5056;
    private const int RandomBytes = 12 << 20;
    private const long ImageBytesMax = 64L << 20;

    [Theory]
    [InlineData(nameof(EngineKind.Docker))]
    [InlineData(nameof(EngineKind.Podman))]
    public async Task An_image_is_pulled_with_progress(string kind)
    {
        var engine = await room.EngineAsync(Enum.Parse<EngineKind>(kind));
        await using var registry = await PrivateRegistry.StartAsync(engine, OpenPort, withLogin: false);
        var image = await registry.FillAsync(engine, "open", RandomBytes);
        var progress = new List<PullProgress>();

        var here = await engine.Client.Images.PullAsync(image, login: null, ImageBytesMax, progress.Add);

        Assert.True(here.Size > RandomBytes);
        Assert.NotEmpty(progress);
        // Podman's service says only that it downloads.
        Assert.True(kind == nameof(EngineKind.Podman) || progress.Max(step => step.BytesKnown) >= RandomBytes);
        Assert.Contains(await engine.Client.Images.ListAsync(), one => one.Id == here.Id);
        Assert.True(await engine.Client.Images.RemoveAsync(image.ToString()));
        Assert.False(await engine.Client.Images.RemoveAsync(image.ToString()));
    }

    [Theory]
    [InlineData(nameof(EngineKind.Docker))]
    [InlineData(nameof(EngineKind.Podman))]
    public async Task A_guarded_image_needs_the_right_login(string kind)
    {
        var engine = await room.EngineAsync(Enum.Parse<EngineKind>(kind));
        await using var registry = await PrivateRegistry.StartAsync(engine, GuardedPort, withLogin: true);
        var image = await registry.FillAsync(engine, "guarded", randomBytes: 1024);
        var wrong = new RegistryLogin(registry.Address, PrivateRegistry.User, "wrong-4712");

        var nobody = await FailAsync(engine, image, login: null);
        var stranger = await FailAsync(engine, image, wrong);
        var unknown = await FailAsync(engine, image with { Version = "2" }, registry.Login);
        var here = await engine.Client.Images.PullAsync(image, registry.Login, ImageBytesMax);

        Assert.Equal(
            (EngineCodes.ImageDenied, EngineCodes.ImageDenied, EngineCodes.ImageUnknown),
            (nobody.Code, stranger.Code, unknown.Code));
        Assert.DoesNotContain("4712", stranger.Message);
        Assert.True(here.Size > 0);
        Assert.True(await engine.Client.Images.RemoveAsync(image.ToString()));
    }

    [Theory]
    [InlineData(nameof(EngineKind.Docker))]
    [InlineData(nameof(EngineKind.Podman))]
    public async Task An_image_that_is_too_large_does_not_stay(string kind)
    {
        var engine = await room.EngineAsync(Enum.Parse<EngineKind>(kind));
        await using var registry = await PrivateRegistry.StartAsync(engine, OpenPort, withLogin: false);
        var image = await registry.FillAsync(engine, "large", RandomBytes);

        var error = await FailAsync(engine, image, login: null, RandomBytes / 2);

        Assert.Equal(EngineCodes.ImageTooLarge, error.Code);
        Assert.False(await engine.Client.Images.RemoveAsync(image.ToString()));
    }

    [Theory]
    [InlineData(nameof(EngineKind.Docker))]
    [InlineData(nameof(EngineKind.Podman))]
    public async Task A_registry_that_is_not_there_is_told_as_such(string kind)
    {
        var engine = await room.EngineAsync(Enum.Parse<EngineKind>(kind));

        var error = await FailAsync(engine, ImageReference.Parse("127.0.0.1:9/nothing:1"), login: null);

        Assert.Equal(EngineCodes.RegistryUnreachable, error.Code);
    }

    private static Task<EngineException> FailAsync(
        PrivateEngine engine, ImageReference image, RegistryLogin? login, long bytesMax = ImageBytesMax) =>
        Assert.ThrowsAsync<EngineException>(() => engine.Client.Images.PullAsync(image, login, bytesMax));
}
