import Model

/// Gives the guest a machine-id(5) of its own.
///
/// An empty file is not enough: systemd fills it in, but does not count that boot as the first, and Debian trixie's
/// `sshd-keygen.service` runs on a first boot only, so a guest without host keys would never start sshd.
package struct SetMachineID: GuestEdit {
    package let title = "machine ID"
    package let origin: String
    package let reads: [GuestPath] = ["/etc/machine-id", "/var/lib/dbus/machine-id"]
    private let id: String?
    private let initSystem: GuestTraits.InitSystem

    /// - Parameter id: 32 lower-case hexadecimal digits, not all of them zero; nil leaves it to the guest's first start.
    /// - Throws: `.usage` for anything else.
    package init(
        _ id: String?, initSystem: GuestTraits.InitSystem = .systemd, origin: String = "default"
    ) throws(ProvisionError) {
        self.initSystem = initSystem
        self.origin = origin
        self.id = id
        guard let id else { return }
        let isHex = id.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        guard isHex, id.utf8.count == 32, id.contains(where: { $0 != "0" }) else {
            throw ProvisionError(
                .usage, "'\(id.printable)' is not a machine ID", hint: "use 32 lower-case hexadecimal digits")
        }
    }

    package func apply(to files: GuestFiles) throws(ProvisionError) -> GuestFiles {
        var files = files
        guard let id else {
            // machine-id(5): systemd takes that for a first boot. Others make the number that D-Bus wants themselves.
            if initSystem == .systemd {
                files.write("/etc/machine-id", "uninitialized\n", mode: 0o444)
            } else {
                files.remove("/etc/machine-id")
            }
            files.remove("/var/lib/dbus/machine-id")
            return files
        }
        // 0444 as systemd-machine-id-setup(1) leaves it.
        files.write("/etc/machine-id", id + "\n", mode: 0o444)
        // D-Bus keeps a copy where the package was set up before systemd; two different numbers confuse both.
        if case .file? = files["/var/lib/dbus/machine-id"] {
            files["/var/lib/dbus/machine-id"] = .link("/etc/machine-id")
        }
        return files
    }
}
