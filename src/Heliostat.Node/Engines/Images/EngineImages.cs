using Heliostat.Node.Sandbox;

namespace Heliostat.Node.Engines.Images;

/// <summary>The images of an engine.</summary>
internal sealed class EngineImages(EngineConnection connection)
{
    /// <summary>
    /// Pulls an image and answers what is here then. Stopping in the middle stops the engine's download too.
    /// </summary>
    /// <param name="image">Which.</param>
    /// <param name="login">The login at its registry, or null.</param>
    /// <param name="bytesMax">How large it may be. A pull that grows over it is stopped.</param>
    /// <param name="onProgress">Told how far it is, or null.</param>
    /// <param name="cancellation">Stops the pull.</param>
    /// <exception cref="EngineException">It cannot be had, or is too large.</exception>
    public async Task<ImageWords> PullAsync(
        ImageReference image,
        RegistryLogin? login,
        long bytesMax,
        Action<PullProgress>? onProgress = null,
        CancellationToken cancellation = default)
    {
        using var timed = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timed.CancelAfter(TimeSpan.FromSeconds(connection.Limits.PullSecondsMax));
        try
        {
            await DownloadAsync(image, login, bytesMax, onProgress, timed.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw EngineErrors.Silent(About(image), connection.Limits.PullSecondsMax);
        }
        catch (EngineException error) when (login is not null)
        {
            throw new EngineException(error.Code, login.Hide(error.Message));
        }

        var here = await InspectAsync(image.ToString(), cancellation).ConfigureAwait(false);
        if (here.Size > bytesMax)
        {
            _ = await RemoveAsync(image.ToString(), cancellation).ConfigureAwait(false);
            throw TooLarge(image, bytesMax);
        }

        return here;
    }

    /// <summary>What the engine has under a name or an id.</summary>
    public Task<ImageWords> InspectAsync(string name, CancellationToken cancellation = default) => connection.AskAsync(
        EngineRequest.Get($"images/{name}/json") with { About = $"the image {name}" },
        EngineJson.Default.ImageWords,
        cancellation);

    /// <summary>Every image that the engine has.</summary>
    public async Task<IReadOnlyList<ImageWords>> ListAsync(CancellationToken cancellation = default) =>
        await connection.AskAsync(
            EngineRequest.Get("images/json") with { About = "the images" },
            EngineJson.Default.ImageWordsArray,
            cancellation).ConfigureAwait(false);

    /// <summary>Removes an image by a name or an id; false where it was not there.</summary>
    /// <exception cref="EngineException">A container was made from it.</exception>
    public async Task<bool> RemoveAsync(string name, CancellationToken cancellation = default)
    {
        try
        {
            await connection.DoAsync(
                EngineRequest.Delete($"images/{name}") with
                {
                    About = $"the image {name}",
                    SecondsMax = connection.Limits.WorkSecondsMax,
                },
                cancellation).ConfigureAwait(false);
            return true;
        }
        catch (EngineException error) when (error.Code == EngineCodes.ImageUnknown)
        {
            return false;
        }
    }

    /// <summary>Makes an image of a whole file system in a tar, changed as a line of a Dockerfile says.</summary>
    public Task ImportAsync(
        ImageReference image, Stream tar, string change = "", CancellationToken cancellation = default)
    {
        var content = new StreamContent(tar);
        content.Headers.ContentType = new("application/x-tar");
        var changes = change.Length == 0 ? "" : $"&changes={Uri.EscapeDataString(change)}";
        var name = Uri.EscapeDataString(image.ToString());
        var request = EngineRequest.Post($"images/create?fromSrc=-&repo={name}{changes}");
        return connection.DoAsync(
            request with { Body = content, SecondsMax = connection.Limits.WorkSecondsMax, About = About(image) },
            cancellation);
    }

    private async Task DownloadAsync(
        ImageReference image,
        RegistryLogin? login,
        long bytesMax,
        Action<PullProgress>? onProgress,
        CancellationToken cancellation)
    {
        var name = Uri.EscapeDataString(image.Name);
        var request = EngineRequest.Post($"images/create?fromImage={name}&tag={Uri.EscapeDataString(image.Version)}");
        await using var stream = await connection.OpenAsync(
            request with
            {
                RegistryLogin = login?.Header(),
                SecondsMax = connection.Limits.PullSilenceSecondsMax,
                About = About(image),
            },
            connection.Limits.PullSilenceSecondsMax,
            cancellation).ConfigureAwait(false);
        var lines = new LineReader(stream, connection.Limits.LineBytesMax);
        var counter = new PullCounter();
        while (await lines.ReadLineAsync(cancellation).ConfigureAwait(false) is { } text)
        {
            if (string.IsNullOrWhiteSpace(text))
            {
                continue;
            }

            var bytes = System.Text.Encoding.UTF8.GetBytes(text);
            var line = EngineConnection.Read(bytes, EngineJson.Default.PullLine, About(image));
            var progress = line.Error is null ? counter.Add(line) : throw EngineErrors.Of(About(image), 0, line.Error);
            if (progress.BytesKnown > bytesMax)
            {
                throw TooLarge(image, bytesMax);
            }

            onProgress?.Invoke(progress);
        }
    }

    private static string About(ImageReference image) => $"the image {image}";

    private static EngineException TooLarge(ImageReference image, long bytesMax) => new(
        EngineCodes.ImageTooLarge,
        $"The image {image} is larger than {bytesMax} bytes: allow more for it, or use a smaller one.");
}
