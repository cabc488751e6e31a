using System.Text.Json;
using Heliostat.Protocol.Api;
using Heliostat.Protocol.Jobs;
using Heliostat.Protocol.Values;

namespace Heliostat.Client.Containers;

/// <summary>A container to be run, as <see cref="ToRequest"/> makes a job of it.</summary>
public sealed record ContainerOrder
{
    private const string Latest = "latest";

    /// <summary>The image as engines write it: <c>debian</c>, <c>registry.example:5000/team/tool:2</c>.</summary>
    public required string Image { get; init; }

    /// <summary>The program and its arguments; empty for the image's own.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>True for one that runs until it is stopped.</summary>
    public bool IsPersistent { get; init; }

    /// <summary>How long one run of a BATCH job may take.</summary>
    public TimeSpan RunTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How many times it runs, each with an index of its own.</summary>
    public int? Count { get; init; }

    /// <summary>Environment variables.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>Ports that can be reached.</summary>
    public IReadOnlyList<int>? Ports { get; init; }

    /// <summary>How far it reaches.</summary>
    public ContainerNetwork? Network { get; init; }

    /// <summary>What was uploaded for it; null for nothing.</summary>
    public ContentHash? Input { get; init; }

    /// <summary>Who logs in to the registry, and with what.</summary>
    public (string User, string Secret)? Login { get; init; }

    /// <summary>
    /// What else the job asks for: title, needs, priority. Its task, limits and parameters are set here.
    /// </summary>
    public JobRequest Job { get; init; } = new();

    /// <summary>The job request.</summary>
    public JobRequest ToRequest()
    {
        var (host, image, tag) = Split(Image);
        var parameters = new ContainerParameters
        {
            Host = host,
            Image = image,
            Tag = tag,
            User = Login?.User,
            Secret = Login?.Secret,
            Command = Command.Count == 0 ? null : Command,
            Env = Environment is { Count: > 0 } ? Environment : null,
            Ports = Ports is { Count: > 0 } ? Ports : null,
            Network = Network,
            Count = IsPersistent ? null : Count,
            Input = Input,
        };
        return Job with
        {
            Task = IsPersistent ? JobKind.Persistent : JobKind.Batch,
            Title = Job.Title ?? Image,
            MaxTimeoutRunMs = IsPersistent ? null : (long)RunTimeout.TotalMilliseconds,
            Parameters = new JobParameters(
                JobTypes.Docker, JsonSerializer.SerializeToElement(parameters, ContainerJson.ContainerParameters)),
        };
    }

    /// <summary>
    /// Takes an image's name apart, as engines do: what stands before the first slash is a registry if it has a dot or
    /// a colon, or is <c>localhost</c>; after an at sign comes a digest, and after the last colon a tag.
    /// </summary>
    public static (string? Host, string Image, string Tag) Split(string image)
    {
        var slash = image.IndexOf('/');
        var first = slash < 0 ? "" : image[..slash];
        var host = first.Contains('.') || first.Contains(':') || first == "localhost" ? first : null;
        var rest = host is null ? image : image[(slash + 1)..];
        if (rest.IndexOf('@') is > 0 and var at)
        {
            return (host, WithoutTag(rest[..at]), rest[(at + 1)..]);
        }

        return (host, WithoutTag(rest), rest[WithoutTag(rest).Length..] is { Length: > 1 } tag ? tag[1..] : Latest);
    }

    private static string WithoutTag(string name)
    {
        var colon = name.LastIndexOf(':');
        return colon > name.LastIndexOf('/') ? name[..colon] : name;
    }

    private static ApiJson ContainerJson { get; } = new(new JsonSerializerOptions(ApiJson.Default.Options)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    });
}
