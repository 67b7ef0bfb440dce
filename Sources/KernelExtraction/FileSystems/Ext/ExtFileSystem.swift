/// ext2, ext3 and ext4, read as Linux would after it had replayed the journal.
package final class ExtFileSystem: GuestFileSystem {
    private static let rootInode: UInt64 = 2
    private static let cachedInodes = 256
    /// How much of a directory is read at a time, in bytes.
    private static let directoryWindow = 1 << 18
    /// More than ``Limits/directoryEntries`` names of full length need.
    private static let directoryLimit: UInt64 = 512 << 20

    private let volume: ExtVolume
    private var inodes: [UInt32: ExtInode] = [:]

    /// - Parameters: `strict` refuses wrong checksums instead of warning of them; `journal` false reads the blocks as
    ///   they are, as GRUB does.
    /// - Throws: `.corrupt`, `.unsupported`, `.unreadable`.
    package init(_ source: any DiskSource, strict: Bool = false, journal: Bool = true) throws(ExtractionError) {
        volume = try ExtVolume(source, tolerance: Tolerance(strict: strict), replay: journal)
    }

    /// Whether a source has the signature of one.
    package static func isPresent(in source: any DiskSource) throws(ExtractionError) -> Bool {
        try ExtSuperblock.isPresent(in: source)
    }

    package var type: String { volume.superblock.features.typeName }
    package var warnings: [String] { volume.tolerance.warnings }
    package var root: NodeID { NodeID(Self.rootInode) }

    package var uuid: String? {
        let uuid = volume.superblock.uuid
        return uuid.contains { $0 != 0 } ? GUIDText.plain(uuid) : nil
    }

    package var label: String? {
        let label = volume.superblock.label
        return label.isEmpty ? nil : ExtractionError.printable(label)
    }

    package func node(_ id: NodeID) throws(ExtractionError) -> Node {
        let inode = try inode(id)
        return Node(id: id, kind: inode.kind, size: inode.size)
    }

    package func entries(of directory: NodeID) throws(ExtractionError) -> [DirectoryEntry] {
        let inode = try inode(directory)
        guard inode.kind == .directory else {
            throw ExtractionError(.corrupt, "inode \(inode.number) is no directory")
        }
        try refuseEncrypted(inode)
        var reader = ExtDirectoryReader(inode, in: volume)
        if inode.isInline {
            let data = try ExtInlineData(of: inode)
            // The first four bytes are the parent's number, in the place of `.` and `..`.
            try reader.add(data.head.dropFirst(4), isInline: true)
            try reader.add(data.tail, isInline: true)
            return reader.entries
        }
        try blocks(of: inode) { block throws(ExtractionError) in try reader.add(block) }
        return reader.entries
    }

    /// Hands over each block of a directory that is there.
    private func blocks(
        of inode: ExtInode, _ use: (ArraySlice<UInt8>) throws(ExtractionError) -> Void
    ) throws(ExtractionError) {
        let size = volume.superblock.blockSize
        let window = UInt64(max(1, Self.directoryWindow / size))
        var count = inode.size / UInt64(size)
        if inode.size > Self.directoryLimit {
            try volume.tolerance.fault("directory \(inode.number) has \(inode.size) bytes, of which the first are read")
            count = Self.directoryLimit / UInt64(size)
        }
        for start in stride(from: 0, to: count, by: Int(window)) {
            for run in try ExtMap.runs(of: inode, in: volume, blocks: start..<min(start + window, count)) {
                guard let physical = run.physical else { continue }
                let bytes = try volume.read(physical, count: Int(run.count) * size)
                for place in stride(from: 0, to: bytes.count, by: size) { try use(bytes[place..<place + size]) }
            }
        }
    }

    package func target(of link: NodeID) throws(ExtractionError) -> [UInt8] {
        let inode = try inode(link)
        guard inode.kind == .link else { throw ExtractionError(.corrupt, "inode \(inode.number) is no link") }
        let length = try inode.size.bounded(by: Limits.pathLength, "the target of link \(inode.number)")
        try refuseEncrypted(inode)
        if !inode.isInline, !inode.hasExtents, length < inode.map.count {
            return Array(try inode.map.range(0, length))
        }
        return try contents(of: inode, at: 0, count: length)
    }

    package func read(_ file: NodeID, at offset: UInt64, count: Int) throws(ExtractionError) -> [UInt8] {
        let inode = try inode(file)
        guard inode.kind == .file else { throw ExtractionError(.corrupt, "inode \(inode.number) is no file") }
        guard count >= 0, offset <= inode.size, UInt64(count) <= inode.size - offset else {
            throw ExtractionError(
                .corrupt, "\(count) bytes at \(offset) lie beyond the end of inode \(inode.number)")
        }
        try refuseEncrypted(inode)
        return try contents(of: inode, at: offset, count: count)
    }

    private func contents(of inode: ExtInode, at offset: UInt64, count: Int) throws(ExtractionError) -> [UInt8] {
        guard count > 0 else { return [] }
        if inode.isInline {
            let data = Fields(try ExtInlineData(of: inode).bytes, of: "inline data of inode \(inode.number)")
            return Array(try data.range(Int(offset.bounded(by: data.count, "the offset")), count))
        }
        let size = UInt64(volume.superblock.blockSize)
        let end = offset + UInt64(count)
        let runs = try ExtMap.runs(of: inode, in: volume, blocks: offset / size..<(end - 1) / size + 1)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for run in runs {
            let from = max(offset, run.logical * size)
            let to = min(end, (run.logical + run.count) * size)
            guard let physical = run.physical else {
                bytes.append(contentsOf: repeatElement(0, count: Int(to - from)))
                continue
            }
            let place = from - run.logical * size
            bytes += try volume.read(physical + place / size, skip: Int(place % size), count: Int(to - from))
        }
        return bytes
    }

    private func refuseEncrypted(_ inode: ExtInode) throws(ExtractionError) {
        if inode.isEncrypted { throw ExtractionError(.unsupported, "inode \(inode.number) is encrypted") }
    }

    private func inode(_ id: NodeID) throws(ExtractionError) -> ExtInode {
        guard let number = UInt32(exactly: id.number) else {
            throw ExtractionError(.corrupt, "there is no inode \(id.number)")
        }
        if let known = inodes[number] { return known }
        let inode = try ExtInode(number, in: volume)
        if inodes.count >= Self.cachedInodes { inodes = [:] }
        inodes[number] = inode
        return inode
    }
}
