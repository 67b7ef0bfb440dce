import Model
import Provision

/// Reads the values of one row, and refuses at once what can be seen to be wrong without knowing the host.
struct SettingReader {
    let setting: Setting

    func values(_ value: YAMLValue) throws(ProvisionError) -> [Located<String>] {
        if case .nothing = value.content {
            throw value.position.refusal("'\(setting.name)' has no value", hint: "give it one, or leave the key out")
        }
        if setting.kind != .list, case .list = value.content {
            throw value.position.refusal(
                "'\(setting.name)' wants one value, and this is a list", hint: "write '\(setting.name): VALUE'")
        }
        return try value.texts(of: "'\(setting.name)'").map { (text) throws(ProvisionError) in
            Located(try checked(text), text.position)
        }
    }

    private func checked(_ text: Located<String>) throws(ProvisionError) -> String {
        let value = text.value
        guard !value.isEmpty, !value.utf8.contains(0), !value.contains("\n") else {
            throw text.position.refusal(
                "'\(setting.name)' wants one line of text, and this is '\(value.printable.shortened)'")
        }
        switch setting.kind {
        case .flag: return try flag(text) ? "yes" : "no"
        case .choice(let words):
            guard words.contains(value) else {
                throw text.position.refusal(
                    "'\(value.printable.shortened)' is no \(setting.name)",
                    hint: Suggestion.hint(for: value, among: words) ?? "use \(words.joined(separator: ", "))")
            }
            return value
        case .text, .list:
            try check(value, at: text.position)
            return value
        }
    }

    private func flag(_ text: Located<String>) throws(ProvisionError) -> Bool {
        switch text.value.lowercased() {
        case "yes", "true", "on", "1": return true
        case "no", "false", "off", "0": return false
        default:
            throw text.position.refusal(
                "'\(text.value.printable.shortened)' is neither yes nor no, which '\(setting.name)' wants",
                hint: "write 'yes' or 'no'")
        }
    }

    /// What the placeholder promises; everything else is the spec's to say.
    private func check(_ value: String, at position: FleetPosition) throws(ProvisionError) {
        do throws(ProvisionError) {
            switch setting {
            case Settings.ip: _ = try IPNetwork(value) { $0 == .ipv4 ? 24 : 64 }
            case Settings.gateway, Settings.nameserver, Settings.broadcast, Settings.pointToPoint:
                _ = try IPAddress(value)
            case Settings.mac: _ = try MACAddress(value)
            default:
                if setting.placeholder == "size" { _ = try ByteSize(parsing: value) }
                if setting.placeholder == "n", Int(value) == nil {
                    throw ProvisionError(
                        .usage, "'\(value.printable.shortened)' is not a whole number", hint: "write digits only")
                }
            }
        } catch {
            throw position.refusal("\(setting.name): \(error.message)", hint: error.hint)
        }
    }
}
