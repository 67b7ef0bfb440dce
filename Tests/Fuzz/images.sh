#!/bin/sh
# Makes the images that fuzzing changes, with the tools of each file system: the same ones in every run, as far as the
# tools let themselves be told. Nothing is mounted, so no root is needed.
set -eu
out=${1:?usage: images.sh FOLDER}
mkdir -p "$out"
cd "$out"
PATH=$PATH:/usr/sbin:/sbin
export LC_ALL=C SOURCE_DATE_EPOCH=1700000000 MTOOLS_SKIP_CHECK=1 E2FSPROGS_FAKE_TIME=1700000000
uuid=00112233-4455-6677-8899-aabbccddeeff

# Contents are zeros, so that what is not zero in an image is structure.
rm -rf root
mkdir -p root/boot/grub root/links root/deep/er/yet root/many
echo 'linux /a' > root/boot/grub/grub.cfg
for size in 0 30 3000 40000; do head -c $size /dev/zero > root/boot/file-$size; done
truncate -s 400000 root/boot/holes
for place in 0 30000 70000 110000 150000 190000 230000 270000 310000 350000 390000; do
    printf x | dd of=root/boot/holes bs=1 seek=$place conv=notrunc status=none
done
head -c 50000 /dev/zero > root/deep/er/yet/file
ln -s ../boot/file-30 root/links/short
ln -s "$(printf '%0200d' 0 | tr 0 l)" root/links/long
ln -s /links/loop root/links/loop
for index in $(seq 1 60); do : > "root/many/a-name-that-takes-some-room-$index"; done
find root -exec touch -h -d @1700000000 {} +

ext() {
    name=ext-$1.img
    size=$2
    shift 2
    rm -f "$name"
    truncate -s "$size" "$name"
    mke2fs -q -F -U $uuid -E "hash_seed=$uuid" -L guest -N 128 -d root "$@" "$name"
}
ext 2 2M -t ext2 -b 1024
ext 3 4M -t ext3 -b 1024
ext 4 4M -t ext4 -b 1024
ext inline 4M -t ext4 -b 4096 -I 512 -O inline_data,^has_journal
ext big 8M -t ext4 -b 4096 -O 64bit,meta_bg,^resize_inode,large_dir,casefold
# A journal that has to be replayed: transactions with the directory /boot as it is, of which the second takes one back.
journal() {
    ext "$@"
    image=ext-$1.img
    open=jo
    [ "$1" = journal3 ] || open='jo -c'
    block=$(debugfs -R 'bmap /boot 0' "$image" 2>/dev/null)
    dd if="$image" of=block.bin bs=1024 skip="$block" count=1 status=none
    printf '%s\njw -b %s block.bin\njw -r 1000,1001\njw -b %s,1000 block.bin block.bin\njc\n' \
        "$open" "$block" "$block" > commands
    debugfs -w -f commands "$image" >/dev/null 2>&1
}
journal journal 4M -t ext4 -b 1024 -O metadata_csum,64bit
journal journal3 4M -t ext3 -b 1024

proto() {
    for path in "$1"/*; do
        base=$(basename "$path")
        if [ -L "$path" ]; then echo "$base l--777 0 0 $(readlink "$path")"
        elif [ -d "$path" ]; then
            echo "$base d--755 0 0"
            proto "$path"
        else echo "$base ---644 0 0 $path"; fi
    done
    echo '$'
}
{
    printf 'x\n1 1\nd--755 0 0\n'
    proto root
} > root.proto
xfs() {
    name=xfs-$1.img
    shift
    rm -f "$name"
    truncate -s 320M "$name"
    mkfs.xfs -q -f -L guest -m "uuid=$uuid" -p root.proto "$@" "$name"
}
v4=crc=0,finobt=0,bigtime=0,inobtcount=0,reflink=0,rmapbt=0
xfs 5
xfs 5-small -b size=1024 -i nrext64=1
xfs 5-large -b size=1024 -n size=8192
rm -f xfs-4.img
truncate -s 320M xfs-4.img
mkfs.xfs -q -f -m "$v4,uuid=$uuid" -i sparse=0,size=256 -b size=512 -p root.proto xfs-4.img

btrfs_image() {
    name=btrfs-$1.img
    shift
    rm -f "$name"
    truncate -s 128M "$name"
    mkfs.btrfs -q -f -L guest -U $uuid --rootdir root "$@" "$name"
}
btrfs_image mixed --mixed -n 4096
btrfs_image plain
btrfs_image holes -n 4096 -O ^no-holes -m single --csum xxhash

fat() {
    name=fat-$1.img
    width=$1
    size=$2
    shift 2
    rm -f "$name"
    truncate -s "$size" "$name"
    mkfs.fat -F "$width" -i 11223344 -n GUEST -s 1 "$@" "$name" >/dev/null
    mcopy -s -Q -i "$name" root/boot root/deep root/many ::
    mcopy -i "$name" root/boot/grub/grub.cfg '::a long name.with dots'
}
fat 12 1M
fat 16 5M
fat 32 36M

iso() {
    name=iso9660-$1.img
    shift
    rm -f "$name"
    xorriso -as mkisofs -quiet -no-pad -V GUEST -o "$name" "$@" root 2>/dev/null
}
iso rock -R
iso joliet -J --norock
iso both -R -J -iso-level 3

disk() {
    name=partitions-$1.img
    rm -f "$name"
    truncate -s 8M "$name"
    sfdisk -q "$name" >/dev/null
}
printf 'label: dos\n2048,2048,83,*\n4096,2048,c\n6144,8192,5\n6272,1024,83\n7424,1024,82\n9000,1024,8e\n' | disk mbr
printf 'label: gpt\nlabel-id: %s\n2048,2048,U\n4096,2048,L,*\n6144,1024,V\n' $uuid | disk gpt
cp partitions-gpt.img partitions-backup.img
dd if=/dev/zero of=partitions-backup.img bs=512 seek=1 count=1 conv=notrunc status=none
printf 'label: dos\n64,2048,83,*\n' | disk iso
printf 'CD001' | dd of=partitions-iso.img bs=1 seek=32769 conv=notrunc status=none

# Only what is mounted has files in so many pieces that a tree describes them, and packed ones.
# mounted IMAGE OPTION...: whether it could be mounted there.
mounted() {
    [ "$(id -u)" = 0 ] && [ -e /dev/loop-control ] || return 1
    mkdir -p mounted
    mount -o "loop,$2" "$1" mounted 2>/dev/null
}
for image in xfs-5.img xfs-5-small.img xfs-5-large.img btrfs-mixed.img; do
    case $image in xfs*) options=nouuid ;; *) options=noatime ;; esac
    mounted "$image" "$options" || continue
    for place in $(seq 0 40000 8000000); do
        printf x | dd of=mounted/boot/pieces bs=1 seek="$place" conv=notrunc status=none
    done
    umount mounted
done
for packing in zlib lzo zstd; do
    mounted btrfs-plain.img "compress-force=$packing" || continue
    yes | head -c 200000 > "mounted/boot/grub/$packing"
    yes | head -c 900 > "mounted/boot/grub/short-$packing"
    umount mounted
done
for image in *.img; do fallocate -d "$image"; done
