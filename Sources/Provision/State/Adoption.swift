import Model

/// Makes the record of a guest that has a configuration only, such as one of xen-tools: from then on it is ours.
package struct Adoption {
    private let guest: KnownGuest
    private let base: SettingValues
    private let now: Int64

    /// - Parameters:
    ///   - base: what the host's configuration files say; the guest is taken to be made by them.
    ///   - now: seconds since 1970.
    package init(_ guest: KnownGuest, base: SettingValues, now: Int64) {
        (self.guest, self.base, self.now) = (guest, base, now)
    }

    /// - Parameter configurationText: the configuration as it is.
    /// - Throws: `.badInput` for a configuration that cannot be read, or names no guest.
    package func record(configurationText: String) throws(ProvisionError) -> GuestRecord {
        guard let path = guest.configurationPath, let configuration = guest.configuration else {
            throw ProvisionError(.badInput, "\(guest.name.printable) has no configuration that can be read")
        }
        let name = try GuestName(guest.name)
        let uuid = try configuration.uuid.map { (text) throws(ProvisionError) in try UUIDValue(parsing: text) }
        let disks = try configuration.disks().filter { $0.target?.hasPrefix("/") == true }
        let images = disks.map { image($0, name, configuration) }
        let values = try settings(configuration, images)
        let own = images.first { $0.kind == nil }?.path ?? path
        return GuestRecord(
            name: name, uuid: uuid ?? .guest(name), run: RunID(bytes: [UInt8](repeating: 0, count: 8)), createdAt: now,
            distribution: values.text(Settings.dist) ?? "unknown",
            architecture: values.text(Settings.arch) ?? "unknown",
            installMethod: "unknown", imageDirectory: own.lastComponentSplit.0.description, images: images,
            vifs: try vifs(configuration, name), configuration: path, configurationText: configurationText,
            hostsLines: [], knownHosts: [], fingerprints: [], settings: values.recorded)
    }

    /// A file where xen-tools puts them goes with the guest; whatever else it is on stays.
    private func image(_ disk: XLDisk, _ name: GuestName, _ configuration: XLConfig) -> GuestRecord.Image {
        let path = disk.target ?? ""
        let isOwn = path.hasSuffix(".img") && path.lastComponentSplit.0.hasSuffix("/domains/\(name)")
        let isRoot = configuration.root?.contains("/dev/\(disk.vdev)") == true
        return GuestRecord.Image(
            path: path, device: disk.vdev, type: path.contains("swap") ? "swap" : "unknown",
            mountPoint: isRoot ? "/" : nil, size: ByteSize(bytes: 0), uuid: .named(path), kind: isOwn ? nil : .device)
    }

    private func vifs(_ configuration: XLConfig, _ name: GuestName) throws(ProvisionError) -> [VifSpec] {
        var specs: [VifSpec] = []
        let drawn = try MACAddress("00:16:3e:00:00:00")
        for (index, vif) in try configuration.vifs().enumerated() {
            // xl draws an address where none is given; whatever it is then, it is none that we could give away.
            var spec = VifSpec(index: index, mac: vif.mac ?? drawn, bridge: vif.bridge)
            spec.addressing.addresses = vif.addresses.compactMap { try? IPNetwork($0) { $0 == .ipv4 ? 24 : 64 } }
            spec.addressing.dhcp4 = spec.addressing.addresses.isEmpty
            specs.append(spec)
        }
        return specs
    }

    /// What the configuration says over what the host's files say.
    private func settings(
        _ configuration: XLConfig, _ images: [GuestRecord.Image]
    ) throws(ProvisionError) -> SettingValues {
        var values = base
        var names: Set<String> = []
        func set(_ row: Setting, _ texts: [String]) {
            guard !texts.isEmpty else { return }
            values.set(row, texts, .fallback)
            names.insert(row.name)
        }
        set(Settings.memory, [try configuration.memory()?.description].compactMap(\.self))
        set(Settings.maxmem, [try configuration.maxmem()?.description].compactMap(\.self))
        set(Settings.vcpus, [try configuration.vcpus().map { "\($0)" }].compactMap(\.self))
        set(Settings.cpus, [configuration.cpus].compactMap(\.self))
        set(Settings.cpuWeight, [try configuration.cpuWeight().map { "\($0)" }].compactMap(\.self))
        if let vif = try configuration.vifs().first {
            let addresses = vif.addresses.filter { (try? IPNetwork($0) { $0 == .ipv4 ? 24 : 64 }) != nil }
            if addresses.isEmpty { set(Settings.dhcp, ["yes"]) } else { set(Settings.ip, addresses) }
            set(Settings.bridge, [vif.bridge].compactMap(\.self))
        }
        if let own = images.first(where: { $0.kind == nil }) {
            let parts = own.path.split(separator: "/").dropLast(3)
            set(Settings.dir, ["/" + parts.joined(separator: "/")])
        }
        values.settleStorage(names)
        values.settleAddressing(names)
        return values
    }
}
