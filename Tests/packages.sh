#!/bin/sh
# Installs the Debian packages that building, testing and the demo need, or those it is given, where they are missing.
set -eu

packages="${*:-
    build-essential pkg-config make git
    libblkid-dev libcrypt-dev libarchive-dev libxen-dev liblvm2-dev zlib1g-dev liblzma-dev libbz2-dev libzstd-dev
    mmdebstrap debootstrap debian-archive-keyring distro-info-data arch-test
    e2fsprogs xfsprogs btrfs-progs lvm2 grub-common fdisk util-linux openssh-client
    gzip bzip2 xz-utils zstd lzop lz4 tar uidmap time
    ifupdown netplan.io
}"

missing=
for package in $packages; do
    status=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
    [ "$status" = "install ok installed" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ ! -e /etc/debian_version ]; then
    echo "This is no Debian; install by hand what these packages bring:$missing" >&2
    exit 69
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "Missing packages, and only root may install them: apt-get install$missing" >&2
    exit 77
fi
if ! command -v swift >/dev/null; then
    echo "Swift 6.3 is not installed; see swift.org for the toolchain of this system" >&2
    exit 69
fi

export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
# shellcheck disable=SC2086 # a list of words
apt-get install -y -qq --no-install-recommends $missing >/dev/null
