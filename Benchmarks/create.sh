#!/bin/bash
# Creating a Debian guest from nothing, side by side: xen-tools' xen-create-image --dir and ours, with the same packages,
# no .deb cached for either, both in the same fresh loop-mounted file system. Prints both times, the ratio, and the
# peak memory of our own processes. Wants root, the package xen-tools, and a quiet machine.
#
# PAIRS: how many pairs to run, 1 by default. SUITE: bookworm by default. SIZE of the scratch file system: 16G.
set -euo pipefail
cd "$(dirname "$0")/.."

suite=${SUITE:-bookworm}
pairs=${PAIRS:-1}
program=$(swift build --scratch-path "${BUILD:-.build}" -c release --static-swift-stdlib --show-bin-path)/xen-provision
command -v xen-create-image >/dev/null || { echo "install the package xen-tools to compare with" >&2; exit 69; }

scratch=$(mktemp -d)
mount=$scratch/mount
cleanup() {
    umount "$mount" 2>/dev/null || true
    rm -rf "$scratch"
}
trap cleanup EXIT
mkdir "$mount"

fresh() {
    if mountpoint -q "$mount"; then umount "$mount"; fi
    rm -f "$scratch/image"
    truncate -s "${SIZE:-16G}" "$scratch/image"
    mkfs.ext4 -q -F "$scratch/image"
    mount -o loop "$scratch/image" "$mount"
    mkdir "$mount/dir" "$mount/cache" "$mount/cfg"
    sync
    echo 3 >/proc/sys/vm/drop_caches
}

# Both build from the archive that ours finds.
mirror=$("$program" create --hostname=probe --dhcp --bridge=x --dir="$scratch" --dist="$suite" --dry-run --json |
    python3 -c 'import json, sys
method = json.load(sys.stdin)["guest"]["installation"]["method"]
print(list(list(method.values())[0].values())[0].get("mirror", ""))')

packages() {
    debugfs -R 'cat /var/lib/dpkg/status' "$1" 2>/dev/null | sed -n 's/^Package: //p' | sort
}

theirs() {
    fresh
    local start end
    start=$(date +%s.%N)
    /usr/bin/xen-create-image --hostname=bench1 --dhcp --dir="$mount/dir" --dist="$suite" --size=4G --swap=512M \
        --cache=no --cachedir="$mount/cache" --install-method=debootstrap --pygrub --no-hosts --output="$mount/cfg" \
        ${mirror:+--mirror="$mirror"} >"$scratch/theirs.log" 2>&1 || { tail -20 "$scratch/theirs.log" >&2; exit 1; }
    sync
    end=$(date +%s.%N)
    packages "$mount/dir/domains/bench1/disk.img" >"$scratch/theirs.packages"
    echo "$start $end"
}

# The highest VmHWM that our own processes reach, sampled while they run; their children do not count.
watch_memory() {
    local peak=0 value pid
    while kill -0 "$1" 2>/dev/null; do
        for pid in $(pgrep -f -- "^$program create"); do
            value=$(sed -n 's/^VmHWM:[[:space:]]*\([0-9]*\) kB/\1/p' "/proc/$pid/status" 2>/dev/null || true)
            if [ "${value:-0}" -gt "$peak" ]; then peak=$value; fi
        done
        sleep 0.2
    done
    echo "$peak" >"$scratch/peak"
}

# Everything that their guest has goes in by name, so that the package list is the same, with two exceptions: a kernel of
# a certain version, for ours has a newer one from the security archive, and GRUB legacy, whose kernel hook fails where
# xen-tools has not prepared it (ours needs no boot loader in the guest).
wanted() { grep -vxE 'linux-image-[0-9].*|grub-legacy|grub-common' "$scratch/theirs.packages"; }

ours() {
    fresh
    local start end extra pid
    extra=$(wanted | paste -sd,)
    start=$(date +%s.%N)
    XEN_PROVISION_ROOT=$mount/host "$program" create --hostname=bench2 --dhcp --dir="$mount/dir" --dist="$suite" \
        --size=4G --swap=512M --bridge=xenbr0 ${mirror:+--mirror="$mirror"} --package="$extra" \
        >"$scratch/ours.log" 2>&1 &
    pid=$!
    watch_memory "$pid" &
    wait "$pid" || { tail -20 "$scratch/ours.log" >&2; exit 1; }
    sync
    end=$(date +%s.%N)
    wait
    packages "$mount/dir/domains/bench2/disk.img" >"$scratch/ours.packages"
    echo "$start $end"
}

seconds() { echo "$1" | awk '{printf "%.1f", $2 - $1}'; }

echo "create $suite from nothing: xen-tools $(dpkg-query -W -f='${Version}' xen-tools) beside ours," \
    "$(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg)"
for pair in $(seq "$pairs"); do
    their_times=$(theirs)
    our_times=$(ours)
    t=$(seconds "$their_times")
    o=$(seconds "$our_times")
    echo "pair $pair: xen-tools $t s, ours $o s, ratio $(awk -v a="$o" -v b="$t" 'BEGIN {printf "%.2f", a / b}');" \
        "packages: theirs $(wc -l <"$scratch/theirs.packages"), ours $(wc -l <"$scratch/ours.packages")," \
        "missing in ours $(comm -23 <(wanted) "$scratch/ours.packages" | wc -l);" \
        "only in ours:$(comm -13 "$scratch/theirs.packages" "$scratch/ours.packages" | tr '\n' ' ' | sed 's/^/ /');" \
        "peak memory of our processes $(awk '{printf "%.0f", $1 / 1024}' "$scratch/peak") MiB"
done
