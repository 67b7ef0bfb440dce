/// A place where a boot configuration may be, and how to read it.
struct BootPlace {
    /// The order of the search: every file system is searched for one stage before the next begins.
    enum Stage: CaseIterable {
        /// Where pygrub looks, in its order.
        case classic
        /// A system partition, images of installers, boot loader specification entries.
        case newer
        /// Kernels without any configuration.
        case links
    }

    static let stages = Stage.allCases

    var format: BootMenu.Source.Format
    var path: String
    /// The folder above which the configuration lies, on a file system with subvolumes.
    var prefix = ""

    private static let classic: [(BootMenu.Source.Format, String)] = [
        (.grub2, "/boot/grub/grub.cfg"), (.grub2, "/grub/grub.cfg"), (.grub2, "/boot/grub2/grub.cfg"),
        (.grub2, "/grub2/grub.cfg"),
        (.legacy, "/boot/grub/menu.lst"), (.legacy, "/boot/grub/grub.conf"), (.legacy, "/grub/menu.lst"),
        (.legacy, "/grub/grub.conf"),
    ]

    private static let newer: [(BootMenu.Source.Format, String)] =
        ["BOOT", "debian", "ubuntu", "fedora", "almalinux", "rocky", "centos", "redhat", "opensuse", "sles"]
        .map { (.grub2, "/EFI/\($0)/grub.cfg") }

    private static let links: [(BootMenu.Source.Format, String)] = [(.links, "/vmlinuz"), (.links, "/boot/vmlinuz")]

    /// The places of a stage on a file system of some type.
    ///
    /// The names of subvolumes are those that installers give to the root file system on btrfs.
    static func places(of stage: Stage, _ options: BootMenuOptions, on type: String) -> [BootPlace] {
        let list =
            switch stage {
            case .classic: classic
            case .newer: newer
            case .links: links
            }
        let prefixes = type == "btrfs" ? ["", "/@", "/@rootfs", "/root"] : [""]
        return prefixes.flatMap { prefix in
            list.map { BootPlace(format: $0.0, path: prefix + $0.1, prefix: prefix) }
        }
    }

    /// The menu there; nil where there is nothing.
    func read(_ disk: BootDisk, _ volume: Int, _ options: BootMenuOptions) throws(ExtractionError) -> BootDraft? {
        if format == .links { return KernelLinks.draft(self, disk, volume) }
        guard let bytes = try disk.contents(volume, Array(path.utf8)) else { return nil }
        switch format {
        case .grub2:
            let session = GrubSession(disk: disk, options: options, home: volume, prefix: prefix)
            return try GrubConfiguration.draft(bytes, path: path, session)
        case .legacy: return LegacyConfiguration.draft(bytes, self, disk, volume)
        default: return nil
        }
    }
}
