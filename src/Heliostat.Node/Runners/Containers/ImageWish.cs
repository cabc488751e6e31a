using Heliostat.Node.Engines.Images;
using Heliostat.Protocol.Api;

namespace Heliostat.Node.Runners.Containers;

/// <summary>An image that a job wants, and the login that it gives for it.</summary>
/// <param name="Image">Its name.</param>
/// <param name="Login">The login at its registry, or null.</param>
internal sealed record ImageWish(ImageReference Image, RegistryLogin? Login)
{
    /// <summary>The image that a container is made from.</summary>
    /// <exception cref="Engines.EngineException">The name is not one that an image can have.</exception>
    public static ImageWish Of(ContainerParameters wanted) =>
        Of(wanted.Host, wanted.Image, wanted.Tag, (wanted.User, wanted.Secret));

    /// <summary>The image whose files a container sees.</summary>
    /// <exception cref="Engines.EngineException">The name is not one that an image can have.</exception>
    public static ImageWish Of(VolumeParameters wanted) =>
        Of(wanted.Registry, wanted.Image, wanted.Tag, (wanted.User, wanted.Secret));

    private static ImageWish Of(string? host, string name, string? tag, (string? User, string? Secret) login)
    {
        var start = string.IsNullOrEmpty(host) ? "" : host.TrimEnd('/') + "/";
        var end = string.IsNullOrEmpty(tag) ? ""
            : tag.StartsWith("sha256:", StringComparison.Ordinal) ? "@" + tag
            : ":" + tag;
        var image = ImageReference.Parse(start + name + end);
        return new ImageWish(image, string.IsNullOrEmpty(login.User)
            ? null
            : new RegistryLogin(image.Registry, login.User, login.Secret ?? ""));
    }
}
