#!/bin/sh
# Builds FOLDER/fuzz: the extractor and the targets with coverage, and libFuzzer around them.
# SwiftPM has no way to say that, so the compiler is called as it would.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
out=${1:?usage: build.sh FOLDER SANITIZERS}
sanitizers=${2:-fuzzer}
mkdir -p "$out"
cd "$out"
set -- -O -wmo -parse-as-library -swift-version 6 -package-name xen_provision -g -DFUZZING \
    -enable-upcoming-feature ExistentialAny -enable-upcoming-feature MemberImportVisibility \
    -I . -I "$root/Sources/CCodecs" -I shims
# SwiftPM makes up a map for a C target without one.
mkdir -p shims
printf 'module CExtractShims { header "%s" export * }\n' "$root/Sources/CExtractShims/include/extract_shims.h" \
    > shims/module.modulemap
shims=$(find "$root/Sources/CExtractShims" -name '*.c')
for file in $shims; do
    clang -g -O1 -fPIC -I "$root/Sources/CExtractShims/include" -c "$file" -o "$(basename "$file" .c).o"
done
modules() {
    name=$1
    shift
    folder=$1
    shift
    # shellcheck disable=SC2046
    swiftc "$@" -module-name "$name" -emit-module -emit-module-path "$name.swiftmodule" -c -o "$name.o" \
        $(find "$root/$folder" -name '*.swift')
}
modules KernelExtraction Sources/KernelExtraction "$@" -sanitize="$sanitizers"
# What only makes inputs is of no interest to the fuzzer.
modules FuzzTargets Tests/Fuzz/Targets "$@"
# shellcheck disable=SC2046
swiftc "$@" -sanitize="$sanitizers" -module-name FuzzEntry -o fuzz "$root"/Tests/Fuzz/Entry/*.swift KernelExtraction.o FuzzTargets.o \
    $(for file in $shims; do basename "$file" .c; done | sed 's/$/.o/')
