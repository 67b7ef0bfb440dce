import Distros
import Model

/// Which edits make a root into this guest: those that were asked for, as far as they fit what the root contains.
package struct GuestCustomisation: Sendable {
    let spec: GuestSpec
    let facts: HostFacts

    /// What the edits need besides the spec.
    struct Inputs {
        let traits: GuestTraits
        let renderer: NetworkRenderer
        let templates: any TextTemplates
        /// 32 hexadecimal digits; nil where the guest makes its own when it first starts.
        let machineID: String?
        /// Nil locks the account.
        let passwordHash: String?
        let hostKeys: [HostKey]
        /// By their files on the host.
        let repositoryKeys: [String: [UInt8]]
    }

    /// Asks a root what it is.
    func look(at guest: any GuestRoot) throws(ProvisionError) -> (traits: GuestTraits, renderer: NetworkRenderer) {
        let probed = try guest.load(reads: RootProbe.reads, probes: RootProbe.probes, lists: RootProbe.lists)
        let traits = RootProbe.traits(from: probed)
        let network = try guest.load(reads: [], probes: RendererChoice.probes, lists: [])
        let renderer = try RendererChoice.choose(
            requested: spec.renderer, present: RendererChoice.facts(network),
            familyDefault: traits.family == .ubuntu ? .netplan : .ifupdown)
        return (traits, renderer)
    }

    /// The edits for a root that is there.
    func edits(for guest: any GuestRoot, _ world: World) throws(ProvisionError) -> [any GuestEdit] {
        let (traits, renderer) = try look(at: guest)
        world.reporter.detail(
            "the root is \(traits.family), started by \(traits.initSystem), network by \(renderer.rawValue)")
        let scheme = spec.access.scheme ?? (traits.usesYescrypt ? .yescrypt : .sha512)
        var hash = world.results.rootPasswordHash
        if let password = world.results.rootPassword { hash = try world.secrets.hash(password, scheme: scheme) }
        let keys = try spec.installation.method.archive.map { (archive) throws(ProvisionError) in
            try GuestSources.keys(archive, world.files)
        }
        return try edits(
            Inputs(
                traits: traits, renderer: renderer, templates: world.templates,
                machineID: spec.reproduction == nil ? try machineID(world) : nil,
                passwordHash: hash, hostKeys: world.results.hostKeys,
                repositoryKeys: keys ?? [:]))
    }

    private func machineID(_ world: World) throws(ProvisionError) -> String {
        try world.secrets.randomBytes(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    func edits(_ inputs: Inputs) throws(ProvisionError) -> [any GuestEdit] {
        var edits: [any GuestEdit] = [CleanRoot(), SetHostname(spec.name), hosts]
        edits += network(inputs)
        edits += try accounts(inputs)
        edits.append(try SetFstab(mounts))
        edits.append(try SetMachineID(inputs.machineID, initSystem: inputs.traits.initSystem))
        edits += try system(inputs.traits)
        edits += try packageSources(inputs)
        edits += try boot()
        return edits
    }

    // MARK: Network

    private var hosts: SetHosts {
        let addresses = spec.network.vifs.flatMap { $0.addressing.addresses.map(\.address) }
        return SetHosts(spec.name, addresses: addresses, extraLines: spec.copyHosts ? hostLines : [])
    }

    private var hostLines: [String] {
        facts.hostsText.split(separator: "\n").map { String($0).trimmed }.filter { !$0.isEmpty && !$0.hasPrefix("#") }
    }

    private func network(_ inputs: Inputs) -> [any GuestEdit] {
        [
            PinInterfaceNames(network: spec.network, templates: inputs.templates, origin: networkOrigin),
            inputs.renderer.edit(spec.network, templates: inputs.templates, origin: networkOrigin),
            SetResolver(
                network: spec.network, renderer: inputs.renderer, templates: inputs.templates, origin: resolverOrigin),
        ]
    }

    /// The options that say how the guest gets its addresses: `--ip, --slaac`.
    private var networkOrigin: String {
        let addressings = spec.network.vifs.map(\.addressing)
        let options = [
            (!(addressings.first?.addresses.isEmpty ?? true), "--ip"), (addressings.first?.dhcp4 ?? false, "--dhcp"),
            (addressings.first?.dhcp6 ?? false, "--dhcp6"),
            (addressings.first?.acceptsRouterAdvertisements ?? false, "--slaac"), (addressings.count > 1, "--vif"),
        ]
        return options.filter(\.0).map(\.1).joined(separator: ", ")
    }

    private var resolverOrigin: String {
        let servers = spec.network.nameservers.map(\.description)
        if servers.isEmpty { return "default" }
        return servers.allSatisfy(facts.nameservers.contains) ? "dom0's resolver" : "--nameserver"
    }

    // MARK: Access

    private var day: Int { Int((spec.reproduction?.epoch ?? facts.now) / 86_400) }

    private func accounts(_ inputs: Inputs) throws(ProvisionError) -> [any GuestEdit] {
        var edits: [any GuestEdit] = []
        if let hash = inputs.passwordHash {
            edits.append(try SetRootPassword(hash: hash, day: day, origin: passwordOrigin))
        } else {
            edits.append(LockRootPassword(day: day))
        }
        if !spec.access.rootKeys.isEmpty { edits.append(try AuthorizeRootKeys(spec.access.rootKeys)) }
        for account in spec.access.accounts {
            edits.append(try AddAccount(account, passwordHash: nil, day: day))
            if account.isAdministrator, inputs.traits.hasSudo { edits.append(try GrantSudo(account)) }
        }
        guard inputs.traits.hasSSHServer else { return edits }
        if !inputs.hostKeys.isEmpty { edits.append(try InstallHostKeys(inputs.hostKeys)) }
        if spec.access.hostKeysAtFirstBoot == true {
            edits.append(try HostKeysAtFirstBoot(initSystem: inputs.traits.initSystem, origin: "--seed"))
        }
        return edits
    }

    private var passwordOrigin: String {
        switch spec.access.rootPassword {
        case .generated: "generated"
        case .hashed: "--password-hash-file"
        case .given, .locked: "--password-file"
        }
    }

    // MARK: System

    private var mounts: [MountSpec] {
        spec.storage.mounted.map { volume in
            MountSpec(
                source: "UUID=\(volume.uuid)", mountPoint: volume.mountPoint ?? "/", type: volume.type,
                options: volume.mountOptions, pass: volume.type.hasPrefix("ext") ? (volume.isRoot ? 1 : 2) : 0)
        }
            + spec.storage.volumes.filter(\.isSwap).map { volume in
                MountSpec(
                    source: "UUID=\(volume.uuid)", mountPoint: "none", type: "swap", options: volume.mountOptions,
                    pass: 0)
            }
    }

    private func system(_ traits: GuestTraits) throws(ProvisionError) -> [any GuestEdit] {
        var edits: [any GuestEdit] = [try EnableConsole()]
        // Without glibc there are no locales to choose from.
        if traits.libc != .musl { edits.append(try SetLocale(spec.system.locale)) }
        if let timezone = spec.system.timezone { edits.append(try SetTimezone(timezone, origin: timezoneOrigin)) }
        return edits
    }

    private var timezoneOrigin: String { spec.system.timezone == facts.timezone ? "dom0's time zone" : "--timezone" }

    // MARK: Packages

    /// A root that somebody brought keeps its sources; a bootstrapped one gets the guest's mirror.
    private func packageSources(_ inputs: Inputs) throws(ProvisionError) -> [any GuestEdit] {
        guard let archive = spec.installation.method.archive else { return [] }
        let sources = GuestSources(
            archive: archive, release: try facts.release(of: archive), keys: inputs.repositoryKeys)
        let origin = archive.guestMirror == nil ? archive.mirrorOrigin : "--guest-mirror"
        var edits: [any GuestEdit] = []
        if let edit = try sources.edit(mirror: archive.guestMirror ?? archive.mirror, origin: origin) {
            edits.append(edit)
        }
        if let proxy = archive.proxy { edits.append(try SetAptProxy(proxy, origin: "--apt-proxy")) }
        return edits
    }

    // MARK: Boot

    private func boot() throws(ProvisionError) -> [any GuestEdit] {
        guard let root = spec.storage.root else { return [] }
        let isRequired =
            switch spec.boot.way {
            case .guestKernel, .grub: true
            case .copiedKernel, .dom0Kernel: false
            }
        let arguments = ["ro console=hvc0", spec.boot.kernelArguments].compactMap { $0 }.joined(separator: " ")
        return [
            try InstallBootMenu(
                root: "UUID=\(root.uuid)", extraArguments: arguments,
                hasBootFileSystem: spec.storage.volumes.contains { $0.mountPoint == "/boot" }, isRequired: isRequired)
        ]
    }
}

extension HostFacts {
    /// dom0's hosts file.
    var hostsText: String { texts.first { $0.key.hasSuffix("/etc/hosts") }?.value ?? "" }
}
