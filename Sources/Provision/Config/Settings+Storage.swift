extension Settings {
    package static let dir = Setting(
        "dir", .text, .storage, placeholder: "directory",
        "Keep the guest's disks as image files in directory/domains/NAME.")
    package static let layout = Setting(
        "layout", .choice(["partitions", "disk"]), .storage, placeholder: "layout", fallback: "partitions",
        "One image for each file system (partitions), or one whole disk with a partition table (disk).")
    package static let image = Setting(
        "image", .choice(["sparse", "full"]), .storage, placeholder: "kind", fallback: "sparse",
        "Whether image files get their blocks when they are used (sparse) or now (full).")
    package static let size = Setting(
        "size", .text, .storage, placeholder: "size", fallback: "4G", "Size of the root file system.")
    package static let swap = Setting(
        "swap", .text, .storage, placeholder: "size", fallback: "512M", "Size of the swap image.")
    package static let noswap = Setting("noswap", .flag, .storage, "No swap.")
    package static let fs = Setting(
        "fs", .choice(["ext2", "ext3", "ext4", "xfs", "btrfs"]), .storage, placeholder: "type", fallback: "ext4",
        "Kind of the file systems.")
    package static let mountOptions = Setting(
        "mount-options", .text, .storage, placeholder: "list", "Options in the guest's fstab for the root.")
    package static let disk = Setting(
        "disk", .list, .storage, placeholder: "name:size:/mount",
        "A further disk with a file system of its own, such as data:10G:/srv, and optionally :type.")
    package static let partitions = Setting(
        "partitions", .text, .storage, placeholder: "file",
        "A layout file as xen-tools has them: sections with size, type, mountpoint, options.")
    package static let diskDevice = Setting(
        "disk-device", .text, .storage, placeholder: "name", fallback: "xvda",
        "Name of the disks inside the guest.")

    package static let storage = [
        dir, layout, image, size, swap, noswap, fs, mountOptions, disk, partitions, diskDevice,
    ]
}
