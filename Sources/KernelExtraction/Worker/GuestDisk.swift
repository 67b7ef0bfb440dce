/// A guest's disk opened: the file systems that can be read, and why the others cannot.
struct GuestDisk {
    let volumes: [BootVolume]
    /// One sentence for each place that holds no readable file system.
    let rejected: [String]
    private let tableWarnings: [String]

    /// Opens whatever is on the disk.
    ///
    /// - Parameter offset: where the only file system begins, in bytes; nil to go by the partition table.
    static func open(_ disk: any DiskSource, offset: UInt64?) throws(ExtractionError) -> GuestDisk {
        if let offset {
            guard offset < disk.size else {
                throw ExtractionError(.notFound, "the offset \(offset) lies beyond the disk (\(disk.size) bytes)")
            }
            let rest = try DiskSlice(of: disk, start: offset, size: disk.size - offset)
            return GuestDisk(volumes: [BootVolume(.disk, try openFileSystem(rest))], rejected: [], warnings: [])
        }
        let table = try PartitionTable.read(disk)
        var volumes: [BootVolume] = []
        var rejected: [String] = []
        for partition in table.searchOrder {
            do throws(ExtractionError) {
                let place = partition.number == 0 ? BootVolume.Place.disk : .partition(partition.number)
                volumes.append(BootVolume(place, try openFileSystem(partition.source(of: disk))))
            } catch {
                let name =
                    partition.number == 0 ? "the disk" : "partition \(partition.number) (\(partition.description))"
                rejected.append("\(name): \(error.message)")
            }
        }
        return GuestDisk(volumes: volumes, rejected: rejected, warnings: table.warnings)
    }

    init(volumes: [BootVolume], rejected: [String], warnings: [String]) {
        self.volumes = volumes
        self.rejected = rejected
        tableWarnings = warnings
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

/// The file system that a source has the signature of.
private func openFileSystem(_ source: any DiskSource) throws(ExtractionError) -> any GuestFileSystem {
    if try ExtFileSystem.isPresent(in: source) { return try ExtFileSystem(source) }
    do throws(ExtractionError) {
        return try XFSFileSystem(source, strict: false)
    } catch  where error.kind == .notFound {
        throw ExtractionError(.unsupported, "there is no file system that is known")
    }
}
