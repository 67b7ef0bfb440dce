/// The names in an XFS directory, whatever its form.
///
/// Leaf, node and tree directories differ from block ones only by indices, which lie beyond 32 GiB of the directory's
/// content; a reader that looks at all names needs none of them.
struct XFSDirectory {
    private static let indexOffset: UInt64 = 32 << 30
    private static let freeTag: UInt16 = 0xffff

    private let inode: XFSInode
    private let volume: XFSVolume
    private(set) var entries: [DirectoryEntry] = []

    /// Reads all names but `.` and `..`.
    init(_ inode: XFSInode, in volume: XFSVolume) throws(ExtractionError) {
        self.inode = inode
        self.volume = volume
        switch inode.format {
        case .local: try readShortForm()
        case .extents, .tree: try readBlocks()
        case .other: throw fault("its form is unknown")
        }
    }

    private func fault(_ what: String) -> ExtractionError {
        ExtractionError(.corrupt, "directory \(inode.number): \(what)")
    }

    private mutating func append(_ name: ArraySlice<UInt8>, _ number: UInt64) throws(ExtractionError) {
        if name.elementsEqual([0x2e]) || name.elementsEqual([0x2e, 0x2e]) { return }
        guard !name.isEmpty, !name.contains(0), !name.contains(0x2f) else { throw fault("a name is none") }
        guard entries.count < Limits.directoryEntries else {
            throw ExtractionError(.limit, "directory \(inode.number): more than \(Limits.directoryEntries) names")
        }
        entries.append(DirectoryEntry(name: Array(name), node: NodeID(number)))
    }

    private mutating func readShortForm() throws(ExtractionError) {
        let fields = Fields(try inode.localContent(), of: "directory \(inode.number)")
        let count = try Int(fields.byte(0))
        let isWide = try fields.byte(1) != 0
        var offset = 2 + (isWide ? 8 : 4)
        for _ in 0..<count {
            let length = try Int(fields.byte(offset))
            let name = try fields.range(offset + 3, length)
            offset += 3 + length + (volume.superblock.hasFileTypes ? 1 : 0)
            try append(name, isWide ? fields.big(offset) : UInt64(fields.big(offset, as: UInt32.self)))
            offset += isWide ? 8 : 4
        }
    }

    private mutating func readBlocks() throws(ExtractionError) {
        let content = try XFSContent(inode, in: volume)
        let shift = UInt64(volume.superblock.blockLog)
        let blocksEach = UInt64(volume.superblock.directoryBlockSize) >> shift
        let end = Self.indexOffset >> shift
        var next: UInt64 = 0
        for extent in content.map.extents where extent.logical < end {
            guard !extent.isUnwritten else { throw fault("a block of it was never written") }
            next = max(next, extent.logical / blocksEach * blocksEach)
            while next < min(extent.end, end) {
                // A directory block may consist of several extents, so it is read by the content and not by its extent.
                try checkMapped(next, blocksEach, content.map)
                let bytes = try content.read(at: next << shift, count: volume.superblock.directoryBlockSize)
                let first = extent.physical + (max(next, extent.logical) - extent.logical)
                try readBlock(Fields(bytes, of: "directory block"), block: first, isFirst: next == 0)
                next += blocksEach
            }
        }
    }

    private func checkMapped(_ first: UInt64, _ count: UInt64, _ map: XFSExtentMap) throws(ExtractionError) {
        var position = first
        while position < first + count {
            let index = map.index(after: position)
            guard index < map.extents.count, map.extents[index].logical <= position else {
                throw fault("a block of it is incomplete")
            }
            position = map.extents[index].end
        }
    }

    private mutating func readBlock(_ fields: Fields, block: UInt64, isFirst: Bool) throws(ExtractionError) {
        let isVersion5 = volume.superblock.isVersion5
        var end = fields.count
        switch (try fields.big(0, as: UInt32.self), isVersion5) {
        case (0x5844_3244, false), (0x5844_4433, true): break
        case (0x5844_3242, false), (0x5844_4233, true):
            let leaves: UInt32 = try fields.big(fields.count - 8)
            guard isFirst, Int(leaves) * 8 <= fields.count - 8 else { throw fault("its index is larger than itself") }
            end -= 8 + Int(leaves) * 8
        default: throw fault("block \(block) is no directory block")
        }
        try volume.verify(fields, .directory, owner: inode.number, block: block)
        try readEntries(fields, from: isVersion5 ? 64 : 16, to: end)
    }

    private mutating func readEntries(_ fields: Fields, from start: Int, to end: Int) throws(ExtractionError) {
        var offset = start
        while offset < end {
            let length: Int
            if try fields.big(offset) == Self.freeTag {
                length = try Int(fields.big(offset + 2, as: UInt16.self))
            } else {
                let nameLength = try Int(fields.byte(offset + 8))
                // Number, length, name, type and tag, rounded up to eight bytes.
                length = (8 + 1 + nameLength + (volume.superblock.hasFileTypes ? 1 : 0) + 2 + 7) & ~7
                try append(fields.range(offset + 9, nameLength), fields.big(offset))
            }
            guard length >= 8, length % 8 == 0, length <= end - offset,
                try fields.big(offset + length - 2, as: UInt16.self) == UInt16(truncatingIfNeeded: offset)
            else { throw fault("an entry of \(length) bytes at \(offset) is none") }
            offset += length
        }
    }
}
