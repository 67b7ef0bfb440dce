/// Consecutive blocks of a file that are consecutive on the disk too (`xfs_bmbt_rec`, a packed 128-bit record).
struct XFSExtent: Equatable {
    /// First block in the file.
    let logical: UInt64
    /// First block on the disk, numbered by group and block.
    let physical: UInt64
    /// Blocks.
    let count: UInt64
    /// Whether the blocks were allocated and never written, so that they read as zeros.
    let isUnwritten: Bool

    init(_ fields: Fields, at offset: Int) throws(ExtractionError) {
        let high: UInt64 = try fields.big(offset)
        let low: UInt64 = try fields.big(offset + 8)
        isUnwritten = high >> 63 != 0
        logical = (high << 1) >> 10
        physical = (high & 0x1ff) << 43 | low >> 21
        count = low & 0x1f_ffff
    }

    /// The first block of the file after this extent.
    var end: UInt64 { logical + count }
}

/// The extents of an inode in the order of the file.
struct XFSExtentMap {
    /// A file of 512 MiB in single blocks of 512 bytes has as many.
    private static let limit: UInt64 = 1 << 20
    private static let levels = 9

    private(set) var extents: [XFSExtent] = []
    private let inode: XFSInode
    private let volume: XFSVolume

    /// Reads the records, from the inode or its tree.
    ///
    /// - Throws: `.corrupt` for records that overlap or lie beyond the file system, and trees that are no trees;
    ///   `.limit` for too many.
    init(_ inode: XFSInode, in volume: XFSVolume) throws(ExtractionError) {
        self.inode = inode
        self.volume = volume
        guard inode.extentCount <= Self.limit else {
            throw ExtractionError(.limit, "inode \(inode.number): more than \(Self.limit) extents")
        }
        switch inode.format {
        case .extents: try append(inode.fork, from: 0, count: Int(inode.extentCount))
        case .tree: try readRoot()
        case .local, .other: throw ExtractionError(.corrupt, "inode \(inode.number): it has no extents")
        }
        guard UInt64(extents.count) == inode.extentCount else {
            throw ExtractionError(.corrupt, "inode \(inode.number): \(extents.count) extents, not \(inode.extentCount)")
        }
    }

    /// The index of the first extent that ends after a block of the file.
    func index(after block: UInt64) -> Int {
        var low = 0
        var high = extents.count
        while low < high {
            let middle = (low + high) / 2
            if extents[middle].end > block { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private mutating func append(_ fields: Fields, from start: Int, count: Int) throws(ExtractionError) {
        guard UInt64(extents.count) + UInt64(count) <= inode.extentCount else {
            throw ExtractionError(.corrupt, "inode \(inode.number): more extents than it says")
        }
        for index in 0..<count {
            let extent = try XFSExtent(fields, at: start + index * 16)
            guard extent.count > 0, extents.last.map({ $0.end <= extent.logical }) ?? true else {
                throw ExtractionError(.corrupt, "inode \(inode.number): its extents overlap")
            }
            guard volume.superblock.offset(ofBlock: extent.physical, count: extent.count) != nil else {
                throw ExtractionError(.corrupt, "inode \(inode.number): an extent lies beyond the file system")
            }
            extents.append(extent)
        }
    }

    private mutating func readRoot() throws(ExtractionError) {
        let level: UInt16 = try inode.fork.big(0)
        let count = try Int(inode.fork.big(2, as: UInt16.self))
        let room = max(0, inode.fork.count - 4) / 16
        guard 1...Self.levels ~= Int(level), 1...room ~= count else {
            throw ExtractionError(.corrupt, "inode \(inode.number): the root of its extents is no root")
        }
        for index in 0..<count {
            try readBlock(try inode.fork.big(4 + room * 8 + index * 8), level: level - 1)
        }
    }

    /// Every block gives at least one extent and those only grow, so that a tree which refers to itself ends soon.
    private mutating func readBlock(_ block: UInt64, level: UInt16) throws(ExtractionError) {
        let isVersion5 = volume.superblock.isVersion5
        let header = isVersion5 ? 72 : 24
        let bytes = try volume.bytes(ofBlock: block, count: volume.superblock.blockSize)
        let fields = Fields(bytes, of: "extent tree")
        let count = try Int(fields.big(6, as: UInt16.self))
        let room = (fields.count - header) / 16
        guard try fields.big(0) == (isVersion5 ? 0x424d_4133 : 0x424d_4150) as UInt32, try fields.big(4) == level,
            1...room ~= count
        else {
            throw ExtractionError(.corrupt, "inode \(inode.number): block \(block) is no part of its extent tree")
        }
        try volume.verify(fields, .extents, owner: inode.number, block: block)
        guard level > 0 else { return try append(fields, from: header, count: count) }
        for index in 0..<count {
            try readBlock(try fields.big(header + room * 8 + index * 8), level: level - 1)
        }
    }
}
