import Distros
import Model

/// The root that a bootstrap of this spec is going to give, as far as edits look at it: what a dry run shows is what
/// the real edits make of it.
struct ExpectedRoot: GuestRoot {
    private let files: GuestFiles

    /// Nil for a root that somebody brings: nobody knows what is in it before it is unpacked.
    init?(_ spec: GuestSpec) throws(ProvisionError) {
        guard let archive = spec.installation.method.archive else { return nil }
        var files = GuestFiles()
        for (package, paths) in Self.contents where package.isEmpty || archive.packages.contains(package) {
            for path in paths { files[path] = .present }
        }
        files.write("/etc/os-release", "ID=\(archive.family.rawValue)\nVERSION_CODENAME=\(archive.suite)\n")
        files.write("/etc/passwd", "root:x:0:0:root:/root:/bin/bash\n")
        files.write("/etc/shadow", "root:*:19000:0:99999:7:::\n", mode: 0o640)
        files.write("/etc/group", "root:x:0:\nsudo:x:27:\n")
        files.write("/etc/gshadow", "root:*::\nsudo:*::\n", mode: 0o640)
        if let zone = spec.system.timezone { files[try GuestPath("/usr/share/zoneinfo/" + zone)] = .present }
        if archive.packages.contains(where: { $0.hasPrefix("linux-image") }) {
            files["/boot"] = .directory(GuestDirectory(names: ["initrd.img-KERNEL", "vmlinuz-KERNEL"]))
        }
        self.files = files
    }

    func load(reads: [GuestPath], probes: [GuestPath], lists: [GuestPath]) throws(ProvisionError) -> GuestFiles {
        let wanted = Set(reads + probes + lists)
        return GuestFiles(files.entries.filter { wanted.contains($0.key) })
    }

    func carryOut(_ changes: [GuestChange]) throws(ProvisionError) {}
    func copyOut(_ path: GuestPath, to target: String) throws(ProvisionError) {}
    func moveOut(_ path: GuestPath, to target: String) throws(ProvisionError) {}

    /// What packages bring of what edits ask for; the empty name is every Debian root.
    private static let contents: [(package: String, paths: [GuestPath])] = [
        ("", ["/usr/bin/dpkg", "/usr/bin/apt", "/usr/bin/apt-get", "/etc/apt", "/etc/default", "/usr/share/locale"]),
        ("systemd-sysv", ["/usr/lib/systemd/systemd", "/usr/lib/systemd/systemd-networkd", "/sbin/init"]),
        ("udev", ["/usr/bin/udevadm", "/usr/lib/systemd/systemd-udevd"]),
        ("ifupdown", ["/usr/sbin/ifup", "/sbin/ifup", "/etc/network"]),
        ("netplan.io", ["/usr/sbin/netplan"]),
        ("network-manager", ["/usr/sbin/NetworkManager"]),
        ("systemd-resolved", ["/usr/lib/systemd/systemd-resolved"]),
        ("openssh-server", ["/usr/sbin/sshd"]),
        ("sudo", ["/usr/bin/sudo"]),
        ("initramfs-tools", ["/usr/sbin/update-initramfs"]),
    ]
}
