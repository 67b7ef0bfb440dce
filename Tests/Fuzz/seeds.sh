#!/bin/sh
# Makes the inputs that fuzzing of kernels, ELF files and reply frames begins with: a few hundred bytes each.
set -eu
out=${1:?usage: seeds.sh FOLDER}
mkdir -p "$out/bzimage" "$out/elf" "$out/frame"

# A number as so many little-endian bytes.
le() {
    number=$2
    count=$1
    while [ "$count" -gt 0 ]; do
        # shellcheck disable=SC2059
        printf "\\$(printf %03o $((number & 255)))"
        number=$((number >> 8))
        count=$((count - 1))
    done
}
zeros() { head -c "$1" /dev/zero; }

# note TYPE SIZE NUMBER, or note TYPE TEXT: of Xen.
note() {
    le 4 4
    if [ $# = 3 ]; then le 4 "$2"; else le 4 $((${#2} + 1)); fi
    le 4 "$1"
    printf 'Xen\0'
    if [ $# = 3 ]; then le "$2" "$3"; else
        printf '%s' "$2"
        zeros $((4 - ${#2} % 4))
    fi
}
notes() {
    note 1 8 $((0xffffffff81000040))
    note 3 8 $((0xffffffff80000000))
    note 4 8 0
    note 5 xen-3.0
    note 6 linux
    note 8 generic
    note 10 '!writable_page_tables|pae_pgdir_above_4gb'
    note 17 4 $((0x8800))
    note 18 4 $((0x1000100))
}
notes > "$out/notes"
size=$(wc -c < "$out/notes")

# elf SECTIONS: with the notes in a segment, or in a section.
elf() {
    printf '\177ELF\2\1\1'
    zeros 9
    le 2 2; le 2 62; le 4 1; le 8 $((0x1000000)); le 8 64
    le 8 $(($1 * (176 + size + 64))); le 4 0
    le 2 64; le 2 56; le 2 2; le 2 64; le 2 $((2 * $1)); le 2 "$1"
    le 4 1; le 4 5; le 8 $((176 + size)); le 8 $((0x1000000)); le 8 $((0x1000000)); le 8 64; le 8 64; le 8 4096
    le 4 $(($1 == 0 ? 4 : 0)); le 4 5; le 8 176; le 8 0; le 8 0; le 8 "$size"; le 8 "$size"; le 8 4
    cat "$out/notes"
    zeros 64
    [ "$1" = 0 ] || {
        zeros 64
        le 4 0; le 4 7; le 8 0; le 8 0; le 8 176; le 8 "$size"; zeros 24
    }
}
elf 0 > "$out/elf/segment"
elf 1 > "$out/elf/section"
# Of 32 bits, PVH only.
{
    printf '\177ELF\1\1\1'
    zeros 9
    le 2 2; le 2 3; le 4 1; le 4 256; le 4 52; le 4 0; le 4 0
    le 2 52; le 2 32; le 2 1; le 2 40; le 2 0; le 2 0
    le 4 4; le 4 84; le 4 0; le 4 0; le 4 20; le 4 20; le 4 4; le 4 4
    note 18 4 $((0x1000100))
} > "$out/elf/narrow"

# bzimage TOOL...: a kernel of twice that file, so that there is something to pack.
bzimage() {
    cat "$out/elf/segment" "$out/elf/segment" "$out/elf/segment" > "$out/plain"
    "$@" < "$out/plain" > "$out/packed"
    [ "$1" = gzip ] || le 4 "$(wc -c < "$out/plain")" >> "$out/packed"
    zeros $((0x1f1)); le 1 1; zeros 12; le 2 $((0xaa55))
    le 2 0; printf HdrS; le 2 $((0x20f)); zeros 6; le 2 $((0x90)); zeros $((0x248 - 0x210))
    le 4 0; le 4 "$(wc -c < "$out/packed")"; zeros 16; le 4 $((1 << 20)); zeros $((0x290 - 0x264))
    printf '6.1.0-test'
    zeros $((1024 - 0x290 - 10))
    cat "$out/packed"
}
bzimage gzip -9 > "$out/bzimage/gzip"
bzimage bzip2 > "$out/bzimage/bzip2"
bzimage xz --format=lzma > "$out/bzimage/lzma"
bzimage xz --check=crc32 > "$out/bzimage/xz"
bzimage lzop -9 > "$out/bzimage/lzo"
bzimage lz4 -l -9 - - > "$out/bzimage/lz4"
bzimage zstd -q -19 > "$out/bzimage/zstd"
gzip -9 < "$out/elf/segment" > "$out/bzimage/elf.gz"
gzip -9 < "$out/bzimage/lz4" > "$out/bzimage/lz4.gz"
# A unified kernel image: a PE file with a section.
{
    printf MZ; zeros 58; le 4 64; printf 'PE\0\0'
    le 2 $((0x8664)); le 2 1; zeros 12; le 2 8; le 2 0; zeros 8
    printf '.linux\0\0'
    le 4 "$(wc -c < "$out/bzimage/lz4")"; le 4 $((0x1000)); le 4 "$(wc -c < "$out/bzimage/lz4")"; le 4 136; zeros 12
    le 4 0
    cat "$out/bzimage/lz4"
} > "$out/bzimage/unified"

# frame STATUS KIND FLAGS KERNEL RAMDISK DEFAULT ARGUMENTS MESSAGE LISTING WARNINGS CHOICES: the last two as files.
frame() {
    printf 'XEK1'
    le 1 "$1"; le 1 "$2"; le 1 "$3"; le 1 0; le 8 "$4"; le 8 "$5"; le 4 "$6"
    le 4 ${#7}; le 4 ${#8}; le 4 ${#9}
    shift 6
    le 4 "$(wc -c < "$4")"; le 4 "$(wc -c < "$5")"
    zeros 16
    printf '%s%s%s' "$1" "$2" "$3"
    cat "$4" "$5"
}
{ le 4 7; printf 'warning'; le 4 2; printf 'xy'; } > "$out/warnings"
{ le 1 1; le 4 5; printf 'title'; le 1 0; le 4 1; printf 't'; } > "$out/choices"
none=$((0xffffffff))
frame 0 0 15 1000 2000 $none 'root=/dev/xvda1 ro' '' '' "$out/warnings" /dev/null > "$out/frame/extract"
frame 0 0 0 0 0 1 '' '' 'title: x' "$out/warnings" "$out/choices" > "$out/frame/list"
frame 1 3 0 0 0 $none '' 'partition 1: it is corrupt' '' /dev/null /dev/null > "$out/frame/failure"
rm -f "$out/notes" "$out/plain" "$out/packed" "$out/warnings" "$out/choices"
