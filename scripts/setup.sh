# shellcheck shell=bash
# What ./heliostat, ./test, ./demo and bench/run share: finding or installing what they need, and building the program.
# To be sourced by scripts that run under `set -euo pipefail`. Nothing happens until a function is called.

if [[ $OSTYPE != linux* ]]; then
    echo "Heliostat's scripts need Linux: elsewhere use 'dotnet run --project src/Heliostat.Cli'." >&2
    exit 1
fi

HELIOSTAT_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
HELIOSTAT_ARTIFACTS=$HELIOSTAT_ROOT/artifacts
readonly HELIOSTAT_ROOT HELIOSTAT_ARTIFACTS

# The groups of Debian packages that a command may ask for.
# shellcheck disable=SC2034 # whoever sources this uses them
{
    readonly PACKAGES_PROGRAM="libsqlite3-0 libssl3"
    readonly PACKAGES_RENDER="blender python3-numpy bubblewrap libegl1 libgl1-mesa-dri"
    readonly PACKAGES_BOX="bubblewrap"
    readonly PACKAGES_FILM="ffmpeg"
    readonly PACKAGES_SIGNING="python3 python3-jwt python3-cryptography"
    readonly PACKAGES_CLOCK="faketime"
    readonly PACKAGES_FONTS="fonts-dejavu-core"
    readonly PACKAGES_ENGINES="docker.io podman runc netavark docker-registry busybox-static"
    readonly PACKAGES_ENGINE_TOOLS="nftables iproute2 e2fsprogs"
    readonly PACKAGES_SSH="openssh-server openssh-client"
    readonly PACKAGES_COMPILER="gcc libc6-dev"
}

readonly APT_LOCK_SECONDS_MAX=300
readonly PROGRAMS_KEPT=3
readonly PROGRAM_AGE_DAYS_KEPT=1

export DOTNET_NOLOGO=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=false
export TESTINGPLATFORM_TELEMETRY_OPTOUT=1

# Ends the script with one sentence on stderr.
fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

say() {
    printf '%s\n' "$*" >&2
}

# Is there a file that one of these patterns matches?
any_file() {
    compgen -G "$1" >/dev/null
}

has_library() {
    any_file "/usr/lib/*/$1" || any_file "/lib/*/$1" || any_file "/usr/lib64/$1" || any_file "/usr/lib/$1"
}

has_python() {
    [[ -d /usr/lib/python3/dist-packages/$1 ]] || python3 -c "import $1" 2>/dev/null
}

# Is what this Debian package brings already here, from Debian or from anywhere else?
has_package() {
    case $1 in
        blender | ffmpeg | gcc | python3) command -v "$1" >/dev/null ;;
        bubblewrap) command -v bwrap >/dev/null ;;
        python3-numpy) has_python numpy ;;
        python3-jwt) has_python jwt ;;
        python3-cryptography) has_python cryptography ;;
        libegl1) has_library libEGL.so.1 ;;
        libgl1-mesa-dri) any_file "/usr/lib/*/dri/*_dri.so" || any_file "/usr/lib*/dri/*_dri.so" ;;
        fonts-dejavu-core) [[ -f /usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf ]] ;;
        libsqlite3-0) has_library libsqlite3.so.0 ;;
        libc6-dev) [[ -f /usr/include/stdlib.h ]] ;;
        libssl3) has_library libcrypto.so.3 ;;
        docker.io) command -v dockerd >/dev/null ;;
        podman | runc | docker-registry) command -v "$1" >/dev/null ;;
        nftables) command -v nft >/dev/null ;;
        iproute2) command -v ip >/dev/null ;;
        e2fsprogs) command -v mkfs.ext4 >/dev/null ;;
        *) dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed' ;;
    esac
}

# Prints those of the given packages that are not here.
missing_packages() {
    local package
    for package in "$@"; do
        has_package "$package" || printf '%s\n' "$package"
    done
}

