#!/bin/sh
# Writes man pages, completions and the default configuration, all made from the settings table.
set -eu
program=$1
target=$2
mkdir -p "$target"
"$program" print man > "$target/xen-provision.8"
"$program" print configuration > "$target/xen-provision.conf"
"$program" print schema > "$target/fleet.schema.json"

# Each name has completions of its own: the program tells them apart by what it is called.
for name in xen-provision xen-create-image xen-delete-image xen-list-images; do
    ln -sf "$program" "$target/$name"
    "$target/$name" --generate-completion-script bash > "$target/$name.bash"
    "$target/$name" --generate-completion-script zsh > "$target/_$name"
    "$target/$name" --generate-completion-script fish > "$target/$name.fish"
    rm "$target/$name"
done
