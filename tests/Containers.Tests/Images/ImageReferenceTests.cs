using Heliostat.Node.Engines;
using Heliostat.Node.Engines.Images;

namespace Heliostat.Containers.Tests.Images;

/// <summary>Names of images as people write them.</summary>
public sealed class ImageReferenceTests
{
    private const string Hash = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("busybox", "docker.io", "busybox:latest")]
    [InlineData("otoy/dispersed-base:latest", "docker.io", "otoy/dispersed-base:latest")]
    [InlineData("ghcr.io/a/b_c/d.e:1.2-x", "ghcr.io", "ghcr.io/a/b_c/d.e:1.2-x")]
    [InlineData("localhost:5000/a", "localhost:5000", "localhost:5000/a:latest")]
    [InlineData("127.0.0.1:5000/a:1@" + Hash, "127.0.0.1:5000", "127.0.0.1:5000/a@" + Hash)]
    public void A_name_has_a_registry_and_a_version(string text, string registry, string written)
    {
        var image = ImageReference.Parse(text);

        Assert.Equal((registry, written), (image.Registry, image.ToString()));
        Assert.Equal(text.Contains('@'), image.IsContent);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Upper/case")]
    [InlineData("a b")]
    [InlineData("a/../b")]
    [InlineData("a?fromSrc=-")]
    [InlineData("-x")]
    [InlineData("a:" + Hash)]
    [InlineData("a@sha256:12")]
    [InlineData("a\n")]
    public void What_no_image_can_be_called_is_refused(string text) =>
        Assert.Equal(
            EngineCodes.ImageNameInvalid, Assert.Throws<EngineException>(() => ImageReference.Parse(text)).Code);

    [Fact]
    public void A_login_never_shows_its_secret()
    {
        var login = new RegistryLogin("ghcr.io", "someone", "s3cret");

        Assert.DoesNotContain("s3cret", $"{login}");
        Assert.Equal("no (secret) here", login.Hide("no s3cret here"));
        Assert.Matches("^[A-Za-z0-9_-]+=*$", login.Header());
    }
}
