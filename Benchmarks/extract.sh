#!/bin/bash
# Taking kernel and initial RAM disk from a guest's disk, side by side: pygrub and ours on the same image, without
# decompression; then ours with it, beside `xz -dc` and `zstd -dc` of the same payload. Prints medians of wall time and
# processor time, the peak memory, and the ratios. Wants the packages xen-utils and time, and a quiet machine.
#
# KERNEL: a bzImage to use; Debian's cloud kernel is downloaded by default. RUNS: how many of each, 11 by default.
# PYGRUB: the program to compare with. PROGRAM: ours, where it is not to be built.
set -euo pipefail
cd "$(dirname "$0")/.."

program=${PROGRAM:-}
[ -n "$program" ] ||
    program=$(swift build --scratch-path "${BUILD:-.build}" -c release --static-swift-stdlib --show-bin-path)/xen-extract-kernel
pygrub=${PYGRUB:-$(find /usr/lib -path '*/bin/pygrub' 2>/dev/null | sort | tail -1)}
[ -x "$pygrub" ] || { echo "install the package xen-utils to compare with" >&2; exit 69; }

# In memory, so that no disk is measured.
scratch=$(mktemp -d -p /dev/shm)
trap 'rm -rf "$scratch"' EXIT

kernel=${KERNEL:-}
if [ -z "$kernel" ]; then
    name=$(apt-cache depends linux-image-cloud-amd64 | sed -n 's/^ *Depends: \(linux-image-.*\)/\1/p' | head -1)
    (cd "$scratch" && apt-get -qq -o APT::Sandbox::User=root download "$name" &&
        dpkg-deb --fsys-tarfile ./*.deb | tar -x --wildcards './boot/vmlinuz-*')
    kernel=$(echo "$scratch"/boot/vmlinuz-*)
fi

python3 - "$program" "$pygrub" "$kernel" "$scratch" "${RUNS:-11}" <<'PYTHON'
import glob, os, shutil, statistics, struct, subprocess, sys, time

program, pygrub, kernel, scratch, runs = *sys.argv[1:5], int(sys.argv[5])
out = f"{scratch}/out"
os.mkdir(out)


def image(name, kernel):
    """A guest's disk: one ext4 file system with a boot menu as Debian has it."""
    root = f"{scratch}/root"
    os.makedirs(f"{root}/boot/grub")
    open(f"{root}/boot/vmlinuz", "wb").write(kernel)
    open(f"{root}/boot/initrd.img", "wb").write(os.urandom(24 << 20))
    open(f"{root}/boot/grub/grub.cfg", "w").write(
        "set default=0\nmenuentry 'Linux' {\n\tlinux /boot/vmlinuz root=/dev/xvda1 ro\n\tinitrd /boot/initrd.img\n}\n")
    path = f"{scratch}/{name}.img"
    subprocess.run(["mke2fs", "-q", "-F", "-t", "ext4", "-b", "4096", "-d", root, path, "512m"], check=True,
                   stdout=subprocess.DEVNULL)
    shutil.rmtree(root)
    return path


def measure(*commands):
    """The commands in turn, so that a busy moment hits all of them: wall and processor time in ms, memory in MiB."""
    results = [([], [], []) for _ in commands]
    for run in range(runs + 1):
        for command, (wall, cpu, memory) in zip(commands, results):
            start = time.perf_counter()
            actions = [(os.POSIX_SPAWN_OPEN, 1, f"{scratch}/stdout", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
                       (os.POSIX_SPAWN_OPEN, 2, "/dev/null", os.O_WRONLY, 0)]
            child = os.posix_spawnp(command[0], command, os.environ, file_actions=actions)
            _, status, usage = os.wait4(child, 0)
            elapsed = time.perf_counter() - start
            if status:
                sys.exit(f"{command} failed")
            for path in glob.glob(f"{out}/*"):
                os.unlink(path)
            if run:
                wall.append(elapsed * 1e3)
                cpu.append((usage.ru_utime + usage.ru_stime) * 1e3)
    # Started by something small: a process begins with the peak of the one that it was forked from.
    for command, (_, _, memory) in zip(commands, results):
        peak = subprocess.run(["/usr/bin/time", "-f", "%M", *command], check=True, stdout=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, text=True).stderr.split()[-1]
        memory.append(int(peak) / 1024)
        for path in glob.glob(f"{out}/*"):
            os.unlink(path)
    return [(statistics.median(wall), statistics.median(cpu), memory[0]) for wall, cpu, memory in results]


def show(name, result, base=None):
    ratio = f"   {result[0] / base[0]:.2f} of the time, {result[1] / base[1]:.2f} of the processor" if base else ""
    print(f"{name:34} {result[0]:8.1f} ms  {result[1]:8.1f} ms cpu  {result[2]:6.1f} MiB{ratio}")


bzimage = open(kernel, "rb").read()
plain_image = image("plain", bzimage)
common = ["-q", "--output-format=simple0", f"--output-directory={out}"]
theirs, ours = measure([pygrub, *common, plain_image], [program, *common, "--no-decompress", plain_image])
show("pygrub", theirs)
show("ours, without decompression", ours, theirs)
print(f"{'':34} memory: {ours[2] / theirs[2]:.2f}")

subprocess.run([program, *common, plain_image], check=True, stdout=subprocess.DEVNULL)
elf = open(glob.glob(f"{out}/boot_kernel.*")[0], "rb").read()
for path in glob.glob(f"{out}/*"):
    os.unlink(path)
setup = (bzimage[0x1f1] or 4) * 512 + 512
offset = setup + struct.unpack_from("<I", bzimage, 0x248)[0]
for name, packer in (("xz", ["xz", "--check=crc32", "--x86", "--lzma2=dict=32MiB"]), ("zstd", ["zstd", "-19", "-q"])):
    packed = subprocess.run(packer, input=elf, stdout=subprocess.PIPE, check=True).stdout
    open(f"{scratch}/payload", "wb").write(packed)
    head = bytearray(bzimage[:offset])
    struct.pack_into("<I", head, 0x24c, len(packed) + 4)
    struct.pack_into("<I", head, 0x260, max(struct.unpack_from("<I", head, 0x260)[0], len(elf)))
    path = image(name, bytes(head) + packed + struct.pack("<I", len(elf)))
    tool, copied, unpacked = measure(
        [name, "-dc", f"{scratch}/payload"], [program, *common, "--no-decompress", path], [program, *common, path])
    show(f"{name} -dc", tool)
    show("ours, without decompression", copied)
    show(f"ours, with {name}", unpacked, (tool[0] + copied[0], tool[1] + copied[1], 0))
    os.unlink(path)
PYTHON
