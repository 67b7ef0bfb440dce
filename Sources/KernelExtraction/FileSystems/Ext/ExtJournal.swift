/// What the journal of an ext3 or ext4 file system would write into it, kept beside it: block for block the place in
/// the journal that has the newest contents.
///
/// The format is Linux's jbd2 (`include/linux/jbd2.h`), all numbers big-endian.
final class ExtJournal {
    /// Where the new contents of a block are.
    struct Copy {
        /// The block of the journal.
        let place: UInt64
        let sequence: UInt32
        /// The contents begin with the journal's magic number, which was taken out to keep them apart.
        let isEscaped: Bool
        let checksum: UInt32
    }

    /// Above what mke2fs makes.
    private static let maximumBlocks: UInt64 = 1 << 24

    private let source: any DiskSource
    private let blockSize: Int
    private let runs: [ExtRun]
    private let tolerance: Tolerance
    let superblock: ExtJournalSuperblock
    private(set) var copies: [UInt64: Copy] = [:]
    private var blocks: [UInt64] = []

    /// Reads the journal in an inode from its tail to the last transaction that was completed.
    ///
    /// - Throws: `.unsupported`, `.corrupt`, `.unreadable`.
    init(of inode: ExtInode, in volume: ExtVolume, source: any DiskSource) throws(ExtractionError) {
        self.source = source
        blockSize = volume.superblock.blockSize
        tolerance = volume.tolerance
        let count = inode.size / UInt64(blockSize)
        guard count > 0, count <= Self.maximumBlocks else {
            throw ExtractionError(.corrupt, "it has \(count) blocks")
        }
        runs = try ExtMap.runs(of: inode, in: volume, blocks: 0..<count)
        superblock = try ExtJournalSuperblock(
            try Self.read(0, runs, source, blockSize), blockSize: blockSize, limit: count)
        guard superblock.start != 0 else { return }
        var scan = ExtJournalScan(journal: self)
        try scan.run()
        copies = scan.copies
        blocks = copies.keys.sorted()
        for warning in scan.warnings { tolerance.warn(warning) }
    }

    /// The blocks between two, inclusively, that the journal changes.
    func changed(from first: UInt64, through last: UInt64) -> ArraySlice<UInt64> {
        let start = lowerBound(first)
        var end = start
        while end < blocks.count, blocks[end] <= last { end += 1 }
        return blocks[start..<end]
    }

    /// The new contents of a block; nil where they are damaged and the old ones are better.
    func contents(of block: UInt64) throws(ExtractionError) -> [UInt8]? {
        guard let copy = copies[block] else { return nil }
        var bytes = try read(copy.place)
        let sum = superblock.checksum(ofData: bytes, sequence: copy.sequence)
        if let sum, !Checksum.agrees(sum, copy.checksum) {
            try tolerance.fault("the journal's copy of block \(block) has a wrong checksum")
            return nil
        }
        if copy.isEscaped { bytes.replaceSubrange(0..<4, with: [0xC0, 0x3B, 0x39, 0x98]) }
        return bytes
    }

    /// A block of the journal as it is.
    func read(_ place: UInt64) throws(ExtractionError) -> [UInt8] {
        try Self.read(place, runs, source, blockSize)
    }

    private static func read(
        _ place: UInt64, _ runs: [ExtRun], _ source: any DiskSource, _ blockSize: Int
    ) throws(ExtractionError) -> [UInt8] {
        var (low, high) = (0, runs.count)
        while low < high {
            let middle = (low + high) / 2
            if runs[middle].logical + runs[middle].count <= place { low = middle + 1 } else { high = middle }
        }
        guard low < runs.count, let physical = runs[low].physical else {
            throw ExtractionError(.corrupt, "its block \(place) is missing")
        }
        // Past the file system's own view of its blocks, as that may be what this journal changes.
        return try source.read(at: (physical + (place - runs[low].logical)) * UInt64(blockSize), count: blockSize)
    }

    private func lowerBound(_ block: UInt64) -> Int {
        var (low, high) = (0, blocks.count)
        while low < high {
            let middle = (low + high) / 2
            if blocks[middle] < block { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
