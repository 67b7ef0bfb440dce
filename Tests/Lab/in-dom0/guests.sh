# Sourced in the lab's dom0, in the directory of these scripts: whole guests, made from the carrier's archive, started
# and stopped by our own control layer.
# shellcheck shell=bash disable=SC2034
disk=/dev/disk/by-id/scsi-0QEMU_QEMU_HARDDISK_image1
name=lab1.example.org
# Two addresses, one archive: what every guest here is made with.
from_tar=(--install-method=tar --install-source="$PWD/carrier/root.tar")
addresses=(--ip=192.0.2.10/24 --ip=2001:db8::10/64)

say() { printf '%4d s  %s\n' "$SECONDS" "$*"; }

fail() {
    say "FAIL: $*"
    lvs -a -o +tags vg0 || true
    exit 1
}

mkdir -p carrier
mount -o ro /dev/disk/by-id/scsi-0QEMU_QEMU_HARDDISK_image0 carrier
PATH=$PWD/carrier/bin:$PATH
for library in carrier/lib/*; do
    ldconfig -p | grep -q "/${library##*/}\$" || ln -s "$PWD/$library" /usr/local/lib/
done
ldconfig
vgcreate --quiet vg0 "$disk"

create() { # create NAME [OPTION]...
    local guest=$1 began=$SECONDS
    shift
    xen-create-image --hostname="$guest" --dist=bookworm --swap=64M --memory=512M --bridge=xenbr0 \
        --gateway=192.0.2.1 --nameserver=192.0.2.1 --ssh-key="$PWD/carrier/key.pub" "$@"
    say "$guest was created in $((SECONDS - began)) s: $*"
}

# start COMMAND; then the guest is asked what it is.
start() {
    facts "$1"
    ./start-guest 900 ping ssh login
    ./check-guest "$name" 192.0.2.10 2001:db8::10 < checks
}

facts() {
    [ -e guest.cfg ] || cp "/etc/xen/$name.cfg" guest.cfg
    {
        echo "name='$name' kind=$(sed -n "s/^type = '\(.*\)'/\1/p" guest.cfg) addresses='192.0.2.10 2001:db8::10'"
        echo "macs='$(sed -n "s/.*mac=\([0-9a-f:]*\).*/\1/p" guest.cfg)' start='$1'"
    } > facts
}

# Until our stop returns, the domain and all that belonged to it are gone.
stop() {
    xen-provision stop --timeout=300 "$name"
    ! xl domid "$name" > /dev/null 2>&1 || fail "the domain stays"
    say "shut down in order"
}

delete() {
    xen-delete-image --yes "$1" > deleted
    say "$1 was deleted: $(grep -c /dev/vg0/ deleted) volumes"
}
