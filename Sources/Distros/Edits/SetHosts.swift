import Model

/// Writes `/etc/hosts`: the loopback, the guest's own name, and whatever the image said about other hosts.
package struct SetHosts: GuestEdit {
    package let title = "hosts"
    package let origin: String
    package let reads: [GuestPath] = ["/etc/hosts"]
    private let name: GuestName
    private let addresses: [IPAddress]
    private let extraLines: [String]

    /// - Parameters:
    ///   - addresses: the static ones, both families; without an IPv4 address the name stands at 127.0.1.1, as Debian
    ///     does it for hosts with DHCP.
    ///   - extraLines: lines in the form of hosts(5), such as the dom0's; those about the guest itself and about
    ///     loopback addresses are left out.
    package init(
        _ name: GuestName, addresses: [IPAddress] = [], extraLines: [String] = [], origin: String = "--hostname"
    ) {
        self.name = name
        self.addresses = addresses
        self.extraLines = extraLines
        self.origin = origin
    }

    package func apply(to files: GuestFiles) throws(ProvisionError) -> GuestFiles {
        let own = names.joined(separator: " ")
        let own4 = addresses.filter { $0.family == .ipv4 }.map { "\($0)\t\(own)" }
        let own6 = addresses.filter { $0.family == .ipv6 }.map { "\($0)\t\(own)" }
        var lines = ["127.0.0.1\tlocalhost"] + (own4.isEmpty ? ["127.0.1.1\t\(own)"] : own4) + own6
        lines += [""] + Self.loopback6
        let kept = others(in: (files.lines("/etc/hosts") ?? []) + extraLines.filter { !Self.isLoopback($0) })
        if !kept.isEmpty { lines += [""] + kept }
        var files = files
        files.write("/etc/hosts", lines: lines)
        return files
    }

    private var names: [String] { [name.fullyQualified, name.short].compactMap { $0 } }

    private static let loopback6 = [
        "::1\tlocalhost ip6-localhost ip6-loopback", "ff02::1\tip6-allnodes", "ff02::2\tip6-allrouters",
    ]

    /// Names that this edit writes itself, or that distributions give to loopback and multicast addresses.
    private static let standardNames: Set<String> = [
        "localhost", "localhost.localdomain", "localhost4", "localhost4.localdomain4", "localhost6",
        "localhost6.localdomain6", "ip6-localhost", "ip6-loopback", "ip6-localnet", "ip6-mcastprefix", "ip6-allnodes",
        "ip6-allrouters", "ip6-allhosts", "ipv6-localhost", "ipv6-loopback",
    ]

    /// Another machine's loopback line would make us answer to its name.
    private static func isLoopback(_ line: String) -> Bool {
        let address = line.trimmed.prefix { $0 != " " && $0 != "\t" }
        return address.hasPrefix("127.") || address == "::1"
    }

    /// Lines about other hosts, each once, with the comments right above them.
    private func others(in lines: [String]) -> [String] {
        var kept: [String] = []
        var comments: [String] = []
        for line in lines {
            if line.trimmed.hasPrefix("#") {
                comments.append(line)
                continue
            }
            if let entry = foreignPart(of: line), !kept.contains(entry) { kept += comments + [entry] }
            comments = []
        }
        return kept
    }

    /// The line without our own and the standard names; nil when no name is left.
    private func foreignPart(of line: String) -> String? {
        let entry = line.prefix { $0 != "#" }
        let words = entry.split { $0 == " " || $0 == "\t" }.map(String.init)
        // 127.0.1.1 is by Debian's convention the machine's own name, here the one of the machine that made the image.
        guard let address = words.first, address != "127.0.1.1" else { return nil }
        let known = Self.standardNames.union(names)
        let rest = words.dropFirst().filter { !known.contains($0) }
        guard !rest.isEmpty else { return nil }
        return rest.count == words.count - 1 ? line : address + "\t" + rest.joined(separator: " ")
    }
}
