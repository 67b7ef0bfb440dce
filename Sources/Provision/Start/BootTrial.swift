import Model

/// What a trial start waits for.
package enum BootSign: String, Hashable, Sendable, CaseIterable {
    /// A login prompt on the guest's console.
    case login
    /// An answer to ping from an address of its own.
    case ping
    /// The host keys of its ssh server.
    case ssh
}

/// A throw-away guest that shows whether another starts: its configuration, with copies of the disks and a name of its
/// own.
package struct BootTrial: Hashable, Sendable {
    /// A disk of the guest, and where its copy goes.
    package struct Copy: Hashable, Sendable {
        package let source: String
        package let target: String

        package init(source: String, target: String) {
            self.source = source
            self.target = target
        }
    }

    package let config: XLConfig
    package let copies: [Copy]
    /// The guest's addresses, without prefix lengths.
    package let addresses: [String]

    /// The name of the throw-away guest, by which it is known as one.
    package static func name(of guest: String) -> String { "\(guest).test-boot" }

    /// - Parameters:
    ///   - config: the guest's configuration.
    ///   - uuid: for the copy.
    ///   - directory: where copies of its disks go.
    ///   - isRunning: whether the guest itself runs. Two on one address harm each other, so the copy then has no vif.
    /// - Throws: `.usage` where nothing tells an address to wait for, `.busy` for an address that the guest itself
    ///   uses now, `.badInput` for a disk that cannot be copied.
    package init(
        of config: XLConfig, uuid: UUIDValue, directory: String, signs: Set<BootSign>, isRunning: Bool
    ) throws(ProvisionError) {
        let name = config.name ?? ""
        let vifs = try config.vifs()
        let onNetwork = signs.contains(.ping) || signs.contains(.ssh)
        guard !(onNetwork && isRunning) else {
            throw ProvisionError(
                .busy, "\(name.printable) runs, and a copy of it would take its addresses",
                hint: "stop it first, or wait with --wait=login only, which starts the copy without a network")
        }
        addresses = isRunning ? [] : vifs.flatMap(\.addresses).map { String($0.prefix { $0 != "/" }) }
        guard !(onNetwork && addresses.isEmpty) else {
            throw ProvisionError(
                .usage, "the configuration of \(name.printable) names no address to wait for", hint: "use --wait=login")
        }
        let (disks, copies) = try Self.copied(try config.disks(), directory)
        self.copies = copies
        var trial = config
        try trial.set(XLKey.name, .string(Self.name(of: name)))
        try trial.set(XLKey.uuid, .string(uuid.description))
        try trial.setDisks(disks)
        // The guest knows its interfaces by their MAC addresses, so those stay; an interface of the host has one name.
        try trial.setVifs(
            isRunning
                ? []
                : vifs.map { vif in
                    var vif = vif
                    vif.vifname = nil
                    return vif
                })
        self.config = trial
    }

    /// What the guest can only read needs no copy.
    private static func copied(
        _ disks: [XLDisk], _ directory: String
    ) throws(ProvisionError) -> (disks: [XLDisk], copies: [Copy]) {
        var result: [XLDisk] = []
        var copies: [Copy] = []
        for var disk in disks {
            if let source = disk.target, disk.access == .readWrite, !disk.isCDROM {
                guard disk.format == .raw, disk.script == nil else {
                    throw ProvisionError(
                        .badInput, "a trial start copies raw disks, and \(source.printable) is none",
                        hint: "start the guest itself with 'xen-provision start'")
                }
                let target = "\(directory)/\(disk.vdev).img"
                copies.append(Copy(source: source, target: target))
                disk.target = target
            }
            result.append(disk)
        }
        return (result, copies)
    }
}
