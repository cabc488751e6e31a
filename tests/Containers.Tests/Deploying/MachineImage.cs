using Heliostat.Containers.Tests.Support;

namespace Heliostat.Containers.Tests.Deploying;

/// <summary>
/// A base image of this machine's own Debian files: the programs that the images need, and the libraries of these.
/// </summary>
internal static class MachineImage
{
    public const string Name = "localhost/machine:1";

    private const string Script = """
        set -eu
        mkdir -p "$1" && cd "$1"
        mkdir -p usr/bin usr/sbin usr/lib usr/lib64 etc tmp var home root dev proc sys run
        for name in bin sbin lib lib64; do ln -s "usr/$name" "$name"; done
        chmod 1777 tmp
        for name in bash bwrap cat chown chmod cut dash env grep head id ls mkdir rm sed setpriv setsid sha256sum \
            true; do
            cp -L "/usr/bin/$name" usr/bin/
        done
        ln -s dash usr/bin/sh
        shift
        for file in "$@"; do
            mkdir -p ".${file%/*}"
            cp -L "$file" ".$file"
        done
        echo 'root:x:0:0::/root:/bin/sh' >etc/passwd
        libraries=$(dirname "$(ls /usr/lib/*/libcrypto.so.3)")
        {
            for file in usr/bin/* "$@"; do ldd "$file" 2>/dev/null || true; done | grep -o '/[^ ]*'
            for name in libssl.so.3 libcrypto.so.3 libsqlite3.so.0 libstdc++.so.6 libgcc_s.so.1 libz.so.1 libm.so.6 \
                librt.so.1 libdl.so.2 libpthread.so.0 libresolv.so.2 libnss_files.so.2; do
                echo "$libraries/$name"
            done
        } | sort -u | while read -r library; do
            target=usr/${library#/usr}
            mkdir -p "$(dirname "$target")"
            cp -L "$library" "$target"
        done
        """;

    /// <summary>Puts it into an engine.</summary>
    /// <param name="docker">The engine.</param>
    /// <param name="folder">Where it is put together.</param>
    /// <param name="programs">Programs of this machine that it has too, by their paths.</param>
    public static async Task ImportAsync(DockerProgram docker, string folder, params string[] programs)
    {
        await OwnProcess.RunAsync(["/bin/sh", "-c", Script, "machine-image", folder, .. programs]);
        var tar = folder + ".tar";
        await OwnProcess.RunAsync("tar", "-C", folder, "-cf", tar, ".");
        await docker.RunAsync("import", tar, Name);
    }
}
