using System.Globalization;
using Heliostat.Node.Engines.Images;
using Heliostat.Node.Engines.Orders;

namespace Heliostat.Node.Engines.Containers;

/// <summary>The containers of an engine.</summary>
internal sealed class EngineContainers(EngineConnection connection, EngineImages images, EngineKind kind)
{
    private const string LimitDropped = "discarded";
    private const int LateEventSeconds = 2;

    /// <summary>Makes a container as ordered, without starting it; answers its id.</summary>
    /// <exception cref="EngineException">It breaks a rule, its image is not here, or its name is taken.</exception>
    public async Task<string> CreateAsync(ContainerOrder order, CancellationToken cancellation = default)
    {
        var name = ContainerWriter.NameOf(order);
        var image = await images.InspectAsync(order.Image.ToString(), cancellation).ConfigureAwait(false);
        var body = ContainerWriter.Write(order, image, kind);
        var request = EngineRequest.Post($"containers/create?name={name}", body, EngineJson.Default.ContainerBody);
        var created = await connection.AskAsync(
            request with { About = $"the container of {order.Image}", SecondsMax = connection.Limits.WorkSecondsMax },
            EngineJson.Default.CreatedAnswer,
            cancellation).ConfigureAwait(false);
        var id = created.Id ?? throw EngineErrors.Unreadable("the container", "it has no id");
        if (await ProblemAsync(id, created, cancellation).ConfigureAwait(false) is not { } problem)
        {
            return id;
        }

        _ = await RemoveAsync(id, cancellation).ConfigureAwait(false);
        throw new EngineException(EngineCodes.OrderInvalid, problem);
    }

    /// <summary>Starts a container.</summary>
    /// <exception cref="EngineException">It is gone, or its program cannot be executed.</exception>
    public Task StartAsync(string id, CancellationToken cancellation = default) =>
        WorkAsync(EngineRequest.Post($"containers/{id}/start"), cancellation);

    /// <summary>How a container is.</summary>
    public async Task<ContainerState> InspectAsync(string id, CancellationToken cancellation = default)
    {
        var words = await InspectWordsAsync(id, cancellation).ConfigureAwait(false);
        return words.State is { } state
            ? new ContainerState(state.Running, state.OOMKilled, state.ExitCode, state.Pid)
            : throw EngineErrors.Unreadable("the container", "it has no state");
    }

    /// <summary>
    /// Waits until a started container has ended, for as long as the caller wants; answers its exit code. An engine
    /// that stops or hangs meanwhile ends the wait.
    /// </summary>
    public async Task<int> WaitAsync(string id, CancellationToken cancellation = default)
    {
        await using var heart = new EngineHeart(connection, cancellation);
        var request = EngineRequest.Post($"containers/{id}/wait") with
        {
            About = "the container",
            SecondsMax = connection.Limits.WaitSecondsMax,
        };
        var words = await heart.GuardAsync(token =>
            connection.AskAsync(request, EngineJson.Default.WaitWords, token)).ConfigureAwait(false);
        return words.StatusCode;
    }

    /// <summary>Ends a container at once.</summary>
    /// <exception cref="EngineException">It does not run, or is gone.</exception>
    public Task KillAsync(string id, CancellationToken cancellation = default) =>
        WorkAsync(EngineRequest.Post($"containers/{id}/kill?signal=KILL"), cancellation);

    /// <summary>Asks a container to end, and ends it after that many seconds.</summary>
    public Task StopAsync(string id, int graceSeconds, CancellationToken cancellation = default)
    {
        var seconds = graceSeconds.ToString(CultureInfo.InvariantCulture);
        var request = EngineRequest.Post($"containers/{id}/stop?t={seconds}");
        return connection.DoAsync(
            request with { About = "the container", SecondsMax = graceSeconds + connection.Limits.WorkSecondsMax },
            cancellation);
    }

    /// <summary>Ends and removes a container with everything that it wrote; false where it was not there.</summary>
    public async Task<bool> RemoveAsync(string id, CancellationToken cancellation = default)
    {
        try
        {
            await WorkAsync(EngineRequest.Delete($"containers/{id}?force=true&v=true"), cancellation)
                .ConfigureAwait(false);
            return true;
        }
        catch (EngineException error) when (error.Code == EngineCodes.ContainerUnknown)
        {
            return false;
        }
    }

    /// <summary>The containers with all of these labels, also those that ended.</summary>
    public async Task<IReadOnlyList<ContainerSummary>> ListAsync(
        IReadOnlyList<string> labels, CancellationToken cancellation = default)
    {
        var request = EngineRequest.Get($"containers/json?all=true&filters={EngineRequest.LabelFilter(labels)}");
        var words = await connection.AskAsync(
            request with { About = "the containers" }, EngineJson.Default.SummaryWordsArray, cancellation)
            .ConfigureAwait(false);
        return [.. words.Select(one => new ContainerSummary(
            one.Id, one.State == ContainerWords.Running, ContainerLabels.RunIn(one.Labels)))];
    }

