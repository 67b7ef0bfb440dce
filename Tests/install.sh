#!/bin/bash
# Installs into an empty directory and checks what lies there: that it runs, renders, parses, and that a second
# installation leaves an edited configuration alone. Builds for release where that was not done yet.
set -euo pipefail
cd "$(dirname "$0")/.."

stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
prefix=$stage/opt/xp
conf=$stage/etc/xen-provision/xen-provision.conf

fail() {
    echo "install: $*" >&2
    exit 1
}

# Whatever is installed already must not be asked for anything: here it would fail.
mkdir "$stage/decoys"
for name in xen-provision xen-create-image xen-delete-image xen-list-images; do
    printf '#!/bin/sh\nexit 99\n' > "$stage/decoys/$name"
    chmod 755 "$stage/decoys/$name"
done
rm -rf "${BUILD:-.build}/docs"
install_it() {
    # The compiler writes its errors to standard output.
    PATH="$stage/decoys:$PATH" make -s install BUILD="${BUILD:-.build}" PREFIX=/opt/xp DESTDIR="$stage" \
        > "$stage/log" || { tail -30 "$stage/log" >&2; fail "make install failed"; }
}
install_it

echo "== program and links"
version=$("$prefix/bin/xen-provision" --version)
[ -n "$version" ] || fail "the program says no version"
for name in xen-create-image xen-delete-image xen-list-images; do
    link=$prefix/bin/$name
    [ -L "$link" ] || fail "$link is no link"
    help=$("$link" --help)
    grep -q "USAGE: $name" <<< "$help" || fail "$name does not know its name"
done

echo "== helpers"
doctor=$("$prefix/bin/xen-provision" doctor || true)
grep -q "lvm-control: $prefix/.*libexec/xen-provision/lvm-control" <<< "$doctor" || fail "lvm-control is not found"
: | "$prefix/libexec/xen-provision/lvm-control" || fail "lvm-control does not start"
echo "== control layer"
helpers=("$prefix"/libexec/xen-provision/xen-control-*)
[ -x "${helpers[0]}" ] || fail "there is no control layer below libexec"
# Whether there is Xen here or not, it answers each request with one line of JSON.
answer=$(echo '{"info":{}}' | "${helpers[0]}" 2> "$stage/control")
grep -qE '^\{"(info|failed)":' <<< "$answer" || fail "the control layer answers '$answer': $(cat "$stage/control")"
echo "== the extractor"
truncate -s 1M "$stage/empty.img"
! reason=$("$prefix/bin/xen-extract-kernel" --output-directory="$stage" "$stage/empty.img" 2>&1) ||
    fail "a kernel was found on an empty disk"
grep -q "file system" <<< "$reason" || fail "the extractor says: $reason"
link=$prefix/libexec/xen-provision/pygrub
[ "$(readlink -f "$link")" = "$prefix/bin/xen-extract-kernel" ] || fail "$link does not lead to the extractor"
mkdir -p "$stage/etc/xen"
printf "name = 'e'\nbootloader = 'pygrub'\ndisk = ['format=raw,vdev=xvda,access=rw,target=%s']\n" \
    "$stage/empty.img" > "$stage/etc/xen/e.cfg"
! reason=$(XEN_PROVISION_ROOT="$stage" "$prefix/bin/xen-provision" extract e --list-entries 2>&1) ||
    fail "an empty disk has a boot menu"
grep -q "^xen-extract-kernel: $stage/empty.img: " <<< "$reason" || fail "extract says: $reason"
# By that name it fails as pygrub does.
status=0
"$link" --output-directory="$stage" "$stage/empty.img" 2> "$stage/reason" || status=$?
[ "$status" = 1 ] || fail "as pygrub it ends with $status"
grep -q '^pygrub: ' "$stage/reason" || fail "as pygrub it says $(cat "$stage/reason")"
[ ! -e "$prefix/bin/pygrub" ] || fail "the distribution's pygrub would be hidden"

echo "== the lab"
[ -x "$prefix/share/xen-provision/lab/test-boot" ] || fail "the lab's test-boot is not there"
! reason=$("$prefix/bin/xen-provision" test-boot "$stage/none.cfg" 2>&1) || fail "a guest that is not there starts"
grep -q "there is no guest" <<< "$reason" || fail "test-boot says: $reason"

echo "== manual page"
for name in xen-provision xen-create-image xen-delete-image xen-list-images; do
    [ -s "$prefix/share/man/man8/$name.8" ] || fail "there is no manual page $name(8)"
done
check_page() {
    text=$(LC_ALL=C MANWIDTH=100 MAN_KEEP_FORMATTING='' man --warnings -l "$prefix/share/man/man8/$1" \
        2> "$stage/warnings")
    [ ! -s "$stage/warnings" ] || fail "man warns: $(head -3 "$stage/warnings")"
    shift
    for word in SYNOPSIS "EXIT STATUS" "$@"; do
        grep -qF -e "$word" <<< "$text" || fail "the manual page as man shows it lacks '$word'"
    done
}
if command -v man >/dev/null; then
    check_page xen-provision.8 --hostname=name /var/lib/xen-provision/guests
    check_page xen-extract-kernel.8 --output-format=FORMAT 'bootloader = "xen-extract-kernel"'
else
    echo "(man is not there; the pages were not rendered)"
fi

echo "== schema"
schema=$prefix/share/xen-provision/fleet.schema.json
grep -q '"title" : "A fleet of Xen guests' "$schema" || fail "there is no schema of fleet files"

echo "== completion"
for name in xen-provision xen-create-image xen-delete-image xen-list-images; do
    bash -n "$prefix/share/bash-completion/completions/$name"
    registered=$(bash -c '. "$1"; complete -p "$2"' _ "$prefix/share/bash-completion/completions/$name" "$name")
    [ -n "$registered" ] || fail "bash's completion of $name does not register"
done
for file in zsh:zsh/site-functions/_xen-provision fish:fish/vendor_completions.d/xen-provision.fish; do
    path=$prefix/share/${file#*:}
    [ -s "$path" ] || fail "there is no $path"
    if command -v "${file%%:*}" >/dev/null; then "${file%%:*}" -n "$path"; else echo "(no ${file%%:*} here)"; fi
done

echo "== configuration"
[ -d "$stage/etc/xen-provision/templates" ] || fail "there is no directory for templates"
! grep -qv -e '^#' -e '^$' "$conf" || fail "the default configuration sets something"
# As an administrator does: every key's line without its '#' must be one that the program can read.
sed -i 's/^#memory = .*/memory = 768M/' "$conf"
cp "$conf" "$stage/edited.conf"
install_it
cmp -s "$conf" "$stage/edited.conf" || fail "a second installation has overwritten the configuration"
mkdir "$stage/srv"
tar --create --file="$stage/root.tar" --files-from=/dev/null
plan=$(XEN_PROVISION_ROOT="$stage" "$prefix/bin/xen-create-image" --dry-run --hostname=t --dhcp --bridge=br0 \
    --dir="$stage/srv" --install-method=tar --install-source="$stage/root.tar")
grep -q 'memory = 768' <<< "$plan" || fail "the installed configuration is not read"
[ -z "$(ls -A "$stage/srv")" ] || fail "a dry run made something"

echo "installed: $version, $(du -k "$prefix/bin/xen-provision" | cut -f1)K"
