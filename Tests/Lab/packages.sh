#!/bin/sh
# Installs the Debian packages that the lab needs on the host, where they are missing.
exec "$(dirname "$0")/../packages.sh" \
    qemu-system-x86 qemu-utils seabios mmdebstrap debian-archive-keyring e2fsprogs openssh-client python3 util-linux
