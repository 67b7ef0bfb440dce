import Model

/// Gives a guest its name: `/etc/hostname` short, and the mail name where there is a domain.
package struct SetHostname: GuestEdit {
    package let title = "hostname"
    package let origin: String
    package let reads: [GuestPath] =
        RootProbe.reads + ["/etc/hostname", "/etc/mailname", "/etc/sysconfig/network", "/etc/conf.d/hostname"]
    package let probes = RootProbe.probes
    private let name: GuestName

    /// - Parameter name: its first label becomes the host name.
    package init(_ name: GuestName, origin: String = "--hostname") {
        self.name = name
        self.origin = origin
    }

    package func apply(to files: GuestFiles) throws(ProvisionError) -> GuestFiles {
        let family = RootProbe.traits(from: files).family
        var files = files
        // With a mode, because mmdebstrap copies the file of the host with whatever mode that has.
        files.write("/etc/hostname", name.short + "\n", mode: 0o644)
        // A mail name without a domain would make exim bounce: keep what the image has.
        if let fqdn = name.fullyQualified, family.isDebianLike || files.exists("/etc/mailname") {
            files.write("/etc/mailname", fqdn + "\n")
        }
        // Enterprise Linux 6 and Gentoo's OpenRC keep the name elsewhere, and that place wins over /etc/hostname.
        replaceAssignment("HOSTNAME", in: "/etc/sysconfig/network", with: name.text, &files)
        replaceAssignment("hostname", in: "/etc/conf.d/hostname", with: "\"\(name.short)\"", &files)
        return files
    }

    private func replaceAssignment(_ key: String, in path: GuestPath, with value: String, _ files: inout GuestFiles) {
        guard let lines = files.lines(path), lines.contains(where: { $0.hasPrefix(key + "=") }) else { return }
        files.write(path, lines: lines.map { $0.hasPrefix(key + "=") ? "\(key)=\(value)" : $0 })
    }
}
