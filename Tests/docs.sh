#!/bin/sh
# Writes man pages, completions and the default configuration, all made from the settings table.
set -eu
program=$1
target=$2
mkdir -p "$target"
"$program" print man > "$target/xen-provision.8"
"$program" print configuration > "$target/xen-provision.conf"
"$program" --generate-completion-script bash > "$target/xen-provision.bash"
"$program" --generate-completion-script zsh > "$target/_xen-provision"
"$program" --generate-completion-script fish > "$target/xen-provision.fish"
