/// A guest's disk opened: the file systems that can be read, and why the others cannot.
struct GuestDisk {
    private(set) var volumes: [BootVolume] = []
    /// One sentence for each place that holds no readable file system.
    private(set) var rejected: [String] = []
    private var tableWarnings: [String] = []
    private let options: FileSystemOptions

    private init(options: FileSystemOptions) { self.options = options }

    /// A configuration alone, as if it lay where GRUB has its own.
    static func configuration(_ file: any DiskSource) throws(ExtractionError) -> GuestDisk {
        var guest = GuestDisk(options: FileSystemOptions())
        let size = try file.size.bounded(by: Limits.configuration, "the size of the configuration")
        let files = SingleFile("boot/grub/grub.cfg", try file.read(at: 0, count: size))
        guest.volumes = [BootVolume(.disk, files)]
        return guest
    }

    /// Opens whatever is on the disk: file systems in partitions, then those in logical volumes.
    ///
    /// - Parameter offset: where the only file system begins, in bytes; nil to go by the partition table.
    static func open(
        _ disk: any DiskSource, offset: UInt64?, _ options: FileSystemOptions = FileSystemOptions()
    ) throws(ExtractionError) -> GuestDisk {
        var guest = GuestDisk(options: options)
        if let offset {
            guard offset < disk.size else {
                throw ExtractionError(.notFound, "the offset \(offset) lies beyond the disk (\(disk.size) bytes)")
            }
            let rest = try DiskSlice(of: disk, start: offset, size: disk.size - offset)
            guest.volumes = try openFileSystems(rest, options).map { BootVolume(.disk, $0) }
            return guest
        }
        let table = try PartitionTable.read(disk)
        guest.tableWarnings = table.warnings
        var sources: [any DiskSource] = []
        for partition in table.searchOrder {
            let isDisk = partition.number == 0
            let name = isDisk ? "the disk" : "partition \(partition.number) (\(partition.description))"
            guest.add(isDisk ? .disk : .partition(partition.number), name) { () throws(ExtractionError) in
                let source = try partition.source(of: disk)
                sources.append(source)
                return source
            }
        }
        guest.addLogicalVolumes(on: sources)
        return guest
    }

    /// Adds the file systems at a place, or why there are none.
    private mutating func add(
        _ place: BootVolume.Place, _ name: String, _ source: () throws(ExtractionError) -> any DiskSource
    ) {
        do throws(ExtractionError) {
            volumes += try openFileSystems(source(), options).map { BootVolume(place, $0) }
        } catch {
            rejected.append("\(name): \(error.message)")
        }
    }

    private mutating func addLogicalVolumes(on sources: [any DiskSource]) {
        do throws(ExtractionError) {
            for volume in try LogicalVolume.all(on: sources) {
                // Neither part can have a slash.
                let parts = volume.name.split(separator: "/").map(String.init)
                let place = BootVolume.Place.logicalVolume(
                    group: parts.first ?? "", name: parts.last ?? "", identifier: nil)
                add(place, "volume \(volume.name)") { () throws(ExtractionError) in try volume.source.get() }
            }
        } catch {
            rejected.append("logical volumes: \(error.message)")
        }
    }

    /// What was put up with on the disk and on these of its volumes.
    func warnings(of used: Set<Int>) -> [String] {
        tableWarnings
            + used.sorted().filter(volumes.indices.contains).flatMap { index in
                volumes[index].files.warnings.map { "\(volumes[index].description): \($0)" }
            }
    }

    /// An entry for a kernel given by its path: on the first file system that has it.
    func entry(kernel path: [UInt8]) throws(ExtractionError) -> BootEntry {
        var entry = BootEntry(title: path)
        for (index, volume) in volumes.enumerated() {
            guard let node = try? PathWalker(volume.files).find(path), node.kind == .file else { continue }
            entry.kernel = BootFile(volume: index, path: path)
            return entry
        }
        let places = volumes.map(\.description) + rejected
        throw ExtractionError(
            .notFound,
            "there is no kernel \(ExtractionError.printable(path)): looked on \(places.joined(separator: "; "))")
    }

    /// Does something with a file's bytes; errors name the file and its place.
    func during<Result>(
        _ file: BootFile, _ what: String, _ work: (any DiskSource) throws(ExtractionError) -> Result
    ) throws(ExtractionError) -> Result {
        let volume = volumes[file.volume]
        do throws(ExtractionError) {
            guard let node = try PathWalker(volume.files).find(file.path) else {
                throw ExtractionError(.notFound, "it does not exist")
            }
            guard node.kind == .file else { throw ExtractionError(.notFound, "it is no file") }
            let whole = GuestFile(volume.files, node)
            guard let range = file.range else { return try work(whole) }
            return try work(DiskSlice(of: whole, start: range.lowerBound, size: range.upperBound - range.lowerBound))
        } catch {
            throw error.during("\(volume.description): \(what) \(ExtractionError.printable(file.path))")
        }
    }
}

/// The file system that a source has the signature of; more than one where it can be seen in several ways.
private func openFileSystems(
    _ source: any DiskSource, _ options: FileSystemOptions
) throws(ExtractionError) -> [any GuestFileSystem] {
    let files = try openFileSystem(source, options)
    guard let btrfs = files as? BtrfsFileSystem else { return [files] }
    return try btrfs.bootable()
}
