/// The file systems of a disk as boot configurations see them: by device name, UUID, label or a file they hold.
final class BootDisk {
    let volumes: [BootVolume]
    private(set) var warnings: [String] = []

    private let checksFiles: Bool

    init(_ volumes: [BootVolume], checksFiles: Bool = true) {
        self.volumes = volumes
        self.checksFiles = checksFiles
    }

    /// Remembers something the user should know; the same sentence once, and a bounded number of them.
    func warn(_ sentence: String) {
        guard warnings.count < 64, !warnings.contains(sentence) else { return }
        warnings.append(sentence)
    }

    /// Forgets the warnings, for the next configuration, and returns them.
    func takeWarnings() -> [String] {
        defer { warnings = [] }
        return warnings
    }
}

// MARK: - Files

extension BootDisk {
    /// The node at a path of a volume; nil where there is none.
    func find(_ volume: Int, _ path: [UInt8]) throws(ExtractionError) -> Node? {
        guard path.count <= Limits.pathLength else { return nil }
        return try PathWalker(volumes[volume].files).find(path)
    }

    /// The same with failures as warnings: to a configuration's test, an unreadable file is one that is not there.
    func exists(_ volume: Int, _ path: [UInt8]) -> Node? {
        do {
            return try find(volume, path)
        } catch {
            warn("\(volumes[volume].description): \(ExtractionError.printable(path)): \(error.message)")
            return nil
        }
    }

    /// A whole file of at most `limit` bytes; nil where there is no such file.
    func contents(
        _ volume: Int, _ path: [UInt8], limit: Int = Limits.configuration
    ) throws(ExtractionError) -> [UInt8]? {
        guard let node = try find(volume, path), node.kind == .file else { return nil }
        let size = try node.size.bounded(by: limit, "the size of \(ExtractionError.printable(path))")
        return try volumes[volume].files.read(node.id, at: 0, count: size)
    }

    /// The names in a directory; empty where there is none.
    func names(_ volume: Int, _ path: [UInt8]) throws(ExtractionError) -> [[UInt8]] {
        guard let node = try find(volume, path), node.kind == .directory else { return [] }
        return try volumes[volume].files.entries(of: node.id).map(\.name)
    }

    /// Why a kernel or initial RAM disk cannot be taken; nil when it can.
    func obstacle(_ file: BootFile, _ what: String) -> String? {
        let name = "the \(what) \(ExtractionError.printable(file.path))"
        do {
            guard let node = try find(file.volume, file.path) else {
                return "\(name) does not exist on \(volumes[file.volume].description)"
            }
            guard node.kind == .file else { return "\(name) is no file" }
            return node.size == 0 ? "\(name) is empty" : nil
        } catch {
            return "\(name) on \(volumes[file.volume].description): \(error.message)"
        }
    }

    /// Far beyond what Linux takes: 2047 bytes of arguments.
    private static let maximumArguments = 1 << 16
    private static let maximumInitrds = 64

    /// The entry, marked unusable when it has no kernel or a file of it is not there.
    func checked(_ entry: BootEntry) -> BootEntry {
        guard entry.unusable == nil else { return entry }
        var entry = entry
        guard let kernel = entry.kernel else {
            entry.unusable = "it loads no kernel"
            return entry
        }
        guard entry.initrds.count <= Self.maximumInitrds, entry.arguments.count <= Self.maximumArguments else {
            entry.unusable =
                "it has more than \(Self.maximumInitrds) initial RAM disks or \(Self.maximumArguments) bytes of arguments"
            entry.initrds = []
            entry.arguments = []
            return entry
        }
        guard checksFiles else { return entry }
        entry.unusable = obstacle(kernel, "kernel")
        for initrd in entry.initrds where entry.unusable == nil {
            entry.unusable = obstacle(initrd, "initial RAM disk")
        }
        return entry
    }
}

// MARK: - Devices

extension BootDisk {
    /// The volume that a boot loader's device name means; nil where this disk has none such.
    ///
    /// The disk's own number is ignored: the guest may have been installed with its disks in another order. GRUB legacy
    /// counts partitions from 0, GRUB 2 from 1.
    func volume(device name: [UInt8], firstPartition: Int = 1) -> Int? {
        var device = String(decoding: name, as: UTF8.self)
        if device.hasPrefix("("), device.hasSuffix(")") { device = String(device.dropFirst().dropLast()) }
        if device.hasPrefix("lvm") {
            return volumes.firstIndex { volume in
                guard case .logicalVolume(_, _, let identifier) = volume.place else { return false }
                return volume.grubName == device || identifier.map { "lvmid/\($0)" } == device
            }
        }
        guard Self.isDisk(device) else { return nil }
        let parts = device.split(separator: ",", omittingEmptySubsequences: false)
        guard parts.count > 1 else { return volumes.firstIndex { $0.place == .disk } }
        let digits = parts[1].drop { $0.isLetter }
        guard parts.count == 2, let number = Int(digits), number >= firstPartition, number < 1 << 16 else { return nil }
        return volumes.firstIndex { $0.place == .partition(number - firstPartition + 1) }
    }

    private static func isDisk(_ device: String) -> Bool {
        ["hd", "cd", "fd", "xen/", "/dev/"].contains { device.hasPrefix($0) }
    }

    /// The volume with a UUID, in whatever case.
    func volume(uuid: [UInt8]) -> Int? {
        let wanted = String(decoding: uuid, as: UTF8.self).lowercased()
        return volumes.firstIndex { $0.files.uuid?.lowercased() == wanted }
    }

    /// The volume with a label.
    func volume(label: [UInt8]) -> Int? {
        volumes.firstIndex { $0.files.label.map { Array($0.utf8) } == label }
    }

    /// The first volume that holds a file.
    func volume(holding path: [UInt8]) -> Int? {
        volumes.indices.first { exists($0, path) != nil }
    }
}
