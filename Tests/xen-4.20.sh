#!/bin/bash
# Builds the control layer for Xen 4.20, Debian 13's, on a Debian 12: against the headers and libraries of that release,
# which are unpacked into the build directory and installed nowhere; and starts it with that release's libc.
# Ends with 69 where the host's apt sources lead to no such release.
set -euo pipefail
cd "$(dirname "$0")/.."

build=${BUILD:-.build}/xen-4.20
suite=trixie
mkdir -p "$build/apt/lists/partial" "$build/apt/cache/archives/partial" "$build/packages"
build=$(cd "$build" && pwd)

archives() {
    sed -n 's/^URIs: *//p' /etc/apt/sources.list.d/*.sources 2>/dev/null || true
    sed -n 's/^deb \(\[[^]]*\] *\)\?\([^ ]*\) .*/\2/p' /etc/apt/sources.list /etc/apt/sources.list.d/*.list 2>/dev/null || true
}

apt() {
    local command=$1
    shift
    "$command" -o Dir::Etc::SourceList="$build/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::State::Lists="$build/apt/lists" -o Dir::State::status=/dev/null -o Dir::Cache="$build/apt/cache" \
        -o APT::Sandbox::User=root -o Acquire::AllowReleaseInfoChange=true "$@"
}

# The host's own Debian archive has the next release under the same address; the first that does is taken.
find_archive() {
    local archive
    for archive in $(archives | tr ' ' '\n' | grep -v security | sort -u); do
        echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $archive $suite main" > "$build/sources.list"
        if apt apt-get update -qq -o APT::Update::Error-Mode=any > "$build/log" 2>&1; then return; fi
    done
    echo "no apt source of this host has $suite; its libxen-dev is what this wants" >&2
    exit 69
}

unpack() {
    local packages
    packages=$(apt apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces \
        --no-enhances libxen-dev libstdc++6 | grep -E '^[a-z]' | sort -u)
    rm -rf "$build/root" "$build"/packages/*.deb
    # shellcheck disable=SC2086 # a list of words
    (cd "$build/packages" && apt apt-get download -qq $packages)
    for package in "$build"/packages/*.deb; do dpkg-deb --extract "$package" "$build/root"; done
}

find_archive
unpack
headers=$build/root/usr/include
libraries=$build/root/usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH 2>/dev/null || gcc -print-multiarch)
# Its libraries want a newer libc than the host's.
XEN_VERSION=4.20 swift build --scratch-path "$build/swift" -c release --static-swift-stdlib --product xen-control-4.20 \
    -Xcc -isystem -Xcc "$headers" -Xlinker "-L$libraries" -Xlinker --allow-shlib-undefined
program=$build/swift/release/xen-control-4.20
needed=$(objdump -p "$program" | sed -n 's/ *NEEDED *//p')
for library in libxenctrl.so.4.20 libxenguest.so.4.20; do
    grep -qx "$library" <<< "$needed" || { echo "xen-control-4.20 is not linked with $library" >&2; exit 1; }
done
answer=$(echo '{"info":{}}' | "$libraries/ld-linux-x86-64.so.2" --library-path "$libraries" "$program")
grep -qE '^\{"(info|failed)":' <<< "$answer" || { echo "xen-control-4.20 answers '$answer'" >&2; exit 1; }
echo "built, and answers: $answer"
