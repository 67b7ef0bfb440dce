import Model

/// Reads which kind of storage was chosen; one, of those that there are.
struct BackendChoice {
    let request: SpecRequest

    func backend() throws(ProvisionError) -> StorageBackend {
        let values = request.values
        let chosen = Settings.storageChoices.map(\.chooses).filter { values.text($0) != nil }
        if chosen.count > 1 {
            throw ProvisionError(
                .usage,
                "the disks can be in one place only, and \(chosen.map(values.source).joined(separator: " and "))"
                    + " name several", hint: "give one of --dir, --lvm, --image-dev")
        }
        for (chooses, with) in Settings.storageChoices where values.text(chooses) == nil {
            guard let stray = with.first(where: { values.text($0) != nil }) else { continue }
            throw ProvisionError(
                .usage, "\(values.source(of: stray)): it says nothing without --\(chooses.name)",
                hint: "give --\(chooses.name) too")
        }
        switch chosen.first {
        case Settings.lvm: return try volumes()
        case Settings.imageDevice: return try devices()
        default: return .files
        }
    }

    private func volumes() throws(ProvisionError) -> StorageBackend {
        guard let group = try name(Settings.lvm) else { return .files }
        try refuseWholeDisk(Settings.lvm)
        return .lvm(group: group, pool: try name(Settings.lvmThin))
    }

    private func name(_ setting: Setting) throws(ProvisionError) -> LVMName? {
        guard let text = request.values.text(setting) else { return nil }
        return try request.naming(setting) { () throws(ProvisionError) in try LVMName(text) }
    }

    private func devices() throws(ProvisionError) -> StorageBackend {
        guard let root = request.values.text(Settings.imageDevice).map(request.absolute) else { return .files }
        let swap = request.values.text(Settings.swapDevice).map(request.absolute)
        try refuseWholeDisk(Settings.imageDevice)
        for setting in [Settings.size, Settings.swap, Settings.disk, Settings.partitions]
        where request.values[setting]?.origin == .commandLine {
            throw ProvisionError(
                .usage, "--\(setting.name): a named device is taken as it is", hint: "leave out --\(setting.name)")
        }
        guard root != swap else {
            throw ProvisionError(.usage, "\(root.printable) cannot hold the root and swap both")
        }
        try check(root, Settings.imageDevice)
        if let swap { try check(swap, Settings.swapDevice) }
        return .devices(root: root, swap: swap)
    }

    /// A whole disk is put together as a file first.
    private func refuseWholeDisk(_ setting: Setting) throws(ProvisionError) {
        guard try request.choice(Settings.layout) == "disk" else { return }
        throw ProvisionError(
            .usage, "\(request.values.source(of: Settings.layout)): a whole disk can only be an image file",
            hint: "use --layout=partitions with --\(setting.name)")
    }

    private func check(_ path: String, _ setting: Setting) throws(ProvisionError) {
        let source = request.values.source(of: setting)
        guard let device = request.facts.devices[path] else {
            throw ProvisionError(.usage, "\(source): there is no block device \(path.printable)")
        }
        if let guest = request.facts.guests.first(where: { $0.images.contains { $0.path == path } }) {
            throw ProvisionError(
                .exists, "\(source): \(path.printable) belongs to the guest \(guest.name)",
                hint: "remove that guest first: xen-delete-image \(guest.name)")
        }
        guard !device.isInUse else {
            throw ProvisionError(.busy, "\(source): \(path.printable) is in use", hint: "unmount it, or name another")
        }
        // A file of settings must not make every later run overwrite whatever it meets.
        let isForced = request.values[Settings.force]?.origin == .commandLine && request.values.isOn(Settings.force)
        guard device.holds == nil || isForced else {
            throw ProvisionError(
                .exists, "\(source): \(path.printable) holds something: \(device.holds ?? "")",
                hint: "name another device; --force overwrites it, and what it holds is lost")
        }
    }
}
