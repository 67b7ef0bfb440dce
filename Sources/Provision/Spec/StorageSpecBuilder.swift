import Model

/// Reads the storage settings.
struct StorageSpecBuilder {
    let request: SpecRequest
    let method: InstallationSpec.Method

    func build() throws(ProvisionError) -> StorageSpec {
        let backend = try BackendChoice(request: request).backend()
        let directory = backend == .files ? try imageDirectory() : request.paths.state
        let layout: StorageSpec.Layout = try request.choice(Settings.layout) == "disk" ? .disk : .partitions
        let volumes = try withDevices(plainVolumes(on: backend) + furtherDisks(), layout: layout)
        try check(volumes, on: backend)
        return StorageSpec(
            directory: directory, backend: backend,
            wipe: WipeMode(rawValue: try request.choice(Settings.wipe)) ?? .discard, layout: layout,
            sparse: try request.choice(Settings.image) == "sparse",
            volumes: volumes)
    }

    private func imageDirectory() throws(ProvisionError) -> String {
        let values = request.values
        guard let given = values.text(Settings.dir) else {
            throw ProvisionError(
                .usage, "nowhere to put the guest's disks",
                hint: "name a directory with --dir or a volume group with --lvm, or set one in the configuration")
        }
        let directory = request.absolute(given)
        guard request.facts.paths[directory]?.kind == .directory else {
            throw ProvisionError(
                .usage, "\(values.source(of: Settings.dir)): there is no directory \(directory.printable)",
                hint: "make it first: mkdir -p \(ShellQuoting.quote(directory))")
        }
        return directory
    }

    /// A volume before it has a device name.
    struct Plain {
        var name: String
        var size: ByteSize
        var type: String
        var mountPoint: String?
        var options: String?
    }

    private func plainVolumes(on backend: StorageBackend) throws(ProvisionError) -> [Plain] {
        if case .devices(let root, let swap) = backend { return try deviceVolumes(root, swap) }
        guard let file = request.values.text(Settings.partitions) else { return try simpleVolumes() }
        return try partitionFile(request.absolute(file))
    }

    /// What is named is taken as large as it is.
    private func deviceVolumes(_ root: String, _ swap: String?) throws(ProvisionError) -> [Plain] {
        let size = { (path: String) in request.facts.devices[path]?.size ?? ByteSize(bytes: 0) }
        let options = try rootOptions()
        let swaps = swap.map { Plain(name: "swap", size: size($0), type: "swap", mountPoint: nil, options: nil) }
        let type = try request.choice(Settings.fs)
        return [swaps].compactMap(\.self)
            + [Plain(name: "disk", size: size(root), type: type, mountPoint: "/", options: options)]
    }

    private func simpleVolumes() throws(ProvisionError) -> [Plain] {
        var type = try request.choice(Settings.fs)
        guard var size = try request.size(Settings.size) else { return [] }
        if case .snapshot(let source) = method { (type, size) = (source.type, source.size) }
        var volumes: [Plain] = []
        if !request.values.isOn(Settings.noswap), let swap = try request.size(Settings.swap) {
            volumes.append(Plain(name: "swap", size: swap, type: "swap", mountPoint: nil, options: nil))
        }
        volumes.append(
            Plain(
                name: "disk", size: size, type: type, mountPoint: "/", options: try rootOptions()))
        return volumes
    }

    /// White space would end the column of fstab.
    private func rootOptions() throws(ProvisionError) -> String? {
        guard let text = request.values.text(Settings.mountOptions) else { return nil }
        let isPlain = text.unicodeScalars.allSatisfy {
            !$0.properties.isWhitespace && $0.properties.generalCategory != .control
        }
        guard isPlain else {
            throw ProvisionError(
                .usage,
                "\(request.values.source(of: Settings.mountOptions)): '\(text.printable)' is not a list of mount options",
                hint: "separate them by commas alone: noatime,discard")
        }
        return text
    }

    private func partitionFile(_ path: String) throws(ProvisionError) -> [Plain] {
        // xen-tools looks for a bare name among its own layouts.
        let given = request.values.text(Settings.partitions) ?? ""
        let shipped = "\(request.paths.partitions)/\(given)"
        if request.facts.texts[path] == nil, !given.contains("/"), let text = request.facts.texts[shipped] {
            return try PartitionFile.parse(text, path: shipped, defaultType: try request.choice(Settings.fs))
        }
        guard let text = request.facts.texts[path] else {
            throw ProvisionError(
                .usage, "\(request.values.source(of: Settings.partitions)): there is no file \(path.printable)")
        }
        return try PartitionFile.parse(text, path: path, defaultType: try request.choice(Settings.fs))
    }

