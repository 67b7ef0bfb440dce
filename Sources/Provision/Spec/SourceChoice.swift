import Model

/// Finds the archive to build from: the option or configuration, the host's own sources when it runs the same family,
/// else nothing, which leaves it to the bootstrapper.
struct SourceChoice {
    let request: SpecRequest
    let family: ArchiveSpec.Family
    let suite: String

    private var host: HostArchive? { request.facts.archives.first { $0.family == family } }

    var origin: String {
        if request.values.isGiven(Settings.mirror) { return request.values.source(of: Settings.mirror) }
        return host == nil ? "the bootstrapper's default" : "the host's apt sources"
    }

    func mirror() throws(ProvisionError) -> String? { try url(Settings.mirror) ?? host?.mirror }

    func securityMirror() throws(ProvisionError) -> String? {
        if let given = try url(Settings.securityMirror) { return given }
        // Ubuntu's pockets are all on one mirror; Debian has a second archive, which only the host's sources can tell.
        return family == .ubuntu ? try mirror() : host?.securityMirror
    }

    func url(_ setting: Setting) throws(ProvisionError) -> String? {
        guard let text = request.values.text(setting), !text.isEmpty else { return nil }
        let schemes = ["http://", "https://", "file:/", "copy:/", "mirror+"]
        let isPlain = text.unicodeScalars.allSatisfy { $0.value > 0x20 && $0.value < 0x7F && !"'\"|;<>[]".contains(Character($0)) }
        guard schemes.contains(where: text.hasPrefix), isPlain else {
            throw ProvisionError(
                .usage, "\(request.values.source(of: setting)): '\(text.printable)' is not an archive's address",
                hint: "write it like http://mirror.example.org/debian")
        }
        return text
    }
}

/// Names in Debian's sense.
enum DebianName {
    /// Policy 5.6.1: lower case, digits, `+`, `-`, `.`, at least two characters; `:arch` and `pkg-` are apt's.
    static func isPackage(_ text: String) -> Bool {
        text.utf8.count >= 2 && text.first.map { $0.isASCII && ($0.isLowercase || $0.isNumber) } == true
            && text.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || "+-.:".contains($0)) }
    }

    static func isComponent(_ text: String) -> Bool {
        !text.isEmpty && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-/".contains($0)) }
    }
}

/// The packages that a guest needs besides what its variant brings.
struct PackageChoice {
    let request: SpecRequest
    let family: ArchiveSpec.Family
    let suite: String

    func packages(architecture: String) throws(ProvisionError) -> [String] {
        var packages: [String] = []
        if request.values.text(Settings.bootBy) != "dom0-kernel" {
            packages += [try kernel(architecture), "initramfs-tools", "zstd"]
        }
        packages += ["systemd-sysv", "dbus", "udev", "ca-certificates"]
        packages += network
        if request.values.isOn(Settings.ssh) { packages.append("openssh-server") }
        if !request.values[list: Settings.user].isEmpty { packages.append("sudo") }
        if let locale = request.values.text(Settings.locale), !locale.hasPrefix("C.") { packages.append("locales") }
        packages += ["tzdata", "iproute2"] + fileSystemTools
        return packages
    }

    private func kernel(_ architecture: String) throws(ProvisionError) -> String {
        guard let name = KernelPackages.name(family: family == .ubuntu ? .ubuntu : .debian, architecture: architecture)
        else {
            throw ProvisionError(
                .usage, "there is no kernel for Xen guests of architecture \(architecture)", hint: "use amd64, arm64 or i386")
        }
        return name
    }

    private var network: [String] {
        switch request.values.text(Settings.renderer) {
        case "systemd-networkd": return []
        case "netplan": return ["netplan.io"]
        case "NetworkManager": return ["network-manager"]
        case "ifupdown": return ["ifupdown"] + dhcpClient
        default: return family == .ubuntu ? ["netplan.io"] : ["ifupdown"] + dhcpClient
        }
    }

    /// Since trixie no DHCP client comes by itself with ifupdown.
    private var dhcpClient: [String] {
        let vifs = request.values[list: Settings.vif].contains { $0.text.contains("dhcp") }
        let wanted = request.values.isOn(Settings.dhcp) || request.values.isOn(Settings.dhcp6) || vifs
        return wanted ? ["isc-dhcp-client"] : []
    }

    private var fileSystemTools: [String] {
        let type = request.values.text(Settings.fs) ?? "ext4"
        return ["xfs": ["xfsprogs"], "btrfs": ["btrfs-progs"]][type] ?? []
    }
}
