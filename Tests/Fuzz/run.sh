#!/bin/sh
# Fuzzes: run.sh FOLDER SECONDS TARGET... builds into FOLDER and runs each target for that many seconds. What is found
# stays in FOLDER/findings, the corpus that grew in FOLDER/corpus, the logs in FOLDER/logs.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=${1:?usage: run.sh FOLDER SECONDS TARGET...}
seconds=$2
shift 2
mkdir -p "$out/logs" "$out/findings"
# Memory that Swift does not watch over is touched where streams are unpacked; all else runs three times as fast without
# AddressSanitizer, and finds the same.
checked=" bzimage "
plain=
watched=
for target in "$@"; do
    case $checked in *" $target "*) watched=1 ;; *) plain=1 ;; esac
done
[ -z "$plain" ] || "$here/build.sh" "$out/plain" fuzzer
[ -z "$watched" ] || "$here/build.sh" "$out/watched" fuzzer,address
[ -d "$out/images" ] || "$here/images.sh" "$out/images"
[ -d "$out/seeds/frame" ] || "$here/seeds.sh" "$out/seeds"
# A finding ends the run of its target, and not those of the others.
failed=
for target in "$@"; do
    mkdir -p "$out/corpus/$target" "$out/findings/$target"
    case $checked in *" $target "*) build=watched ;; *) build=plain ;; esac
    dictionary=
    [ ! -e "$here/dictionaries/$target" ] || dictionary=-dict=$here/dictionaries/$target
    longest=16384
    seeds=$here/seeds/$target
    [ -d "$seeds" ] || seeds=$out/seeds/$target
    if [ ! -d "$seeds" ] || [ -e "$seeds/0" ]; then
        # An input for an image is its number and a list of changes, twelve bytes each: twenty do, and it begins with
        # none.
        longest=241
        mkdir -p "$seeds"
        for image in 0 1 2 3 4 5 6 7; do
            # shellcheck disable=SC2059
            printf "\\00${image}\\0\\0\\0\\0" > "$seeds/$image"
        done
    fi
    echo "$target: $seconds s from $(date +%H:%M:%S)"
    # shellcheck disable=SC2086
    FUZZ_TARGET=$target FUZZ_IMAGES=$(find "$out/images" -name "$target-*.img" | sort | tr '\n' ' ') \
        FUZZ_METADATA=$here/seeds/lvm-text/group \
        nice -n 10 "$out/$build/fuzz" "$out/corpus/$target" $seeds $dictionary \
        -max_total_time="$seconds" -max_len=$longest -timeout=10 -rss_limit_mb=1024 -malloc_limit_mb=600 \
        -print_final_stats=1 -artifact_prefix="$out/findings/$target/" \
        >"$out/logs/$target" 2>&1 || failed="$failed $target"
    grep -E '^stat::|DONE|SUMMARY' "$out/logs/$target" | tail -12
    grep ' cov: ' "$out/logs/$target" | tail -n 1
done
[ -z "$failed" ] || {
    echo "findings:$failed" >&2
    exit 1
}
