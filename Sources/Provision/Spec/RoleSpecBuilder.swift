import Model

/// Reads which role scripts run on the finished root, and what they find in their environment.
struct RoleSpecBuilder {
    let request: SpecRequest
    let name: GuestName

    func build() throws(ProvisionError) -> RoleSpec? {
        let names = request.values[list: Settings.role].flatMap { value in
            value.text.split(separator: ",").map { String($0).trimmed }
        }.filter { !$0.isEmpty }
        guard !names.isEmpty else { return nil }
        let directory =
            request.values.text(Settings.roleDirectory).map(request.absolute) ?? request.paths.xenTools + "/role.d"
        let scripts = try names.map { (name) throws(ProvisionError) in
            let path = name.contains("/") ? request.absolute(name) : "\(directory)/\(name)"
            guard let fact = request.facts.paths[path], fact.kind == .file, fact.isExecutable else {
                throw ProvisionError(
                    .usage, "\(request.values.source(of: Settings.role)): there is no executable role \(path.printable)"
                )
            }
            return path
        }
        let arguments = request.values.text(Settings.roleArguments)?.split(separator: " ").map(String.init) ?? []
        return RoleSpec(scripts: scripts, arguments: arguments, environment: environment())
    }

    /// As xen-tools exports them: every setting with `_` for `-`, lists as `ip1`, `ip2` and `ip_count`; no secrets.
    private func environment() -> [String: String] {
        var environment: [String: String] = [:]
        for setting in Settings.all where !Settings.secret.contains(setting) {
            let values = request.values[list: setting].map(\.text)
            guard let last = values.last else { continue }
            let key = String(setting.name.map { $0 == "-" ? "_" : $0 })
            environment[key] = setting.kind == .flag ? (request.values.isOn(setting) ? "1" : "") : last
            guard setting.kind == .list else { continue }
            for (index, value) in values.enumerated() { environment["\(key)\(index + 1)"] = value }
            environment["\(key)_count"] = String(values.count)
        }
        environment["hostname"] = name.text
        return environment
    }
}
