#!/bin/bash
# The start of a guest, from the command until it is unpaused: ours beside `xl create`, in the lab's dom0, the same guest
# in turn. Prints times, processes made, medians and their ratio. Wants a quiet machine, and release builds.
#
# PAIRS: how many of each, 5 by default. GUESTS=disk leaves out the guest whose kernel is a file of dom0.
# PROGRAM: xen-provision, its helpers beside it, where it is not to be built.
set -euo pipefail
cd "$(dirname "$0")/.."

program=${PROGRAM:-}
[ -n "$program" ] ||
    program=$(swift build --scratch-path "${BUILD:-.build}" -c release --static-swift-stdlib --show-bin-path)/xen-provision
output=$(mktemp -d)
trap 'rm -rf "$output"' EXIT
LAB_PROGRAM=$program LAB_OUTPUT=$output Tests/Lab/control-dom0 bench-start "${PAIRS:-5}" ${GUESTS:+"$GUESTS"}
