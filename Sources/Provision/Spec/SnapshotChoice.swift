import Model

/// Reads which volume's snapshot becomes the guest's root.
struct SnapshotChoice {
    let request: SpecRequest

    /// What can be given another UUID and be mounted beside its origin.
    private static let types = ["ext2", "ext3", "ext4"]

    func snapshot() throws(ProvisionError) -> SnapshotSpec {
        let group = try group()
        let name = try origin(in: group)
        guard let volume = group.volume(name.text) else {
            throw ProvisionError(
                .unavailable, "the volume group \(group.name) has no volume \(name)", hint: "'lvs' lists them")
        }
        guard !volume.isThinPool, volume.isThin || volume.origin == nil else {
            throw ProvisionError(
                .usage, "\(source): LVM makes no snapshot of \(group.name)/\(name)",
                hint: "name a volume that is neither a pool nor a thick snapshot itself")
        }
        try checkSettings(isThin: volume.isThin)
        let type = try fileSystem("/dev/\(group.name)/\(name)", name)
        return SnapshotSpec(
            group: try LVMName(group.name), origin: name, size: volume.size, type: type,
            room: volume.isThin ? nil : try request.size(Settings.size))
    }

    private var source: String { request.values.source(of: Settings.installSource) }

    private func group() throws(ProvisionError) -> VolumeGroup {
        guard let text = request.values.text(Settings.lvm) else {
            throw ProvisionError(
                .usage, "\(request.values.source(of: Settings.installMethod)): snapshots are made in a volume group",
                hint: "name the group with --lvm")
        }
        let name = try request.naming(Settings.lvm) { () throws(ProvisionError) in try LVMName(text) }
        return try VolumeRequirements.group(name, request.facts)
    }

    /// `VOLUME`, `GROUP/VOLUME` or `/dev/GROUP/VOLUME`.
    private func origin(in group: VolumeGroup) throws(ProvisionError) -> LVMName {
        guard let text = request.values.text(Settings.installSource) else {
            throw ProvisionError(
                .usage, "this install method needs a source", hint: "name a volume with --install-source")
        }
        let path = text.hasPrefix("/dev/") ? String(text.dropFirst(5)) : text
        let words = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard let last = words.last, words.count == 1 || words == [group.name, last] else {
            throw ProvisionError(
                .usage, "\(source): '\(text.printable)' is no volume of the group \(group.name)",
                hint: "a snapshot stays in the group of its origin")
        }
        return try request.naming(Settings.installSource) { () throws(ProvisionError) in try LVMName(last) }
    }

    /// The root is the origin's one file system, of its type and size.
    private func checkSettings(isThin: Bool) throws(ProvisionError) {
        let refused = [Settings.partitions, Settings.disk, Settings.fs] + (isThin ? [Settings.size] : [])
        for setting in refused {
            guard let value = request.values[setting] ?? request.values[list: setting].first,
                value.origin == .commandLine
                    || [Settings.partitions, Settings.disk].contains(where: { $0.name == setting.name })
            else { continue }
            throw ProvisionError(
                .usage, "\(request.values.source(of: setting)): a snapshot is what its origin is",
                hint: "leave out --\(setting.name)")
        }
    }

    private func fileSystem(_ path: String, _ name: LVMName) throws(ProvisionError) -> String {
        guard let device = request.facts.devices[path] else {
            throw ProvisionError(
                .unavailable, "the volume \(name) has no device \(path)",
                hint: "activate it first: lvchange --activate y --ignoreactivationskip \(path.dropFirst(5))")
        }
        guard !device.isInUse else {
            throw ProvisionError(
                .busy, "\(source): \(path) is in use, and its file system would be cut in the middle of work",
                hint: "shut down who uses it")
        }
        guard let type = device.fileSystem, Self.types.contains(type) else {
            throw ProvisionError(
                .usage, "\(source): \(path) holds \(device.holds ?? "nothing")",
                hint: "the origin must hold \(Self.types.joined(separator: ", "))")
        }
        return type
    }
}
