# Sourced by the lab's scripts: where things are, and how they speak.
# shellcheck shell=bash

lab=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/xen-provision-lab

note() { printf '%s lab: %s\n' "$(date +%T)" "$*" >&2; }

die() {
    note "$*"
    exit 1
}

# The key that opens dom0, and guests that were made to be tested.
ensure_key() (
    mkdir -p "$cache"
    exec 8> "$cache/key.lock"
    flock 8
    [ -e "$cache/key" ] || ssh-keygen -q -t ed25519 -N '' -C xen-lab -f "$cache/key"
)

# The version that apt would install; empty where it knows none.
candidate() { apt-cache policy "$1" | sed -n 's/^  Candidate: //p' | grep -vx '(none)'; }

# The lab is of one suite: the host's own, because its apt sources are the host's.
suite() (
    # shellcheck disable=SC1091 # a file of the host
    . /etc/os-release
    [ "$ID" = debian ] || die "the lab takes its packages from the host's apt sources, and this is no Debian"
    echo "$VERSION_CODENAME"
)

# What the pieces were made from: a change of any of these makes new ones.
pieces_key() (
    cd "$lab" || exit
    {
        suite
        for package in xen-system-amd64 linux-image-amd64 systemd openssh-server; do candidate "$package"; done
        find build dom0 -type f -print0 | sort -z | xargs -0 sha256sum
    } | sha256sum | cut -c -16
)

# These very pieces (their host key is made with them) and the machine that ran them: a memory goes with one disk only.
snapshot_key() {
    { pieces_key && cat "$(pieces_directory)/known_hosts" && qemu-system-x86_64 --version && cat "$lab/qemu.sh" "$lab/boot"; } | sha256sum | cut -c -16
}

pieces_directory() { echo "$cache/pieces-$(pieces_key)"; }
snapshot_directory() { echo "$cache/snapshot-$(snapshot_key)"; }

suite > /dev/null || exit 1
