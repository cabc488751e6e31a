using System.Formats.Tar;
using System.Security.Cryptography;
using Heliostat.Node.Engines.Images;

namespace Heliostat.Containers.Tests.Support;

/// <summary>The smallest image that can do anything: Debian's static busybox and its names.</summary>
internal static class SmallImage
{
    private const UnixFileMode Open = (UnixFileMode)0b111_101_101;
    private const UnixFileMode Shared = (UnixFileMode)0b1_111_111_111;

    private static readonly string[] Names =
    [
        "cat", "dd", "df", "echo", "env", "grep", "head", "id", "ip", "kill", "ls", "mount", "nc", "sh", "sleep", "tr",
        "true", "wc", "yes",
    ];

    public static ImageReference Name { get; } = ImageReference.Parse("localhost/base:1");

    /// <summary>Its file system, with that many bytes of chance in it, which no registry can squeeze.</summary>
    public static Stream Tar(int randomBytes = 0)
    {
        var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var (folder, mode) in new[] { ("bin", Open), ("etc", Open), ("output", Open), ("tmp", Shared) })
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, folder + "/") { Mode = mode });
            }

            Add(tar, "bin/busybox", File.ReadAllBytes("/usr/bin/busybox"));
            Add(tar, "etc/passwd", "root:x:0:0::/:/bin/sh\n"u8.ToArray());
            foreach (var name in Names)
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "bin/" + name) { LinkName = "busybox" });
            }

            if (randomBytes > 0)
            {
                Add(tar, "chance", RandomNumberGenerator.GetBytes(randomBytes));
            }
        }

        stream.Position = 0;
        return stream;
    }

    private static void Add(TarWriter tar, string name, byte[] bytes) =>
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name)
        {
            Mode = Open,
            DataStream = new MemoryStream(bytes),
        });
}
