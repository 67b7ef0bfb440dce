#!/bin/bash
# Guests from a base that is kept, beside what one would use instead.
#   one more guest, warm, beside `cp --sparse=always` and fsync of the same image
#   the same where files can share blocks (xfs)
#   twenty guests, warm, by `apply`, on either: 13 GB for the disk where blocks are not shared, so beside that many copies
#   the same beside xen-tools' time for one (from nothing and by --install-method=copy) times twenty
#   the first guest, cold, beside `mmdebstrap` with the same packages into a directory
# Where every byte is written, that is the file system of TMPDIR, or ext4 on a loop device where TMPDIR's shares blocks or
# lies in memory; sharing is measured on a fresh xfs on a loop device. A loop device writes nothing while it flushes, so
# that parallel runs, of which each has some forty fsyncs, wait for each other there as they do not on a disk.
# Prints medians with their spread, ratios, and the bounds that they are held to; status 1 where one is missed. Wants root,
# python3, xfsprogs, and a quiet machine.
#
# RUNS: 7 by default. GUESTS: 20. SUITE: bookworm. COLD: pairs of cold runs, 1; 0 leaves them and xen-tools out.
set -euo pipefail
cd "$(dirname "$0")/.."

runs=${RUNS:-7}
guests=${GUESTS:-20}
suite=${SUITE:-bookworm}
pairs=${COLD:-1}
program=${PROGRAM:-$(swift build --scratch-path "${BUILD:-.build}" -c release --static-swift-stdlib --show-bin-path)/xen-provision}
scratch=$(mktemp -d)
mount=$scratch/mount
mkdir "$mount"
cleanup() {
    umount "$mount" 2>/dev/null || true
    rm -rf --one-file-system "$scratch"
}
trap cleanup EXIT
export XEN_PROVISION_ROOT=$mount/host

# command...: a fresh file system that it makes.
fresh() {
    rm -f "$scratch/image"
    truncate -s "${SIZE:-32G}" "$scratch/image"
    "$@" "$scratch/image" >/dev/null
    mount -o loop "$scratch/image" "$mount"
    furnish
}

# An empty place where no copy shares blocks with its origin.
plain() {
    leave
    echo >"$scratch/probe"
    if [ "$(stat -f -c %T "$scratch")" = tmpfs ] ||
        cp --reflink=always "$scratch/probe" "$scratch/probe2" 2>/dev/null; then
        fresh mkfs.ext4 -q -F
        return
    fi
    furnish
}

# One where copies do.
shared() {
    leave
    fresh mkfs.xfs -q -m reflink=1
}

leave() {
    if mountpoint -q "$mount"; then umount "$mount"; fi
    rm -rf --one-file-system "$mount"
    mkdir "$mount"
}

furnish() {
    mkdir -p "$mount/dir" "$mount/host/etc/xen" "$mount/cfg" "$mount/cache"
    echo "127.0.0.1 localhost" >"$mount/host/etc/hosts"
    sync
}

options=(--dhcp --bridge=xenbr0 "--dir=$mount/dir" "--dist=$suite" --size=4G --swap=512M)
failures=0

# name, bound, file of seconds [, file of the others' seconds, factor, summand]: shows and judges.
judge() {
    python3 - "$@" <<'PYTHON' || failures=$((failures + 1))
import statistics, sys
def read(path): return [float(line) for line in open(path)]
def show(v): return f"{statistics.median(v):.2f} s ({min(v):.2f} to {max(v):.2f}, {len(v)} runs)"
name, ours = sys.argv[1], read(sys.argv[2])
value = statistics.median(ours)
if len(sys.argv) == 4:
    bound, text = float(sys.argv[3]), ""
else:
    theirs = read(sys.argv[3])
    factor, summand = float(sys.argv[4]), float(sys.argv[5])
    other = statistics.median(theirs)
    bound, text = factor * other + summand, f", beside {show(theirs)}, ratio {value / other:.2f}"
print(f"{name}: {show(ours)}{text}; at most {bound:.2f} s: {'met' if value <= bound else 'MISSED'}", flush=True)
sys.exit(value > bound)
PYTHON
}

# file, command...: appends the seconds that it takes, with everything on its disk.
clocked() {
    local file=$1 start end
    shift
    sync
    start=$(date +%s.%N)
    "$@" >"$scratch/out" 2>&1 || { tail -20 "$scratch/out" >&2; exit 1; }
    end=$(date +%s.%N)
    awk -v a="$start" -v b="$end" 'BEGIN {printf "%.3f\n", b - a}' >>"$file"
}

copy() { cp --sparse=always "$1" "$2" && sync "$2"; }

