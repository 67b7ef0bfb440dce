/// FAT12, FAT16 and FAT32, as on an EFI system partition. A node's number is the place of its directory entry on the
/// disk, and 0 the root's.
package final class FATFileSystem: GuestFileSystem {
    /// The specification allows 65536 entries.
    private static let directoryLimit = 65536 * FATDirectory.entrySize

    private struct Entry {
        let isDirectory: Bool
        let cluster: UInt32
        let size: UInt64
    }

    private let source: any DiskSource
    private let geometry: FATGeometry
    private let table: FATTable
    private let tolerance: Tolerance
    /// The file read last: kernels are read in pieces, and each would follow the chain from its beginning.
    private var recent: (id: NodeID, runs: [FATRun])?

    package let type = "vfat"
    package private(set) var label: String?

    /// - Throws: `.corrupt`, `.unreadable`.
    package init(_ source: any DiskSource, strict: Bool = false) throws(ExtractionError) {
        self.source = source
        geometry = try FATGeometry(try source.read(at: 0, upTo: 512))
        table = FATTable(source, geometry)
        tolerance = Tolerance(strict: strict)
        let named = try FATDirectory(try bytes(of: root).bytes).label ?? geometry.label
        let text = named.reversed().drop { $0 == 0x20 || $0 == 0 }.reversed()
        label = text.isEmpty || Array(text) == Array("NO NAME".utf8) ? nil : ExtractionError.printable(Array(text))
    }

    /// Whether a source begins with the boot sector of one.
    package static func isPresent(in source: any DiskSource) throws(ExtractionError) -> Bool {
        let sector = try source.read(at: 0, upTo: 512)
        guard sector.count == 512, sector[0] == 0xEB || sector[0] == 0xE9 else { return false }
        return (try? FATGeometry(sector)) != nil
    }

    package var warnings: [String] { tolerance.warnings }
    package var root: NodeID { NodeID(0) }

    package var uuid: String? {
        guard geometry.serial != 0 else { return nil }
        let digits = String(geometry.serial, radix: 16, uppercase: true)
        let full = String(repeating: "0", count: 8 - digits.count) + digits
        return full.prefix(4) + "-" + full.suffix(4)
    }

    package func node(_ id: NodeID) throws(ExtractionError) -> Node {
        let entry = try entry(id)
        return Node(id: id, kind: entry.isDirectory ? .directory : .file, size: entry.size)
    }

    package func entries(of directory: NodeID) throws(ExtractionError) -> [DirectoryEntry] {
        let (bytes, runs) = try bytes(of: directory)
        let size = geometry.clusterSize
        // Where each cluster of the directory lies, as an entry's place on the disk is its number.
        var starts: [UInt64] = []
        for run in runs { for index in 0..<run.count { starts.append(place(of: run.first + index)) } }
        return try FATDirectory(bytes).names.map { name in
            let place =
                starts.isEmpty
                ? geometry.root.lowerBound + UInt64(name.offset)
                : starts[name.offset / size] + UInt64(name.offset % size)
            return DirectoryEntry(name: name.name, node: NodeID(place))
        }
    }

    /// Names differ by more than case here.
    package func child(of directory: NodeID, named name: [UInt8]) throws(ExtractionError) -> NodeID? {
        let entries = try entries(of: directory)
        if let exact = entries.first(where: { $0.name == name }) { return exact.node }
        let folded = String(decoding: name, as: UTF8.self).lowercased()
        return entries.first { String(decoding: $0.name, as: UTF8.self).lowercased() == folded }?.node
    }

    package func target(of link: NodeID) throws(ExtractionError) -> [UInt8] {
        throw ExtractionError(.corrupt, "FAT has no links")
    }

    package func read(_ file: NodeID, at offset: UInt64, count: Int) throws(ExtractionError) -> [UInt8] {
        let entry = try entry(file)
        guard !entry.isDirectory else { throw ExtractionError(.corrupt, "a directory cannot be read as a file") }
        guard count >= 0, offset <= entry.size, UInt64(count) <= entry.size - offset else {
            throw ExtractionError(.corrupt, "\(count) bytes at \(offset) lie beyond the end of the file")
        }
        guard count > 0 else { return [] }
        let size = UInt64(geometry.clusterSize)
        let runs: [FATRun]
        if let recent, recent.id == file {
            runs = recent.runs
        } else {
            runs = try table.chain(from: entry.cluster, limit: (entry.size + size - 1) / size)
            recent = (file, runs)
        }
        return try read(runs, at: offset, count: count)
    }

    private func read(_ runs: [FATRun], at offset: UInt64, count: Int) throws(ExtractionError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        var start: UInt64 = 0
        let end = offset + UInt64(count)
        for run in runs where start < end {
            let length = UInt64(run.count) * UInt64(geometry.clusterSize)
            let from = max(offset, start)
            let to = min(end, start + length)
            if from < to { bytes += try source.read(at: place(of: run.first) + (from - start), count: Int(to - from)) }
            start += length
        }
        guard bytes.count == count else { throw ExtractionError(.corrupt, "the file's chain ends before its size") }
        return bytes
    }

    private func place(of cluster: UInt32) -> UInt64 {
        geometry.data + UInt64(cluster - 2) * UInt64(geometry.clusterSize)
    }

    private func entry(_ id: NodeID) throws(ExtractionError) -> Entry {
        guard id != root else { return Entry(isDirectory: true, cluster: geometry.rootCluster, size: 0) }
        let fields = Fields(try source.read(at: id.number, count: FATDirectory.entrySize), of: "directory entry")
        let isDirectory = try fields.byte(11) & 0x10 != 0
        let high = geometry.width == .bits32 ? UInt32(try fields.little(20, as: UInt16.self)) << 16 : 0
        return Entry(
            isDirectory: isDirectory, cluster: high | UInt32(try fields.little(26, as: UInt16.self)),
            size: isDirectory ? 0 : UInt64(try fields.little(28, as: UInt32.self)))
    }

    /// A directory's bytes; no runs for the root of FAT12 and FAT16, which has a place of its own.
    private func bytes(of directory: NodeID) throws(ExtractionError) -> (bytes: [UInt8], runs: [FATRun]) {
        if directory == root, geometry.width != .bits32 {
            return (try source.read(at: geometry.root.lowerBound, count: geometry.root.count), [])
        }
        let entry = try entry(directory)
        guard entry.isDirectory else { throw ExtractionError(.corrupt, "a file cannot be listed") }
        let limit = max(1, Self.directoryLimit / geometry.clusterSize)
        let runs = try table.chain(from: entry.cluster, limit: UInt64(limit))
        let count = runs.reduce(0) { $0 + Int($1.count) }
        return (try read(runs, at: 0, count: count * geometry.clusterSize), runs)
    }
}
