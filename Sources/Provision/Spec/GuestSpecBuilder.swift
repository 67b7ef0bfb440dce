import Distros
import Model

/// Turns settings and facts into a complete, checked spec. Pure: the same input gives the same spec.
package struct GuestSpecBuilder {
    private let request: SpecRequest

    package init(_ request: SpecRequest) { self.request = request }

    /// - Throws: `.usage` or `.badInput` for the first value that makes no sense, `.exists` when the name, an address
    ///   or a MAC address is taken, `.unavailable` when a needed tool is missing.
    package func build() throws(ProvisionError) -> GuestSpec {
        let values = request.values
        let name = try name()
        let installation = try InstallationSpecBuilder(request: request, name: name).build()
        let boot = try BootSpecBuilder(request: request, name: name).build()
        let storage = try StorageSpecBuilder(request: request, method: installation.method).build()
        let network = try network(name, installation)
        let spec = GuestSpec(
            name: name, uuid: .guest(name), hardware: try HardwareSpecBuilder(request).build(), storage: storage,
            network: network,
            renderer: NetworkRenderer(rawValue: try request.choice(Settings.renderer)), installation: installation,
            access: try AccessSpecBuilder(request: request).build(), system: try system(), boot: boot,
            listInHosts: values.isOn(Settings.hosts), copyHosts: values.isOn(Settings.copyHosts),
            reproduction: try request.reproduction())
        if let reproduction = spec.reproduction {
            try ReproductionCheck(spec: spec, reproduction: reproduction).check()
        }
        try NameCheck(facts: request.facts, paths: request.paths).check(spec)
        return spec
    }

    /// As `build`, for who wants to know only whether it would.
    package func check() throws(ProvisionError) { _ = try build() }

    /// Refuses addresses that somebody else has, whatever else of its name is there already.
    package func checkAddresses() throws(ProvisionError) {
        let name = try name()
        _ = try network(name, InstallationSpecBuilder(request: request, name: name).build())
    }

    private func name() throws(ProvisionError) -> GuestName {
        guard let hostname = request.values.text(Settings.hostname) else {
            throw ProvisionError(.usage, "the guest has no name", hint: "give --hostname NAME")
        }
        return try request.naming(Settings.hostname) { () throws(ProvisionError) in try GuestName(hostname) }
    }

    private func network(
        _ name: GuestName, _ installation: InstallationSpec
    ) throws(ProvisionError) -> NetworkSpec {
        try NetworkSpecBuilder(request: request, name: name, distribution: installation.distribution).build()
    }

    private func system() throws(ProvisionError) -> SystemSpec {
        let locale = request.values.text(Settings.locale) ?? "C.UTF-8"
        guard !locale.isEmpty, locale.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "_.@-".contains($0)) })
        else {
            throw ProvisionError(
                .usage, "\(request.values.source(of: Settings.locale)): '\(locale.printable)' is not a locale",
                hint: "write it like de_DE.UTF-8")
        }
        let timezone = request.values.text(Settings.timezone)
        if let timezone {
            try check(timezone)
        }
        return SystemSpec(locale: locale, timezone: timezone ?? request.facts.timezone)
    }

    /// The guest's own zones are known only once it is installed; the host's, where it has any, are the same.
    private func check(_ timezone: String) throws(ProvisionError) {
        let zone = try request.checkGuestPath("\(HostPath.zones)/\(timezone)", of: Settings.timezone)
        let facts = request.facts.paths
        guard facts[HostPath.zones]?.kind == .directory, facts[zone.text]?.kind != .file else { return }
        throw ProvisionError(
            .usage, "\(request.values.source(of: Settings.timezone)): there is no time zone '\(timezone.printable)'",
            hint: "look for its name in \(HostPath.zones), such as Europe/Berlin")
    }
}

/// Refuses a name that something already has.
struct NameCheck {
    let facts: HostFacts
    let paths: HostPaths

    func check(_ spec: GuestSpec) throws(ProvisionError) {
        let remedy = "choose another name, or remove it first: xen-delete-image \(spec.name)"
        if facts.guests.contains(where: { $0.name == spec.name }) {
            throw ProvisionError(.exists, "the guest \(spec.name) exists already", hint: remedy)
        }
        if facts.runningDomains?.contains(spec.name.text) == true {
            throw ProvisionError(.exists, "a domain called \(spec.name) is running", hint: "choose another name")
        }
        for path in [spec.boot.configuration, spec.storage.imageDirectory(of: spec.name)] where facts.paths[path] != nil
        {
            throw ProvisionError(.exists, "\(path) exists already", hint: remedy)
        }
        let manifest = paths.manifest(of: spec.name.text)
        if facts.paths[manifest] != nil {
            throw ProvisionError(
                .exists, "\(manifest) exists already, of a guest that is gone", hint: "remove that file")
        }
        let name = spec.boot.configuration.split(separator: "/").last ?? ""
        let link = "\(paths.autostart)/\(name)"
        if spec.boot.autostart, facts.paths[link] != nil {
            throw ProvisionError(.exists, "\(link) exists already", hint: "remove it, or leave out --autostart")
        }
    }
}
