import Model

/// Has the guest make its SSH host keys when it first starts: for images whose content everybody may know.
///
/// Debian before trixie makes them when the package is set up and never again, so the unit is ours.
package struct HostKeysAtFirstBoot: GuestEdit {
    package let title = "SSH host keys at the first boot"
    package let origin: String
    package let reads: [GuestPath] = [unit, link]
    package let lists: [GuestPath] = ["/etc/ssh"]

    /// - Throws: `.badInput` where nothing in the root would start the unit.
    package init(initSystem: GuestTraits.InitSystem, origin: String) throws(ProvisionError) {
        guard initSystem == .systemd else {
            throw ProvisionError(
                .badInput, "the root has no systemd, which would make its SSH host keys at the first boot",
                hint: "give keys with --host-key")
        }
        self.origin = origin
    }

    package func apply(to files: GuestFiles) throws(ProvisionError) -> GuestFiles {
        var files = files
        for name in files.names(in: "/etc/ssh") where InstallHostKeys.isHostKey(name) {
            files.remove(try GuestPath("/etc/ssh").appending(name))
        }
        files.write(Self.unit, Self.text)
        files[Self.link] = .link("../\(Self.name)")
        return files
    }

    private static let name = "xen-provision-host-keys.service"
    private static let unit: GuestPath = "/etc/systemd/system/xen-provision-host-keys.service"
    private static let link: GuestPath = "/etc/systemd/system/multi-user.target.wants/xen-provision-host-keys.service"

    private static let text = """
        # Written by xen-provision: the image came without keys, for others have the same.
        [Unit]
        Description=Make the SSH host keys of this guest
        ConditionPathExists=!/etc/ssh/ssh_host_ed25519_key
        Before=ssh.service sshd.service ssh.socket sshd.socket

        [Service]
        Type=oneshot
        ExecStart=/usr/bin/ssh-keygen -A

        [Install]
        WantedBy=multi-user.target

        """
}