    /// <summary>
    /// Reads what a container wrote from its beginning, as far as the engine kept it; followed, it ends with the
    /// container. The engine is asked at the first read, for Podman does not answer before there is something to say.
    /// </summary>
    public LogReader ReadLog(string id, bool follow, long bytesMax, CancellationToken cancellation = default)
    {
        var request = EngineRequest.Get(
            $"containers/{id}/logs?stdout=true&stderr=true&follow={(follow ? "true" : "false")}") with
        {
            About = "the container's output",
            CodeOfUnknown = EngineCodes.ContainerUnknown,
            SecondsMax = follow ? connection.Limits.WaitSecondsMax : null,
        };
        int? silenceSecondsMax = follow ? null : connection.Limits.AnswerSecondsMax;
        return new LogReader(
            async ended => await connection.OpenAsync(request, silenceSecondsMax, ended).ConfigureAwait(false),
            bytesMax,
            follow ? new EngineHeart(connection, cancellation) : null,
            cancellation);
    }

    /// <summary>The whole file system of a container as a tar. Whoever asked for it disposes of it.</summary>
    public async Task<Stream> ExportAsync(string id, CancellationToken cancellation = default) =>
        await connection.OpenAsync(
            EngineRequest.Get($"containers/{id}/export") with
            {
                About = "the container's files",
                CodeOfUnknown = EngineCodes.ContainerUnknown,
                SecondsMax = connection.Limits.WorkSecondsMax,
            },
            connection.Limits.WorkSecondsMax,
            cancellation).ConfigureAwait(false);

    /// <summary>Whether the engine told, or tells in a second or two, that a container's memory was all used.</summary>
    public async Task<bool> WasOutOfMemoryAsync(string id, CancellationToken cancellation = default)
    {
        var filter = EngineRequest.Filter(new()
        {
            ["type"] = ["container"],
            ["container"] = [id],
            ["event"] = [ContainerWords.OutOfMemory],
        });
        var until = DateTimeOffset.UtcNow.AddSeconds(LateEventSeconds).ToUnixTimeSeconds();
        var request = EngineRequest.Get($"events?since=0&until={until}&filters={filter}");
        var told = await connection.AskAsync(
            request with { About = "the container's events" }, cancellation).ConfigureAwait(false);
        return told.Length > 0;
    }

    /// <summary>What a running container uses.</summary>
    public async Task<ContainerUse> MeasureAsync(string id, CancellationToken cancellation = default)
    {
        var words = await connection.AskAsync(
            EngineRequest.Get($"containers/{id}/stats?stream=false&one-shot=true") with { About = "the container" },
            EngineJson.Default.UseWords,
            cancellation).ConfigureAwait(false);
        var usage = words.Memory?.Usage ?? 0;
        return new ContainerUse(
            usage,
            Math.Max(usage, words.Memory?.Peak ?? 0),
            words.Cpu?.Usage?.Total ?? 0,
            words.Processes?.Current ?? 0);
    }

    // What the engine made is looked at once more, for engines differ in what they do unasked.
    private async Task<string?> ProblemAsync(string id, CreatedAnswer created, CancellationToken cancellation)
    {
        var dropped = created.Warnings?.FirstOrDefault(warning =>
            warning.Contains(LimitDropped, StringComparison.OrdinalIgnoreCase));
        if (dropped is not null)
        {
            return $"A limit of the container would not hold here: {dropped}";
        }

        var words = await InspectWordsAsync(id, cancellation).ConfigureAwait(false);
        return words.Mounts?.FirstOrDefault(mount => mount.Type == ContainerWords.Volume) is { } volume
            ? $"The engine would give the container a folder without limit at {volume.Destination}."
            : null;
    }

    private Task<InspectWords> InspectWordsAsync(string id, CancellationToken cancellation) => connection.AskAsync(
        EngineRequest.Get($"containers/{id}/json") with
        {
            About = "the container",
            CodeOfUnknown = EngineCodes.ContainerUnknown,
        },
        EngineJson.Default.InspectWords,
        cancellation);

    private Task WorkAsync(EngineRequest request, CancellationToken cancellation) => connection.DoAsync(
        request with
        {
            About = "the container",
            CodeOfUnknown = EngineCodes.ContainerUnknown,
            SecondsMax = connection.Limits.WorkSecondsMax,
        },
        cancellation);
}
