import Model
import Provision

/// Reads one layer: rows of the settings table, and `profiles`, `network`, `host`.
struct LayerParser {
    /// How a refusal names the place: "profile 'web'".
    let place: String

    func parse(_ value: YAMLValue) throws(ProvisionError) -> FleetLayer {
        var layer = FleetLayer()
        var seen: [String: FleetPosition] = [:]
        for entry in try value.entries(of: place) {
            try add(entry, to: &layer, &seen)
        }
        return layer
    }

    private func add(
        _ entry: YAMLValue.Entry, to layer: inout FleetLayer, _ seen: inout [String: FleetPosition]
    ) throws(ProvisionError) {
        let key = entry.key
        switch key.value {
        case FleetKeys.profiles: layer.profiles = try entry.value.texts(of: "'profiles'")
        case FleetKeys.network: layer.networks = try entry.value.texts(of: "'network'")
        case FleetKeys.host: layer.host = try entry.value.text(of: "'host'")
        default:
            let isAppended = key.value.hasSuffix("+")
            let setting = try row(key, isAppended: isAppended)
            if let before = seen.updateValue(key.position, forKey: setting.name) {
                throw key.position.refusal(
                    "'\(key.value.printable)' is given before, in line \(before.line)", hint: "keep one of them")
            }
            if Settings.secret.contains(setting) {
                layer.secrets.append((setting, try secret(setting, entry.value), entry.value.position))
            } else {
                let values = try SettingReader(setting: setting).values(entry.value)
                layer.settings.append(.init(setting: setting, values: values, isAppended: isAppended))
            }
        }
    }

    private func row(_ key: Located<String>, isAppended: Bool) throws(ProvisionError) -> Setting {
        let name = isAppended ? String(key.value.dropLast()) : key.value
        guard let setting = Settings.named(name) else {
            try FleetKeys.refuseUnknown(key, in: place, known: FleetKeys.layer + FleetKeys.rows.map(\.name))
        }
        if setting == Settings.hostname {
            throw key.position.refusal(
                "a guest's name is its key below 'guests'", hint: "write 'guests: {\(name): {…}}' with the name itself")
        }
        if setting.group == .run || FleetKeys.ofOneRun.contains(setting) {
            throw key.position.refusal(
                "'\(name)' belongs to a run and not to a guest", hint: "give --\(setting.name) on the command line")
        }
        if isAppended, setting.kind != .list {
            throw key.position.refusal(
                "'\(setting.name)' has one value, to which nothing can be appended", hint: "write '\(setting.name):'")
        }
        return setting
    }

    private func secret(_ setting: Setting, _ value: YAMLValue) throws(ProvisionError) -> SecretReference {
        let hint = "write '\(setting.name): {env: VARIABLE}' or '\(setting.name): {file: PATH}'"
        guard case .mapping(let entries) = value.content, let entry = entries.first, entries.count == 1 else {
            // The value itself is not shown: it may be the secret.
            throw value.position.refusal("a fleet file holds no secrets, and '\(setting.name)' is one", hint: hint)
        }
        let name = try entry.value.text(of: "'\(entry.key.value.printable)'")
        switch entry.key.value {
        case "env":
            guard !name.value.isEmpty,
                name.value.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
            else {
                throw name.position.refusal("'\(name.value.printable.shortened)' is no name of a variable", hint: hint)
            }
            return .environment(name.value)
        case "file": return .file(name.value)
        default: try FleetKeys.refuseUnknown(entry.key, in: "'\(setting.name)'", known: ["env", "file"])
        }
    }
}