    /// `--disk NAME:SIZE:/MOUNT[:TYPE]`.
    private func furtherDisks() throws(ProvisionError) -> [Plain] {
        var disks: [Plain] = []
        for value in request.values[list: Settings.disk] {
            let parts = value.text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            guard (3...4).contains(parts.count), PartitionFile.isName(parts[0]), parts[2].hasPrefix("/"),
                parts[2] != "/"
            else {
                throw ProvisionError(
                    .usage,
                    "\(request.values.source(of: Settings.disk)): '\(value.text.printable)' does not describe a disk",
                    hint: "write NAME:SIZE:/MOUNT, such as data:10G:/srv")
            }
            let type = parts.count == 4 ? parts[3] : try request.choice(Settings.fs)
            let size = try request.naming(Settings.disk) { () throws(ProvisionError) in try ByteSize(parsing: parts[1])
            }
            try checkMountPoint(parts[2], of: value.text)
            disks.append(Plain(name: parts[0], size: size, type: type, mountPoint: parts[2], options: nil))
        }
        return disks
    }

    /// Refuses places where the guest mounts file systems of its own at every start, which would hide the disk's.
    private func checkMountPoint(_ text: String, of disk: String) throws(ProvisionError) {
        let path = try request.checkGuestPath(text, of: Settings.disk)
        guard let top = path.components.first, ["proc", "sys", "dev", "run"].contains(top) else { return }
        throw ProvisionError(
            .usage,
            "\(request.values.source(of: Settings.disk)): '\(disk.printable)' would be hidden by the guest's own /\(top)",
            hint: "choose a mount point outside /proc, /sys, /dev and /run, such as /srv")
    }

    /// Numbers the volumes: partitions count up on one device name as xen-tools' do (swap is xvda1, the root xvda2);
    /// whole disks get letters from the base name's on, the root's first, and its file system is partition 1 of it.
    private func withDevices(_ plain: [Plain], layout: StorageSpec.Layout) throws(ProvisionError) -> [VolumeSpec] {
        let base = try deviceBase()
        let ordered =
            layout == .disk
            ? plain.filter { $0.mountPoint == "/" } + plain.filter { $0.mountPoint != "/" }
            : plain
        guard ordered.count <= 15 else {
            throw ProvisionError(.usage, "\(ordered.count) disks are too many", hint: "a guest takes 15 at most")
        }
        var volumes: [VolumeSpec] = []
        for (index, volume) in ordered.enumerated() {
            let device: String
            switch layout {
            case .partitions: device = "\(base)\(index + 1)"
            case .disk: device = try Self.disk(base, index) + (volume.mountPoint == "/" ? "1" : "")
            }
            volumes.append(
                VolumeSpec(
                    name: volume.name, size: volume.size, type: volume.type, mountPoint: volume.mountPoint,
                    mountOptions: volume.options ?? Self.defaultOptions(volume), uuid: try uuid(of: volume),
                    device: device))
        }
        return volumes
    }

    private func uuid(of volume: Plain) throws(ProvisionError) -> UUIDValue {
        guard let reproduction = try request.reproduction() else { return try request.randomUUID() }
        return reproduction.uuid(volume.name, of: try GuestName(request.values.text(Settings.hostname) ?? ""))
    }

    /// The name of the disk so many behind the base.
    private static func disk(_ base: String, _ index: Int) throws(ProvisionError) -> String {
        let letter = (base.utf8.last ?? UInt8(ascii: "a")) + UInt8(index)
        guard letter <= UInt8(ascii: "z") else {
            throw ProvisionError(
                .usage, "there are not enough names for the disks behind \(base)", hint: "begin with --disk-device=xvda"
            )
        }
        return base.dropLast() + String(UnicodeScalar(letter))
    }

    private func deviceBase() throws(ProvisionError) -> String {
        let text = request.values.text(Settings.diskDevice) ?? "xvda"
        let name = text.hasPrefix("/dev/") ? String(text.dropFirst(5)) : text
        let stem = name.dropLast()
        guard ["xvd", "sd", "hd"].contains(String(stem)), let last = name.last, last.isASCII, last.isLowercase else {
            throw ProvisionError(
                .usage, "\(request.values.source(of: Settings.diskDevice)): '\(text.printable)' is not a disk's name",
                hint: "use xvda")
        }
        return name
    }

    private static func defaultOptions(_ volume: Plain) -> String {
        if volume.type == "swap" { return "sw" }
        return volume.type.hasPrefix("ext") && volume.mountPoint == "/" ? "errors=remount-ro" : "defaults"
    }

    private func check(_ volumes: [VolumeSpec], on backend: StorageBackend) throws(ProvisionError) {
        let types = ["ext2", "ext3", "ext4", "xfs", "btrfs", "swap"]
        for volume in volumes {
            guard types.contains(volume.type) else {
                throw ProvisionError(
                    .usage, "disk \(volume.name): '\(volume.type.printable)' is no file system that can be made here",
                    hint: "use \(types.joined(separator: ", "))")
            }
            try VolumeSizeCheck(backend: backend).check(volume)
        }
        guard volumes.count(where: \.isRoot) == 1 else {
            throw ProvisionError(.usage, "the layout has no single file system for /", hint: "give exactly one")
        }
        for names in [volumes.map(\.name), volumes.compactMap(\.mountPoint)] {
            if let twice = names.firstDuplicate {
                throw ProvisionError(.usage, "two disks share '\(twice.printable)'", hint: "give each its own")
            }
        }
    }
}

extension Array where Element: Hashable {
    /// The first element that was there before.
    var firstDuplicate: Element? {
        var seen: Set<Element> = []
        return first { !seen.insert($0).inserted }
    }
}
