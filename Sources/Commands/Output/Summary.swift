import Model
import Provision

/// What a person wants to know once a guest is there; the rows are xen-tools'.
struct Summary {
    let spec: GuestSpec
    let results: RunResults

    var text: String {
        var rows: [(String, String)] = [
            ("Hostname", spec.name.text),
            ("Distribution", "\(spec.installation.distribution) (\(spec.installation.method.name))"),
        ]
        for vif in spec.network.vifs {
            rows.append(("MAC Address", vif.mac.description))
            rows.append(("IP Address(es)", Self.addresses(vif.addressing)))
        }
        rows += results.fingerprints.map { ("SSH Fingerprint", Self.fingerprint($0)) }
        rows += results.knownHosts.map { ("known_hosts", $0) }
        rows.append(("Root Password", password))
        rows.append(("Disks", disks))
        rows.append(("Configuration", spec.boot.configuration))
        let body = rows.map { "\($0.0.padded(to: 16)):  \($0.1)" }
        return (["Installation Summary", "---------------------"] + body).joined(separator: "\n") + "\n"
    }

    private var disks: String {
        guard spec.storage.isOnDevices else { return spec.storage.imageDirectory(of: spec.name) }
        return spec.storage.volumes.map { spec.storage.path(of: $0, for: spec.name) }.joined(separator: " ")
    }

    private var password: String {
        switch spec.access.rootPassword {
        case .generated(_, nil): results.rootPassword ?? "N/A"
        case .generated(_, let target?): "written to \(target)"
        case .given, .hashed: "as given"
        case .locked: "N/A"
        }
    }

    private static func addresses(_ addressing: VifSpec.Addressing) -> String {
        var words = addressing.addresses.map(\.description)
        if addressing.dhcp4 || addressing.dhcp6 { words.append("dynamic") }
        if addressing.acceptsRouterAdvertisements { words.append("by router advertisements") }
        return words.isEmpty ? "none" : words.joined(separator: " ")
    }

    /// `256 SHA256:… comment (ED25519)` without length and comment.
    private static func fingerprint(_ line: String) -> String {
        let words = line.split(separator: " ")
        guard words.count >= 3, let kind = words.last else { return line }
        return "\(words[1]) \(kind)"
    }
}

extension String {
    /// With blanks at its end, up to a width in characters.
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
