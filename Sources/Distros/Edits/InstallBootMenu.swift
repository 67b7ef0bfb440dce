import Model

/// Writes a boot menu for the kernels that the root holds, and on Debian's family a hook that keeps it up to date.
///
/// A root with a menu generator of its own (`update-grub`, `grub-mkconfig`) is left alone.
package struct InstallBootMenu: GuestEdit {
    package let title = "boot menu"
    package let origin: String
    package let reads: [GuestPath] = RootProbe.reads + [menu] + hooks
    package let probes: [GuestPath] = RootProbe.probes + generators
    package let lists: [GuestPath] = ["/boot"]
    private let arguments: String
    private let directory: String
    private let isRequired: Bool

    private static let menu: GuestPath = "/boot/grub/grub.cfg"
    private static let hooks: [GuestPath] = [
        "/etc/kernel/postinst.d/zz-xen-boot-menu", "/etc/kernel/postrm.d/zz-xen-boot-menu",
    ]
    private static let generators: [GuestPath] = [
        "/usr/sbin/update-grub", "/sbin/update-grub", "/usr/sbin/grub-mkconfig", "/usr/bin/grub-mkconfig",
        "/usr/sbin/grub2-mkconfig", "/usr/bin/grub2-mkconfig",
    ]

    /// - Parameters:
    ///   - root: value of `root=`, such as `UUID=…` or `/dev/xvda2`.
    ///   - extraArguments: what follows, `ro console=hvc0` unless told otherwise.
    ///   - hasBootFileSystem: `/boot` is a file system of its own, so the loader sees its files without `/boot`.
    ///   - isRequired: the guest boots from this menu, so a root without kernel is an error.
    /// - Throws: `.usage` for arguments that no menu can hold.
    package init(
        root: String, extraArguments: String = "ro console=hvc0", hasBootFileSystem: Bool = false,
        isRequired: Bool = true, origin: String = "default"
    ) throws(ProvisionError) {
        let arguments = "root=\(root) \(extraArguments)".trimmed
        let isPlain = arguments.unicodeScalars.allSatisfy { (0x20..<0x7F).contains($0.value) }
        guard isPlain, !root.isEmpty, !root.contains(" "), !arguments.contains(where: { "'\\$;{}#".contains($0) })
        else {
            throw ProvisionError(
                .usage, "kernel arguments '\(arguments.printable)' cannot stand in a boot menu",
                hint: "leave out quotes, backslashes, braces, '$', ';' and '#'")
        }
        self.arguments = arguments
        self.isRequired = isRequired
        self.origin = origin
        directory = hasBootFileSystem ? "" : "/boot"
    }

    package func apply(to files: GuestFiles) throws(ProvisionError) -> GuestFiles {
        let menu = BootMenu(namesInBoot: files.names(in: "/boot"))
        guard !menu.kernels.isEmpty else {
            guard isRequired else { return files }
            throw ProvisionError(
                .failed, "the guest has no kernel in /boot, but is to boot from its own",
                hint: "add a kernel package such as linux-image-amd64, or boot a kernel of the dom0")
        }
        guard !files.holdsAny(Self.generators) else { return files }
        var files = files
        files.write(Self.menu, menu.text(directory: directory, arguments: arguments))
        if RootProbe.traits(from: files).family.isDebianLike {
            let script = BootMenuHook.text(boot: "/boot", directory: directory, arguments: arguments)
            for hook in Self.hooks { files.write(hook, script, mode: 0o755) }
        }
        return files
    }
}
