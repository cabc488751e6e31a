using Heliostat.Node.Engines;
using Heliostat.Node.Engines.Images;

namespace Heliostat.Containers.Tests.Support;

/// <summary>Debian's registry, on loopback in the network namespace of an engine, with or without a login.</summary>
internal sealed class PrivateRegistry : IAsyncDisposable
{
    /// <summary>The address that engines take plain HTTP from.</summary>
    public const string Host = "127.0.0.1";

    public const string User = "someone";

    /// <summary>What the registry wants to hear; it knows only what bcrypt made of it.</summary>
    public const string Password = "open-sesame-4711";

    private const int PortFirst = 6000;
    private const int SignalStop = 19;
    private const int SignalContinue = 18;
    private const string PasswordHash = "$2y$05$abcdefghijklmnopqrstuud2L8crwTyOxFi9P3yYYIG5bIITxThTG";

    private static int _started;

    private readonly EngineFolder _folder;
    private readonly OwnProcess _process;

    private PrivateRegistry(EngineFolder folder, OwnProcess process, string address) =>
        (_folder, _process, Address) = (folder, process, address);

    /// <summary>Its host and port.</summary>
    public string Address { get; }

    public RegistryLogin Login => new(Address, User, Password);

    /// <summary>Starts one on a port that no other of these tests has.</summary>
    public static Task<PrivateRegistry> StartAsync(PrivateEngine engine, bool withLogin) =>
        StartAsync(engine, PortFirst + Interlocked.Increment(ref _started), withLogin);

    /// <summary>Starts one on a port, which is free because the namespace is the test's own.</summary>
    public static async Task<PrivateRegistry> StartAsync(PrivateEngine engine, int port, bool withLogin)
    {
        var folder = new EngineFolder();
        File.WriteAllText(folder.File("passwords"), $"{User}:{PasswordHash}\n");
        string[] login = ["auth:", "  htpasswd:", "    realm: test", $"    path: {folder.File("passwords")}"];
        File.WriteAllLines(
            folder.File("config.yml"),
            [
                "version: 0.1", "log:", "  level: info", "storage:", "  filesystem:",
                $"    rootdirectory: {folder.File("data")}", "http:", $"  addr: {Host}:{port}",
                .. withLogin ? login : [],
            ]);
        var process = OwnProcess.Start(
            folder.File("log"), [.. engine.Space.Enter, "docker-registry", "serve", folder.File("config.yml")]);
        await Node.Tests.Support.Wait.UntilAsync(
            () => File.Exists(folder.File("log")) && File.ReadAllText(folder.File("log")).Contains("listening on"),
            "the registry");
        Assert.True(process.IsAlive);
        return new PrivateRegistry(folder, process, $"{Host}:{port}");
    }

    /// <summary>Puts an image with so many bytes of chance into the registry, and out of the engine.</summary>
    public async Task<ImageReference> FillAsync(PrivateEngine engine, string name, int randomBytes)
    {
        var image = ImageReference.Parse($"{Address}/{name}:1");
        await using (var tar = SmallImage.Tar(randomBytes))
        {
            await engine.Client.Images.ImportAsync(image, tar);
        }

        await TakeAsync(engine, image);
        return image;
    }

    /// <summary>Takes an image of this registry's name into it, and out of the engine.</summary>
    public async Task TakeAsync(PrivateEngine engine, ImageReference image)
    {
        using var connection = new EngineConnection(engine.SocketPath, EngineLimits.Usual) { Prefix = "v1.41/" };
        var push = EngineRequest.Post($"images/{image.Name}/push?tag={image.Version}&tlsVerify=false");
        var answer = await connection.AskAsync(
            push with { RegistryLogin = Login.Header(), SecondsMax = 120, About = "the push" });
        Assert.DoesNotContain("error", System.Text.Encoding.UTF8.GetString(answer), StringComparison.OrdinalIgnoreCase);
        Assert.True(await engine.Client.Images.RemoveAsync(image.ToString()));
    }

    /// <summary>Lets it fall silent, or speak again.</summary>
    public void Hang(bool hangs) => _process.Signal(hangs ? SignalStop : SignalContinue);

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        await _folder.DisposeAsync();
    }
}
