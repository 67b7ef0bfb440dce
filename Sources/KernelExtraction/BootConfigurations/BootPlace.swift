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
        (.syslinux, "/boot/isolinux/isolinux.cfg"), (.syslinux, "/boot/extlinux/extlinux.conf"),
        (.syslinux, "/boot/extlinux.conf"), (.syslinux, "/extlinux/extlinux.conf"), (.syslinux, "/extlinux.conf"),
        (.legacy, "/boot/grub/menu.lst"), (.legacy, "/boot/grub/grub.conf"), (.legacy, "/grub/menu.lst"),
        (.legacy, "/grub/grub.conf"),
    ]

    private static let newer: [(BootMenu.Source.Format, String)] =
        ["BOOT", "debian", "ubuntu", "fedora", "almalinux", "rocky", "centos", "redhat", "opensuse", "sles"]
        .map { (.grub2, "/EFI/\($0)/grub.cfg") } + [
            (.syslinux, "/isolinux/isolinux.cfg"), (.syslinux, "/syslinux/syslinux.cfg"),
            (.syslinux, "/boot/syslinux/syslinux.cfg"),
            (.systemdBoot, "/loader/entries"), (.systemdBoot, "/EFI/Linux"), (.bls, "/loader/entries"),
            (.bls, "/boot/loader/entries"),
        ]

    private static let links: [(BootMenu.Source.Format, String)] = [(.links, "/vmlinuz"), (.links, "/boot/vmlinuz")]

    /// The places of a stage on a file system of some type.
    ///
    /// The names of subvolumes are those that installers give to the root file system on btrfs.
    static func places(of stage: Stage, _ options: BootMenuOptions, on type: String) -> [BootPlace] {
        let list =
            switch stage {
            case .classic: classic
            case .newer: newer + (options.lilo ? [(.lilo, "/etc/lilo.conf")] : [])
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
        if format == .systemdBoot || format == .bls { return try readSpecification(disk, volume, options) }
        guard let bytes = try disk.contents(volume, Array(path.utf8)) else { return nil }
        switch format {
        case .grub2:
            let session = GrubSession(disk: disk, options: options, home: volume, prefix: prefix)
            return try GrubConfiguration.draft(bytes, path: path, session)
        case .legacy: return LegacyConfiguration.draft(bytes, self, disk, volume)
        case .syslinux: return try SyslinuxConfiguration.draft(bytes, path: path, disk, volume)
        case .lilo: return LiloConfiguration.draft(bytes, disk, volume)
        case .bls, .systemdBoot, .links: return nil
        }
    }

    /// The menu of boot loader specification entries: systemd-boot's where its partitions are, else as GRUB has it.
    private func readSpecification(
        _ disk: BootDisk, _ volume: Int, _ options: BootMenuOptions
    ) throws(ExtractionError) -> BootDraft? {
        guard disk.exists(volume, Array(path.utf8))?.kind == .directory else { return nil }
        guard SystemdBoot.owns(disk, volume) == (format == .systemdBoot) else { return nil }
        if format == .systemdBoot { return try SystemdBoot.draft(disk) }
        let session = GrubSession(disk: disk, options: options, home: volume, prefix: prefix)
        let script = Array(GrubInterpreter.standaloneScript.utf8)
        return try GrubConfiguration.draft(script, path: path, session)
    }
}