# Guests and copies in turn, so that a busy moment hits both.
one_more() {
    local run
    "$program" cache warm "${options[@]}" >/dev/null
    "$program" create --hostname=first "${options[@]}" >/dev/null 2>&1
    rm -f "$scratch"/{ours,copies}
    for run in $(seq "$runs"); do
        clocked "$scratch/copies" copy "$mount/dir/domains/first/disk.img" "$mount/copy.img"
        rm -f "$mount/copy.img"
        clocked "$scratch/ours" "$program" create "--hostname=run$run" "${options[@]}"
        "$program" delete --yes "run$run" >/dev/null
    done
}

# The fleet, applied to a host that has its base.
many() {
    local fleet=$scratch/fleet.yaml
    cat >"$fleet" <<YAML
defaults: {dir: $mount/dir, dist: $suite, dhcp: yes, bridge: xenbr0, size: 4G, swap: 512M}
guests:
  web[1-$guests]: {}
YAML
    rm -f "$scratch/apply"
    for _ in $(seq $(((runs + 2) / 3))); do
        clocked "$scratch/apply" "$program" apply --json "$fleet"
        "$program" delete --yes --file "$fleet" >/dev/null
    done
}

echo "clones of $suite, $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg)"

if [ "$pairs" -gt 0 ]; then
    rm -f "$scratch"/{cold,plain}
    for _ in $(seq "$pairs"); do
        plain
        clocked "$scratch/cold" "$program" create --hostname=cold "${options[@]}"
        "$program" create --hostname=cold2 "${options[@]}" --dry-run --json --base-cache=no >"$scratch/plan.json"
        python3 - "$scratch/plan.json" >"$scratch/words" <<'PYTHON'
import json, sys
archive = list(list(json.load(open(sys.argv[1]))["guest"]["installation"]["method"].values())[0].values())[0]
parts = " ".join(archive["components"])
mirror, suite = archive["mirror"], archive["suite"]
security = archive.get("securityMirror") or mirror.rstrip("/") + "-security"
print(f"--variant={archive['variant']}")
print("--include=" + ",".join(archive["packages"]))
print(suite)
print("DIRECTORY")
print(f"deb {mirror} {suite} {parts}")
print(f"deb {mirror} {suite}-updates {parts}")
print(f"deb {security} {suite}-security {parts}")
PYTHON
        plain
        mapfile -t words < <(sed "s,^DIRECTORY\$,$mount/root," "$scratch/words")
        clocked "$scratch/plain" env TMPDIR="$mount/cache" mmdebstrap --mode=root --format=directory "${words[@]}"
    done
    judge "cold, beside mmdebstrap into a directory" "$scratch/cold" "$scratch/plain" 1.1 0
fi

plain
one_more
judge "one more guest, warm, beside cp --sparse=always and fsync" "$scratch/ours" "$scratch/copies" 1.5 0.5

many
judge "$guests guests, warm, by apply, where every byte is written" "$scratch/apply" "$guests"
copy_all() { for run in $(seq "$guests"); do cp --sparse=always "$mount/dir/domains/first/disk.img" "$mount/copy$run.img"; done; sync; }
rm -f "$scratch/all"
clocked "$scratch/all" copy_all
rm -f "$mount"/copy*.img
judge "the same beside $guests times cp --sparse=always and one sync" "$scratch/apply" "$scratch/all" 1 0

if [ "$pairs" -gt 0 ] && command -v xen-create-image >/dev/null; then
    mirror=$(python3 -c 'import json, sys
print(list(list(json.load(open(sys.argv[1]))["guest"]["installation"]["method"].values())[0].values())[0]["mirror"])' \
        "$scratch/plan.json")
    theirs() {
        /usr/bin/xen-create-image --dhcp --dir="$mount/dir" --dist="$suite" --size=4G --swap=512M --pygrub --no-hosts \
            --output="$mount/cfg" --mirror="$mirror" "$@"
    }
    mkdir "$mount/golden" "$mount/point"
    mount -o loop,ro "$mount/dir/domains/first/disk.img" "$mount/point"
    cp -a "$mount/point/." "$mount/golden"
    umount "$mount/point"
    rm -f "$scratch"/{nothing,copied}
    clocked "$scratch/copied" theirs --hostname=copied --install-method=copy --install-source="$mount/golden"
    clocked "$scratch/nothing" theirs --hostname=nothing --install-method=debootstrap --cache=no --cachedir="$mount/cache"
    for way in copied nothing; do
        judge "$guests guests, beside xen-tools' one ($way) times $guests" "$scratch/apply" "$scratch/$way" "$guests" 0
    done
fi

if command -v mkfs.xfs >/dev/null; then
    shared
    one_more
    judge "one more guest, warm, on xfs, where blocks are shared" "$scratch/ours" 1
    many
    judge "$guests guests, warm, by apply, on xfs" "$scratch/apply" "$guests"
fi
[ "$failures" -eq 0 ]
