import Model
import Provision

/// Merges a guest's layers: the defaults, its host, its network, its profiles in their order, itself.
struct LayerMerger {
    private let file: FleetFile
    /// Every profile with those that it is made from in front of it.
    private let profiles: [String: [FleetLayer]]

    /// - Throws: `.badInput` for a profile that is made from itself.
    init(_ file: FleetFile) throws(ProvisionError) {
        self.file = file
        var resolver = ProfileResolver(file: file)
        for name in file.profiles.keys.sorted() { _ = try resolver.resolve(name) }
        profiles = resolver.done
    }

    /// The guests of one entry, which are all alike but for their names.
    func guests(_ entry: FleetFile.Entry) throws(ProvisionError) -> [FleetGuest] {
        let named = entry.layer.profiles.isEmpty ? defaultProfiles : entry.layer.profiles
        var upper: [FleetLayer] = []
        for profile in named { upper += try layers(of: profile) }
        upper.append(entry.layer)
        let host = try host(entry)
        var lower = file.defaults
        if let host, let layer = file.hosts[host]?.layer { lower.append(layer) }
        let networks = (lower + upper).compactMap(\.networks).last ?? []
        for name in networks where file.networks[name.value] == nil {
            throw unknown(name, "network", file.networks.keys)
        }
        let wire = networks.first.flatMap { file.networks[$0.value]?.layer }
        var values = SettingValues()
        var secrets: [Setting: Located<SecretReference>] = [:]
        for layer in lower + (wire.map { [$0] } ?? []) + upper {
            Self.add(layer, to: &values)
            for secret in layer.secrets { secrets[secret.setting] = Located(secret.reference, secret.position) }
        }
        return entry.names.map { name in
            FleetGuest(
                name: name.value, position: name.position, host: host, networks: networks, settings: values,
                secrets: secrets)
        }
    }

    private var defaultProfiles: [Located<String>] { file.defaults.last { !$0.profiles.isEmpty }?.profiles ?? [] }

    private func layers(of profile: Located<String>) throws(ProvisionError) -> [FleetLayer] {
        guard let layers = profiles[profile.value] else { throw unknown(profile, "profile", file.profiles.keys) }
        return layers
    }

    private func host(_ entry: FleetFile.Entry) throws(ProvisionError) -> String? {
        let given = entry.layer.host ?? file.defaults.compactMap(\.host).last
        if let given {
            guard file.hosts[given.value] != nil else { throw unknown(given, "host", file.hosts.keys) }
            return given.value
        }
        guard file.hosts.count > 1, let name = entry.names.first else { return file.hosts.keys.first }
        throw name.position.refusal(
            "\(name.value) says no host, and the fleet has \(file.hosts.count)",
            hint: "write 'host: \(file.hosts.keys.min() ?? "NAME")'")
    }

    private func unknown(
        _ name: Located<String>, _ kind: String, _ known: some Collection<String>
    ) -> ProvisionError {
        let list = known.sorted().prefix(12).joined(separator: ", ")
        return name.position.refusal(
            "there is no \(kind) '\(name.value.printable.shortened)'",
            hint: Suggestion.hint(for: name.value, among: known)
                ?? (known.isEmpty ? "the fleet has no '\(kind)s'" : "the fleet has \(list)"))
    }

    /// Puts a layer over what is there.
    private static func add(_ layer: FleetLayer, to values: inout SettingValues) {
        for row in layer.settings {
            let mine = row.values.map { SettingValue($0.value, $0.position.origin) }
            let lower = row.isAppended ? values.given[row.setting.name] ?? [] : []
            values.set(row.setting, lower + mine)
        }
        let names = Set(layer.settings.filter { !$0.isAppended }.map(\.setting.name))
        values.settleStorage(names)
        values.settleAddressing(names)
    }
}

/// Lays profiles out flat.
private struct ProfileResolver {
    let file: FleetFile
    private(set) var done: [String: [FleetLayer]] = [:]
    private var stack: [String] = []

    init(file: FleetFile) { self.file = file }

    mutating func resolve(_ name: String) throws(ProvisionError) -> [FleetLayer] {
        if let layers = done[name] { return layers }
        guard let profile = file.profiles[name] else { return [] }
        guard stack.count < 64 else { throw profile.position.refusal("profiles are nested more than 64 deep") }
        stack.append(name)
        var layers: [FleetLayer] = []
        for base in profile.layer.profiles {
            if let start = stack.firstIndex(of: base.value) {
                let circle = (stack[start...] + [base.value]).joined(separator: " → ")
                throw base.position.refusal(
                    "the profiles are made from each other: \(circle.printable)", hint: "take one of them out")
            }
            guard file.profiles[base.value] != nil else {
                throw base.position.refusal(
                    "there is no profile '\(base.value.printable.shortened)'",
                    hint: Suggestion.hint(for: base.value, among: file.profiles.keys))
            }
            layers += try resolve(base.value)
            // Profiles that are made from two each would multiply without end.
            guard layers.count <= 1000 else { throw profile.position.refusal("made from more than 1000 profiles") }
        }
        stack.removeLast()
        layers.append(profile.layer)
        done[name] = layers
        return layers
    }
}