# Runs a command as root: as we are, or by sudo where that asks for no password.
as_root() {
    if [[ $(id -u) -eq 0 ]]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

can_be_root() {
    [[ $(id -u) -eq 0 ]] || sudo -n true 2>/dev/null
}

# Makes sure that the given Debian packages are installed; says what to do where that cannot be done from here.
need_packages() {
    local missing
    mapfile -t missing < <(missing_packages "$@")
    ((${#missing[@]})) || return 0

    command -v apt-get >/dev/null ||
        fail "Heliostat needs what Debian calls '${missing[*]}': install it with this system's tools and run again."
    can_be_root ||
        fail "Heliostat needs packages: run 'sudo apt-get install --no-install-recommends ${missing[*]}' and run again."

    mkdir -p "$HELIOSTAT_ARTIFACTS"
    (
        # Another script of this clone may be installing the same; look again once it is done.
        flock 9
        mapfile -t missing < <(missing_packages "$@")
        ((${#missing[@]} == 0)) || install_packages "${missing[@]}"
    ) 9>"$HELIOSTAT_ARTIFACTS/setup.lock"
}

install_packages() {
    local log
    log=$(mktemp)
    say "Installing ${*} ..."

    start_nothing
    # Without network, old package lists may still do.
    apt_get update >"$log" 2>&1 || true

    # dpkg now and then stumbles the first time over a large set; a second try then goes through.
    if ! apt_get install -y --no-install-recommends "$@" >>"$log" 2>&1; then
        as_root env DEBIAN_FRONTEND=noninteractive dpkg --configure -a >>"$log" 2>&1 || true
        if ! apt_get install -y --no-install-recommends "$@" >>"$log" 2>&1; then
            tail -n 15 "$log" >&2
            rm -f "$log"
            fail "apt-get could not install ${*}: see above, install them by hand, and run again."
        fi
    fi

    rm -f "$log"
}

# Packages bring services, such as sshd, of which only the programs are needed: none is started, now or at a boot.
start_nothing() {
    local rule=/usr/sbin/policy-rc.d unit=/etc/systemd/system/ssh.service
    [[ -e $rule ]] || {
        as_root sh -c "printf '#!/bin/sh\nexit 101\n' >$rule && chmod 755 $rule"
        trap 'as_root rm -f /usr/sbin/policy-rc.d' EXIT
    }
    command -v sshd >/dev/null || [[ ! -d ${unit%/*} || -e $unit || -L $unit ]] || {
        as_root ln -s /dev/null "$unit"
        say "ssh.service is masked, for tests shall bring no SSH server: 'systemctl unmask ssh' undoes it."
    }
}

apt_get() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout="$APT_LOCK_SECONDS_MAX" "$@"
}

# Makes sure that a .NET SDK is here that can build this solution.
need_dotnet() {
    local advice="install dotnet-sdk-10.0 (https://dotnet.microsoft.com/download/dotnet/10.0) and run again."
    command -v dotnet >/dev/null ||
        fail "Heliostat needs the .NET SDK 10.0, and there is no 'dotnet' on the PATH: $advice"
    dotnet --list-sdks | grep -q '^10\.0\.' ||
        fail "Heliostat needs the .NET SDK 10.0, and only other versions are here: $advice"
    command -v flock >/dev/null || fail "Heliostat's scripts need 'flock': install util-linux and run again."
}

# Where dotnet lives, for the programs that we start directly.
use_dotnet_root() {
    if [[ -z ${DOTNET_ROOT:-} ]] && command -v dotnet >/dev/null; then
        DOTNET_ROOT=$(dirname "$(readlink -f "$(command -v dotnet)")")
        export DOTNET_ROOT
    fi
}

# Builds a project or the solution in Release, in silence; what went wrong is printed. Leaves no build server behind.
build() {
    local output
    output=$(DOTNET_CLI_USE_MSBUILD_SERVER=0 dotnet build "$1" -c Release -v q --nologo -tl:off \
        -nodeReuse:false -p:UseSharedCompilation=false 2>&1 </dev/null) && return 0

    printf '%s\n' "$output" | sort -u >&2
    fail "Heliostat could not be built: see above."
}

# A name for the state of the sources: it changes with every file added, removed or written.
source_key() {
    (
        cd "$HELIOSTAT_ROOT" || exit
        find src Directory.Build.props Directory.Packages.props global.json .editorconfig \
            \( -name bin -o -name obj -o -name node_modules \) -prune -o -type f -printf '%p %s %T@\n' |
            LC_ALL=C sort | sha256sum | cut -c1-16
    )
}

# Builds the program where the sources changed and sets HELIOSTAT_PROGRAM to its path. Each state of the sources has
# a folder of its own, so that a build never writes under a program that runs.
need_program() {
    local key
    key=$(source_key)
    HELIOSTAT_PROGRAM=$HELIOSTAT_ARTIFACTS/program/$key/heliostat
    export HELIOSTAT_PROGRAM
    use_dotnet_root
    [[ ! -x $HELIOSTAT_PROGRAM ]] || return 0

    need_dotnet
    mkdir -p "$HELIOSTAT_ARTIFACTS/program"
    (
        flock 9
        if [[ ! -x $HELIOSTAT_PROGRAM ]]; then
            say "Building Heliostat ..."
            build "$HELIOSTAT_ROOT/src/Heliostat.Cli"
            keep_program "$key"
        fi
    ) 9>"$HELIOSTAT_ARTIFACTS/build.lock"
}

# Copies what was just built to its own folder, and forgets programs that nobody can still be using.
keep_program() {
    local folder=$HELIOSTAT_ARTIFACTS/program
    rm -rf "${folder:?}/$1.partial"
    cp -a "$HELIOSTAT_ROOT/src/Heliostat.Cli/bin/Release/net10.0" "$folder/$1.partial"
    touch "$folder/$1.partial"
    mv -T "$folder/$1.partial" "$folder/$1"

    local old
    find "$folder" -mindepth 1 -maxdepth 1 -type d -printf '%T@ %p\n' | sort -rn | sed "1,${PROGRAMS_KEPT}d" |
        while read -r _ old; do
            find "$old" -maxdepth 0 -mtime "+$PROGRAM_AGE_DAYS_KEPT" -exec rm -rf {} +
        done
}
