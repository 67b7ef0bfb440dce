#!/bin/sh
# The main job, end to end: a Debian guest from a real mirror on file storage; its plan, its configuration, its summary.
# Nothing outside the directory `demo` is touched but the lab's cache, and no Xen is needed.
set -eu
cd "$(dirname "$0")/.."

program=$(swift build --scratch-path "${BUILD:-.build}" -c release --static-swift-stdlib --show-bin-path)/xen-provision
demo=$PWD/demo
guest=demo1.example.org
suite=${DEMO_SUITE:-bookworm}

rm -rf "$demo"
mkdir -p "$demo/bin" "$demo/images"
for name in xen-create-image xen-delete-image xen-list-images xen-provision; do
    ln -s "$program" "$demo/bin/$name"
done
export XEN_PROVISION_ROOT="$demo/host"

set -- --hostname="$guest" --dist="$suite" --dir="$demo/images" \
    --ip=192.0.2.10/24 --gateway=192.0.2.1 --ip=2001:db8::10/64 --gateway=fe80::1 --nameserver=192.0.2.1 \
    --bridge=xenbr0 --memory=512M --size=2G --swap=256M

echo "== The plan (xen-create-image --dry-run)"
"$demo/bin/xen-create-image" "$@" --dry-run

echo
echo "== The guest (xen-create-image)"
"$demo/bin/xen-create-image" "$@"

echo
echo "== Its domain configuration"
cat "$demo/host/etc/xen/$guest.cfg"

echo
echo "== What this host knows (xen-list-images)"
"$demo/bin/xen-list-images"

echo
echo "== Its files, read from the image"
disk=$demo/images/domains/$guest/disk.img
e2fsck -fn "$disk" >/dev/null 2>&1 || { echo "the file system is not clean" >&2; exit 1; }
for file in /etc/hostname /etc/fstab /etc/network/interfaces /boot/grub/grub.cfg; do
    echo "--- $file"
    debugfs -R "cat $file" "$disk" 2>/dev/null
done
debugfs -R 'cat /etc/hostname' "$disk" 2>/dev/null | grep -qx demo1
debugfs -R 'ls -p /boot' "$disk" 2>/dev/null | grep -q '/vmlinuz-'
debugfs -R 'ls -p /boot' "$disk" 2>/dev/null | grep -q '/initrd.img-'

echo
echo "== A real Xen starts it, inside QEMU (xen-provision test-boot)"
if [ "${DEMO_BOOT:-yes}" = no ]; then
    echo "Left out, as DEMO_BOOT=no says. The guest's files are complete."
elif ! grep -qs '^ID=debian$' /etc/os-release; then
    echo "Left out: this is no Debian, where the lab would get its Xen from. The guest's files are complete."
elif ! Tests/Lab/packages.sh; then
    echo "Left out for want of those packages. The guest's files are complete."
else
    echo "The first time takes some five minutes, later ones two or three; DEMO_BOOT=no leaves it out."
    "$demo/bin/xen-provision" test-boot --wait=ping,ssh,login "$guest"
fi

echo
echo "The guest lies in $demo; 'make demo' again replaces it."
