import Model

/// Finds out what a root contains: the paths to look at, and the pure conclusion from them.
///
/// Programs are looked for in their merged and unmerged places, because a root from before the /usr merge has
/// `/sbin/ifup` only there, and the newest have `/usr/bin` for everything.
package enum RootProbe {
    /// Files whose content is needed.
    package static let reads: [GuestPath] = [
        "/etc/os-release", "/usr/lib/os-release", "/sbin/init", "/usr/sbin/init",
        "/etc/pam.d/common-password", "/etc/pam.d/system-auth", "/etc/login.defs", "/usr/etc/login.defs",
    ]

    /// Paths whose existence is enough.
    package static let probes: [GuestPath] =
        systemd + openrc + ["/etc/inittab"] + familyMarks.map(\.path) + Array(renderers.values.joined())
        + udev + resolved + sshd + sudo + initramfsTools + dracut + musl + glibc
        + packageManagers.flatMap(\.paths)

    /// Directories to list: none.
    package static let lists: [GuestPath] = []

    /// What the root with these files is.
    package static func traits(from files: GuestFiles) -> GuestTraits {
        let release = files.text("/etc/os-release") ?? files.text("/usr/lib/os-release")
        let os = release.map { OSRelease(parsing: $0) } ?? OSRelease()
        let family = os.family ?? familyMarks.first { files.exists($0.path) }?.family ?? .other
        return GuestTraits(
            family: family, release: os, initSystem: initSystem(files),
            renderers: present(files, family), hasUdev: files.holdsAny(udev),
            hasResolved: files.holdsAny(resolved), hasSSHServer: files.holdsAny(sshd), hasSudo: files.holdsAny(sudo),
            usesYescrypt: usesYescrypt(files), hasInitramfsTools: files.holdsAny(initramfsTools),
            hasDracut: files.holdsAny(dracut), libc: libc(files),
            packageManager: packageManagers.first { files.holdsAny($0.paths) }?.manager ?? .none)
    }

    // A root may hold systemd's files without booting with it (Debian's systemd without systemd-sysv), so the link that
    // the kernel starts decides, where it is a link.
    private static func initSystem(_ files: GuestFiles) -> GuestTraits.InitSystem {
        let first = [files["/sbin/init"], files["/usr/sbin/init"]].compactMap { $0 }.first
        if case .link(let target)? = first, target.hasSuffix("/systemd") { return .systemd }
        if files.holdsAny(openrc) { return .openrc }
        if files.exists("/etc/inittab") { return .sysvinit }
        return files.holdsAny(systemd) ? .systemd : .none
    }

    private static func present(_ files: GuestFiles, _ family: GuestTraits.Family) -> Set<GuestTraits.Renderer> {
        // network-scripts of Red Hat's family and wicked of SUSE's bring an `ifup` of their own.
        let hasOtherIfup = family == .redhat || family == .suse
        return Set(
            renderers.filter { files.holdsAny($0.value) && !($0.key == .ifupdown && hasOtherIfup) }.map(\.key))
    }

    private static func usesYescrypt(_ files: GuestFiles) -> Bool {
        let pam = [files.text("/etc/pam.d/common-password"), files.text("/etc/pam.d/system-auth")]
        let definitions = [files.text("/etc/login.defs"), files.text("/usr/etc/login.defs")]
        return pam.compactMap { $0 }.contains { holdsWords(["pam_unix.so", "yescrypt"], $0) }
            || definitions.compactMap { $0 }.contains { holdsWords(["ENCRYPT_METHOD", "YESCRYPT"], $0) }
    }

    /// Whether a line that is not a comment holds all the words.
    private static func holdsWords(_ words: [Substring], _ text: String) -> Bool {
        text.split(separator: "\n").filter { !$0.hasPrefix("#") }
            .contains { line in Set(words).isSubset(of: line.split { $0 == " " || $0 == "\t" }) }
    }

    private static func libc(_ files: GuestFiles) -> GuestTraits.LibC {
        if files.holdsAny(musl) { return .musl }
        return files.holdsAny(glibc) ? .glibc : .unknown
    }
}

extension RootProbe {
    private static let systemd: [GuestPath] = ["/lib/systemd/systemd", "/usr/lib/systemd/systemd"]
    private static let openrc: [GuestPath] = [
        "/sbin/openrc", "/usr/sbin/openrc", "/bin/openrc", "/usr/bin/openrc",
    ]
    private static let udev: [GuestPath] = [
        "/lib/systemd/systemd-udevd", "/usr/lib/systemd/systemd-udevd", "/sbin/udevd", "/usr/sbin/udevd",
        "/lib/udev/udevd", "/bin/udevadm", "/usr/bin/udevadm",
    ]
    private static let resolved: [GuestPath] = [
        "/lib/systemd/systemd-resolved", "/usr/lib/systemd/systemd-resolved",
    ]
    private static let sshd: [GuestPath] = ["/usr/sbin/sshd", "/usr/bin/sshd", "/usr/sbin/dropbear"]
    private static let sudo: [GuestPath] = ["/usr/bin/sudo"]
    private static let initramfsTools: [GuestPath] = ["/usr/sbin/update-initramfs", "/usr/sbin/mkinitramfs"]
    private static let dracut: [GuestPath] = ["/usr/bin/dracut", "/usr/sbin/dracut", "/sbin/dracut"]

    /// The programs' loaders, by the names in their psABIs: one of them is in every root that can run anything.
    private static let musl: [GuestPath] = [
        "/lib/ld-musl-x86_64.so.1", "/lib/ld-musl-aarch64.so.1", "/lib/ld-musl-i386.so.1", "/lib/ld-musl-armhf.so.1",
        "/lib/ld-musl-riscv64.so.1",
    ]
    private static let glibc: [GuestPath] = [
        "/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1", "/lib/ld-linux.so.2",
        "/lib/ld-linux-armhf.so.3", "/lib/ld-linux-riscv64-lp64d.so.1",
    ]

    private static let renderers: [GuestTraits.Renderer: [GuestPath]] = [
        .ifupdown: ["/sbin/ifup", "/usr/sbin/ifup"],
        .networkd: ["/lib/systemd/systemd-networkd", "/usr/lib/systemd/systemd-networkd"],
        .netplan: ["/usr/sbin/netplan", "/usr/bin/netplan", "/sbin/netplan"],
        .networkManager: ["/usr/sbin/NetworkManager", "/usr/bin/NetworkManager"],
    ]

    /// For roots that are older than os-release(5).
    private static let familyMarks: [(path: GuestPath, family: GuestTraits.Family)] = [
        ("/etc/devuan_version", .devuan), ("/etc/debian_version", .debian), ("/etc/alpine-release", .alpine),
        ("/etc/redhat-release", .redhat), ("/etc/SuSE-release", .suse), ("/etc/arch-release", .arch),
    ]

    /// dnf before yum: where both are there, yum is a link to dnf.
    private static let packageManagers: [(manager: GuestTraits.PackageManager, paths: [GuestPath])] = [
        (.apt, ["/usr/bin/apt-get"]), (.apk, ["/sbin/apk", "/usr/sbin/apk", "/usr/bin/apk"]),
        (.dnf, ["/usr/bin/dnf", "/usr/bin/dnf5", "/usr/bin/microdnf"]), (.yum, ["/usr/bin/yum"]),
        (.zypper, ["/usr/bin/zypper"]), (.pacman, ["/usr/bin/pacman"]),
    ]
}
