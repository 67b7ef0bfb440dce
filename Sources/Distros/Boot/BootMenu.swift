import Model

/// A static GRUB 2 menu that pygrub and GRUB's Xen builds both read.
///
/// It stays inside what pygrub 4.17's line reader takes: the opening brace behind a blank on the line of the title, one
/// blank between kernel and arguments, one file for initrd, a number without quotes as the default, no variables.
package struct BootMenu: Hashable, Sendable {
    /// A kernel in `/boot` and its initial RAM disk.
    package struct Kernel: Hashable, Sendable {
        /// What stands behind `vmlinuz-`.
        package let version: String
        /// Name of the initrd's file; nil when there is none.
        package let initrd: String?
    }

    /// Newest first, the rescue kernels of Red Hat's family last.
    package let kernels: [Kernel]

    /// The kernels among the names in `/boot`.
    package init(namesInBoot names: [String]) {
        let known = Set(names)
        let versions = names.filter { $0.hasPrefix("vmlinuz-") && !Self.isLeftover($0) }.map { String($0.dropFirst(8)) }
        kernels = versions.sorted(by: Self.precedes).map { version in
            Kernel(version: version, initrd: Self.initrdNames(version).first(where: known.contains))
        }
    }

    /// The menu's text.
    ///
    /// - Parameters:
    ///   - directory: where the files are as the boot loader sees them: `/boot`, or empty when /boot is a file system.
    ///   - arguments: the kernels' command line.
    func text(directory: String, arguments: String) -> String {
        let entries = kernels.map { kernel in
            var lines = [
                "menuentry 'Linux \(kernel.version)' {", "\tlinux \(directory)/vmlinuz-\(kernel.version) \(arguments)",
            ]
            if let initrd = kernel.initrd { lines.append("\tinitrd \(directory)/\(initrd)") }
            return (lines + ["}"]).map { $0 + "\n" }.joined()
        }
        return Self.header + entries.joined()
    }

    /// The menu's head, which the kernel hook writes too.
    static let header = """
        # Boot menu for pygrub and GRUB on Xen. Written by xen-provision; on Debian's family
        # /etc/kernel/postinst.d/zz-xen-boot-menu writes it again when kernels come and go.
        set default=0
        set timeout=2

        """

    /// Names of the initrd in the order of preference: Debian, Red Hat and Arch, Alpine, SUSE.
    static func initrdNames(_ version: String) -> [String] {
        ["initrd.img-\(version)", "initramfs-\(version).img", "initramfs-\(version)", "initrd-\(version)"]
    }

    private static func isLeftover(_ name: String) -> Bool {
        ["~", ".old", ".dpkg-tmp", ".dpkg-new", ".bak", ".sig", ".hmac"].contains(where: name.hasSuffix)
    }

    private static func precedes(_ left: String, _ right: String) -> Bool {
        let (leftIsRescue, rightIsRescue) = (left.hasPrefix("0-rescue"), right.hasPrefix("0-rescue"))
        if leftIsRescue != rightIsRescue { return rightIsRescue }
        return DebianVersion(left) > DebianVersion(right)
    }
}
