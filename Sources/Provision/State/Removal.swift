import Model

/// What the removal of a guest takes away, in its order: the record goes last, so that a removal that was cut off can
/// be gone on with.
package struct Removal: Sendable {
    /// Files and links: autostart link, configuration, saved memory.
    package var files: [String] = []
    /// Image files.
    package var images: [String] = []
    /// Logical volumes, by what proves that they are the guest's.
    package var volumes: [VolumeRemoval] = []
    /// Devices that were there before the guest; they stay, with what is on them.
    package var kept: [String] = []
    /// Directories that are removed when they are empty after that.
    package var directories: [String] = []
    /// Lines of dom0's hosts file.
    package var hostsLines: [String] = []
    /// Marks the temporary file of the edit of the hosts file as this removal's.
    private let tag: String

    /// - Throws: `.failed` for a guest whose disks cannot be removed safely, naming them.
    package init(of guest: KnownGuest, paths: HostPaths) throws(ProvisionError) {
        tag = "delete-\(guest.name)"
        if let path = guest.configurationPath {
            let name = path.split(separator: "/").last.map(String.init) ?? ""
            files = ["\(paths.autostart)/\(name)", path]
        }
        files.append("\(paths.saves)/\(guest.configuration?.name ?? guest.name)")
        if let record = guest.record {
            images =
                record.images.filter { $0.kind == nil }.map(\.path) + [
                    "\(record.imageDirectory)/vmlinuz", "\(record.imageDirectory)/initrd.img",
                ]
            directories = [record.imageDirectory]
            hostsLines = record.hostsLines
            kept = record.images.filter { $0.kind == .device }.map(\.path)
            for image in record.images where image.kind == .volume { try add(image) }
        } else if let configuration = guest.configuration {
            try add(configuration, of: guest.name)
        }
    }

    private mutating func add(_ image: GuestRecord.Image) throws(ProvisionError) {
        guard let volume = image.volume else {
            throw ProvisionError(
                .failed, "nothing proves that the volume \(image.path) is the guest's", hint: "remove it yourself")
        }
        volumes.append(volume)
    }

    /// A guest that xen-tools made has no record: its disks are those of its configuration, if they lie where
    /// xen-tools puts them.
    private mutating func add(_ configuration: XLConfig, of name: String) throws(ProvisionError) {
        for disk in try configuration.disks() {
            guard let target = disk.target else { continue }
            let directory = target.split(separator: "/").dropLast()
            guard target.hasPrefix("/"), !target.hasPrefix("/dev/"), directory.last.map(String.init) == name,
                directory.dropLast().last == "domains", target.hasSuffix(".img")
            else {
                throw ProvisionError(
                    .failed, "the disk \(target.printable) of \(name) is not an image where xen-tools puts them",
                    hint: "remove it yourself, and then \(name)'s configuration")
            }
            images.append(target)
            let path = "/" + directory.joined(separator: "/")
            if !directories.contains(path) { directories.append(path) }
        }
    }

    /// What is there of it, for the question and the report.
    package func existing(
        _ files: any HostFiles, _ storage: StoragePorts = .none
    ) throws(ProvisionError) -> [String] {
        var found = try found(storage).map { "/dev/\($0.removal.group)/\($0.removal.name)" }
        for path in self.files + images + directories where try files.look(at: path) != nil { found.append(path) }
        return found
    }

    /// The volumes that are there, as LVM reports them.
    private func found(
        _ storage: StoragePorts
    ) throws(ProvisionError) -> [(removal: VolumeRemoval, volume: LogicalVolume, dependents: [String])] {
        var found: [(removal: VolumeRemoval, volume: LogicalVolume, dependents: [String])] = []
        for removal in volumes {
            guard let group = try storage.volumes.group(removal.group) else {
                throw ProvisionError(
                    .unavailable, "LVM sees no volume group \(removal.group), where \(removal.name) is",
                    hint: "'vgs' lists them; nothing was removed")
            }
            if let volume = group.volumes.first(where: removal.means) {
                found.append((removal, volume, group.dependents(of: volume)))
            }
        }
        return found
    }

    /// Refuses before anything is removed.
    ///
    /// - Throws: `.busy` for a volume that somebody has open, or that others are snapshots of.
    package func check(_ storage: StoragePorts) throws(ProvisionError) {
        for (removal, volume, dependents) in try found(storage) {
            let name = "\(removal.group)/\(removal.name)"
            guard !volume.isOpen else {
                throw ProvisionError(
                    .busy, "the volume \(name) is in use",
                    hint: "unmount it, or shut down who uses it; nothing was removed")
            }
            guard dependents.isEmpty else {
                throw ProvisionError(
                    .busy, "the volume \(name) is the origin of \(dependents.joined(separator: ", "))",
                    hint: "LVM would remove them with it: remove those first; nothing was removed")
            }
        }
    }

    /// Carries it out. Idempotent. Volumes go first: they are what somebody may still hold.
    package func carryOut(
        _ files: any HostFiles, _ storage: StoragePorts = .none, hosts: String?
    ) throws(ProvisionError) {
        for volume in volumes { _ = try storage.volumes.remove(volume) }
        for path in self.files + images { try files.removeFile(path) }
        for directory in directories {
            guard try files.look(at: directory) != nil else { continue }
            let rest = try files.names(in: directory)
            guard rest.isEmpty else {
                throw ProvisionError(
                    .leftovers, "\(directory) holds files that are not the guest's: \(rest.joined(separator: ", "))",
                    hint: "move them away and delete again")
            }
            try files.removeDirectory(directory)
        }
        guard let hosts, !hostsLines.isEmpty else { return }
        _ = try files.edit(hosts, tag: tag) { hostsLines.reduce($0) { HostLines.removing($1, from: $0) } }
    }
}
