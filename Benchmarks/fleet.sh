#!/bin/bash
# A fleet of a thousand guests: processor time and memory of `plan` where none of them exists and where all of them do,
# and of `list`. Prints the median of RUNS runs, and the bounds that they are held to; status 1 where one is
# missed. Two guests are really made, from an archive of a few files; the records of the others are copies of theirs.
#
# GUESTS: 1000 by default. RUNS: 5 by default. PROGRAM: the release build by default. Wants root, GNU time and python3.
set -euo pipefail
cd "$(dirname "$0")/.."

count=${GUESTS:-1000}
runs=${RUNS:-5}
program=${PROGRAM:-$(swift build --scratch-path "${BUILD:-.build}" -c release --static-swift-stdlib --show-bin-path)/xen-provision}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export XEN_PROVISION_ROOT=$scratch/host
mkdir -p "$XEN_PROVISION_ROOT/etc/xen" "$scratch/images" "$scratch"/root/{bin,sbin,boot,proc,sys,dev,run,tmp,root,srv} \
    "$scratch"/root/etc/{network,ssh} "$scratch/root/usr/share"
echo "127.0.0.1 localhost" > "$XEN_PROVISION_ROOT/etc/hosts"

root=$scratch/root
printf 'root:x:0:0:root:/root:/bin/sh\n' > "$root/etc/passwd"
printf 'root:*:19000:0:99999:7:::\n' > "$root/etc/shadow"
printf 'root:x:0:\nshadow:x:42:\n' > "$root/etc/group"
printf 'ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\n' > "$root/etc/os-release"
printf 'auto lo\niface lo inet loopback\n' > "$root/etc/network/interfaces"
echo image > "$root/etc/hostname"
for name in bin/sh sbin/ifup; do echo '#!' > "$root/$name" && chmod 755 "$root/$name"; done
echo > "$root/boot/vmlinuz-1" && echo > "$root/boot/initrd.img-1"
tar --create --file="$scratch/root.tar" --directory="$root" .

# Every guest has a mapping of its own, which is the most that there is to read.
cat > "$scratch/fleet.yaml" <<YAML
defaults: {dir: $scratch/images, network: lan, install-method: tar, install-source: $scratch/root.tar, swap: 1M}
networks:
  lan:
    bridge: xenbr0
    gateway: [198.18.0.1, '2001:db8::1']
    nameserver: 198.18.0.1
    pools: [198.18.0.0/16, '2001:db8::/64']
profiles:
  web: {memory: 1G, size: 64M, kernel-arguments: quiet}
  database: {memory: 4G, vcpus: 4, size: 96M}
guests:
YAML
for number in $(seq "$count"); do
    if [ $((number % 10)) -eq 0 ]; then
        echo "  db$number.example.org: {profiles: [database], mount-options: noatime}"
    else
        echo "  web$number.example.org: {profiles: [web], vcpus: 2}"
    fi
done >> "$scratch/fleet.yaml"

# name, bound of seconds, which of processor or clock they are, expected status, command...
failures=0
measure() {
    local name=$1 bound=$2 kind=$3 status=$4 run got
    shift 4
    rm -f "$scratch"/time.*
    for run in $(seq "$runs"); do
        got=0
        /usr/bin/time -f '%U %S %e %M' -o "$scratch/time.$run" "$@" > "$scratch/out" 2> "$scratch/err" || got=$?
        [ "$got" -eq "$status" ] || { echo "$name: exit status $got" >&2; tail -5 "$scratch/err" >&2; exit 1; }
    done
    python3 - "$name" "$bound" "$kind" "$scratch"/time.* <<'PYTHON' || failures=$((failures + 1))
import statistics, sys
name, bound, kind = sys.argv[1], float(sys.argv[2]), sys.argv[3]
rows = [[float(word) for word in open(file).read().split("\n")[-2].split()] for file in sys.argv[4:]]
cpu, wall, peak = [r[0] + r[1] for r in rows], [r[2] for r in rows], max(r[3] for r in rows) / 1024
value = statistics.median(cpu if kind == "processor" else wall)
good = value <= bound and peak <= 100
print(f"{name:28} {statistics.median(cpu):.2f} s of processor ({min(cpu):.2f} to {max(cpu):.2f}),"
      f" {statistics.median(wall):.2f} s by the clock ({min(wall):.2f} to {max(wall):.2f}), {peak:.0f} MiB;"
      f" at most {bound} s ({kind}) and 100 MiB: {'met' if good else 'MISSED'}")
sys.exit(not good)
PYTHON
}

echo "$count guests, $runs runs each, $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg)"
measure "plan, none of them there" 1.0 processor 2 "$program" plan "$scratch/fleet.yaml"

"$program" plan --json "$scratch/fleet.yaml" > "$scratch/plan.json" || [ $? -eq 2 ]
"$program" apply --json --only web1.example.org,db10.example.org "$scratch/fleet.yaml" > "$scratch/apply.json"
python3 - "$scratch/plan.json" "$XEN_PROVISION_ROOT" <<'PYTHON'
import json, os, sys
root = sys.argv[2]
records = root + "/var/lib/xen-provision/guests/"
kinds = {kind: (open(f"{records}{kind}.json").read(), json.load(open(f"{records}{kind}.json")))
         for kind in ("web1.example.org", "db10.example.org")}
for guest in json.load(open(sys.argv[1]))["guests"]:
    name = guest["name"]
    kind = "web1.example.org" if name.startswith("web") else "db10.example.org"
    if name == kind:
        continue
    text, record = kinds[kind]
    old = [network.split("/")[0] for network in record["vifs"][0]["addressing"]["addresses"]]
    text = text.replace(kind, name)
    for before, after in zip(old, guest["addresses"]):
        for end in ('/', '"', ',', '\\t', ' '):
            text = text.replace(before + end, after + end)
    open(f"{records}{name}.json", "w").write(text)
    open(f"{root}/etc/xen/{name}.cfg", "w").write(json.loads(text)["configurationText"])
PYTHON

measure "plan, all of them there" 1.0 processor 0 "$program" plan "$scratch/fleet.yaml"
measure "list" 0.1 processor 0 "$program" list
[ "$(wc -l < "$scratch/out")" -eq $((count + 1)) ] || { echo "list shows $(wc -l < "$scratch/out") lines" >&2; exit 1; }
exit "$failures"
