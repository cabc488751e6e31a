using System.Text.RegularExpressions;
using Heliostat.Manager.Operations;
using Heliostat.Protocol.Api;

namespace Heliostat.Manager.Containers;

/// <summary>How the images of a container and its volumes may be named, and who may log in for them.</summary>
internal static partial class ImageRules
{
    private const int NameCharactersMax = 255;
    private const int UserCharactersMax = 256;
    private const int SecretCharactersMax = 8_192;
    private const string OnlySource = "registry";

    public static ProblemAnswer? Check(ContainerParameters asked)
    {
        if (asked.Imagesrc is not (null or OnlySource))
        {
            return ContainerReading.Broken("imagesrc", "images come from a registry: leave it out.");
        }

        return Check("", asked.Image, asked.Tag, asked.Host) ?? CheckLogin("", asked.User, asked.Secret);
    }

    public static ProblemAnswer? Check(string place, VolumeParameters asked) =>
        Check(place, asked.Image, asked.Tag, asked.Registry) ?? CheckLogin(place, asked.User, asked.Secret);

    private static ProblemAnswer? Check(string place, string image, string? tag, string? host)
    {
        if (image is not { Length: > 0 and <= NameCharactersMax } || !IsName(image, host))
        {
            return ContainerReading.Broken(
                place + "image", "an image is named in small letters, such as debian or otoy/dispersed-base.");
        }

        if (tag is not null && !TagOrDigest().IsMatch(tag))
        {
            return ContainerReading.Broken(place + "tag", "a tag is such as latest or 12.4, or sha256: and 64 digits.");
        }

        return host is null || (host.Length <= NameCharactersMax && Host().IsMatch(host)) ? null
            : ContainerReading.Broken(
                place + (place.Length == 0 ? "host" : "registry"), "a registry is such as ghcr.io or localhost:5000.");
    }

    // People write a registry before the name, and recipes have but one input for both.
    private static bool IsName(string image, string? host) =>
        Repository().IsMatch(image)
        || (string.IsNullOrEmpty(host)
            && image.IndexOf('/') is > 0 and var slash
            && Host().IsMatch(image[..slash])
            && Repository().IsMatch(image[(slash + 1)..]));

    private static ProblemAnswer? CheckLogin(string place, string? user, string? secret)
    {
        if (user is not null && !IsWord(user, UserCharactersMax))
        {
            return ContainerReading.Broken(place + "user", $"a user has 1 to {UserCharactersMax} characters.");
        }

        if (secret is not null && (user is null || !IsWord(secret, SecretCharactersMax)))
        {
            return ContainerReading.Broken(
                place + "secret", $"a secret comes with a user, and has 1 to {SecretCharactersMax} characters.");
        }

        return user is not null && secret is null
            ? ContainerReading.Broken(place + "user", "a user logs in with a secret; give both or none.")
            : null;
    }

    private static bool IsWord(string text, int most) =>
        text.Length > 0 && text.Length <= most && !text.Any(char.IsControl);

    [GeneratedRegex(
        @"\A[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*\z",
        RegexOptions.NonBacktracking)]
    private static partial Regex Repository();

    [GeneratedRegex(@"\A(?:[A-Za-z0-9_][A-Za-z0-9_.\-]{0,127}|sha256:[a-f0-9]{64})\z", RegexOptions.NonBacktracking)]
    private static partial Regex TagOrDigest();

    [GeneratedRegex(
        @"\A(?:localhost|[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+)(?::[0-9]{1,5})?\z|\A[A-Za-z0-9\-]+:[0-9]{1,5}\z",
        RegexOptions.NonBacktracking)]
    private static partial Regex Host();
}
