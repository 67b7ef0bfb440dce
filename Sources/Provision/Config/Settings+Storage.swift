extension Settings {
    package static let dir = Setting(
        "dir", .text, .storage, placeholder: "directory",
        "Keep the guest's disks as image files in directory/domains/NAME.")
    package static let lvm = Setting(
        "lvm", .text, .storage, placeholder: "group",
        "Make the guest's disks as logical volumes NAME-disk, NAME-swap in this volume group.")
    package static let lvmThin = Setting(
        "lvm-thin", .text, .storage, placeholder: "pool", "Take the volumes of --lvm from this thin pool of the group.")
    package static let imageDevice = Setting(
        "image-dev", .text, .storage, placeholder: "device", "Use this existing block device for the root file system.")
    package static let swapDevice = Setting(
        "swap-dev", .text, .storage, placeholder: "device", "Use this existing block device for swap, with --image-dev."
    )
    package static let wipe = Setting(
        "wipe", .choice(["discard", "zero", "none"]), .storage, placeholder: "way", fallback: "discard",
        "How old content is taken off volumes and devices before the guest gets them: given back where the device then"
            + " reads as zeros and written over elsewhere (discard), always written over (zero), or not at all (none).")
    package static let force = Setting(
        "force", .flag, .storage,
        "Overwrite what a device named with --image-dev or --swap-dev holds. Counts on the command line only.")
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

    /// The settings that choose where the disks are, with those that only go along.
    package static let storageChoices: [(chooses: Setting, with: [Setting])] = [
        (dir, []), (lvm, [lvmThin]), (imageDevice, [swapDevice]),
    ]

    package static let storage = [
        dir, lvm, lvmThin, imageDevice, swapDevice, wipe, force, layout, image, size, swap, noswap, fs, mountOptions,
        disk, partitions, diskDevice,
    ]
}
