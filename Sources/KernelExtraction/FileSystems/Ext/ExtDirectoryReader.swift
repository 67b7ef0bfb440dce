/// Reads the names in an ext directory, block by block.
///
/// Blocks of a hash tree look like blocks with one empty entry, so a plain walk reads every directory.
struct ExtDirectoryReader {
    private let volume: ExtVolume
    private let inode: ExtInode
    private(set) var entries: [DirectoryEntry] = []

    init(_ inode: ExtInode, in volume: ExtVolume) {
        self.inode = inode
        self.volume = volume
    }

    /// Adds the names of one block, or of one part of an inline directory.
    ///
    /// A damaged entry ends the block, as nothing says where the next one begins.
    ///
    /// - Throws: `.corrupt` where the user is strict, `.limit`.
    mutating func add(_ block: ArraySlice<UInt8>, isInline: Bool = false) throws(ExtractionError) {
        let fields = Fields(block, of: "directory \(inode.number)")
        if !isInline, volume.superblock.features.has(.metadataChecksums) { try verify(fields) }
        var at = 0
        while at + 8 <= fields.count {
            let length = recordLength(try fields.little(at + 4, as: UInt16.self))
            let nameLength = try nameLength(fields, at)
            guard length >= 8 + nameLength, length >= 8, length % 4 == 0, length <= fields.count - at else {
                try volume.tolerance.fault("directory \(inode.number) has a damaged entry")
                return
            }
            try add(Array(try fields.range(at + 8, nameLength)), try fields.little(at))
            at += length
        }
    }

    private mutating func add(_ name: [UInt8], _ number: UInt32) throws(ExtractionError) {
        guard number != 0, !name.isEmpty, name != [0x2E], name != [0x2E, 0x2E] else { return }
        guard !name.contains(0x2F), !name.contains(0) else {
            return try volume.tolerance.fault(
                "directory \(inode.number) has the impossible name \(ExtractionError.printable(name))")
        }
        guard entries.count < Limits.directoryEntries else {
            throw ExtractionError(
                .limit, "directory \(inode.number) has more than \(Limits.directoryEntries) names")
        }
        entries.append(DirectoryEntry(name: name, node: NodeID(UInt64(number))))
    }

    private func nameLength(_ fields: Fields, _ at: Int) throws(ExtractionError) -> Int {
        // Without the feature, the byte of the type is the upper half of the length.
        volume.superblock.features.has(.fileType)
            ? Int(try fields.byte(at + 6)) : Int(try fields.little(at + 6, as: UInt16.self))
    }

    private func recordLength(_ stored: UInt16) -> Int {
        guard volume.superblock.blockSize >= 1 << 16 else { return Int(stored) }
        // 65536 does not fit: 0xFFFF and 0 both mean it, and the two lowest bits are the uppermost.
        return stored == 0xFFFF || stored == 0 ? 1 << 16 : Int(stored & 0xFFFC) | Int(stored & 3) << 16
    }

    private func verify(_ block: Fields) throws(ExtractionError) {
        let crc = CRC32.castagnoli
        let end = block.count - 12
        var sum: UInt32
        var stored: UInt32
        if try block.little(end) == UInt32(0), try block.little(end + 4) == UInt32(0xDE00_000C) {
            sum = crc.update(inode.checksumSeed, try block.range(0, end))
            stored = try block.little(end + 8)
        } else if let tree = try treePlace(block) {
            let count = Int(try block.little(tree + 2, as: UInt16.self))
            let tail = tree + 8 * Int(try block.little(tree, as: UInt16.self))
            guard tail + 8 <= block.count, tree + 8 * count <= tail else {
                return try volume.tolerance.fault("the hash tree of directory \(inode.number) is damaged")
            }
            sum = crc.update(inode.checksumSeed, try block.range(0, tree + 8 * count))
            sum = crc.update(crc.update(sum, try block.range(tail, 4)), [0, 0, 0, 0])
            stored = try block.little(tail + 4)
        } else {
            return try volume.tolerance.fault("a block of directory \(inode.number) has no checksum")
        }
        if !Checksum.agrees(sum, stored) {
            try volume.tolerance.fault("a checksum in directory \(inode.number) is wrong")
        }
    }

    /// Where the index of a hash tree begins in a block: behind `.` and `..` in its root, else behind an empty entry.
    private func treePlace(_ block: Fields) throws(ExtractionError) -> Int? {
        guard inode.isIndexed else { return nil }
        if recordLength(try block.little(4)) == block.count { return 8 }
        guard try block.little(4) == UInt16(12), recordLength(try block.little(16)) == block.count - 12 else {
            return nil
        }
        return 32
    }
}
