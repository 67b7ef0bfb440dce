/// A stretch of a file's blocks that lie one behind the other on the disk, or nowhere.
struct ExtRun: Equatable {
    let logical: UInt64
    var count: UInt64
    /// The first block on the disk; nil for a hole and for blocks never written, which read as zeros.
    let physical: UInt64?
}

/// Finds where a part of a file lies, by extents or by indirect blocks.
///
/// Only the branches that the part needs are read, so the work is bounded by the part's length; what a hostile tree
/// could add to it is bounded by ``ExtMap/maximumNodes``.
struct ExtMap {
    private static let maximumNodes = 1 << 16
    private static let maximumDepth = 5
    private static let maximumRuns = 1 << 20

    private let volume: ExtVolume
    private let inode: ExtInode
    private let wanted: Range<UInt64>
    private var runs: [ExtRun] = []
    private var nodes = 0

    /// The runs of the given logical blocks, without gaps and in order.
    ///
    /// - Throws: `.corrupt`, `.limit`, `.unreadable`.
    static func runs(
        of inode: ExtInode, in volume: ExtVolume, blocks: Range<UInt64>
    ) throws(ExtractionError) -> [ExtRun] {
        guard !blocks.isEmpty else { return [] }
        var map = ExtMap(volume: volume, inode: inode, wanted: blocks)
        if inode.hasExtents {
            try map.extents(inode.map, within: blocks, depth: nil)
        } else {
            try map.indirect()
        }
        try map.fill(upTo: blocks.upperBound)
        return map.runs
    }

    private init(volume: ExtVolume, inode: ExtInode, wanted: Range<UInt64>) {
        self.volume = volume
        self.inode = inode
        self.wanted = wanted
    }

    /// Where the runs found so far end.
    private var end: UInt64 { runs.last.map { $0.logical + $0.count } ?? wanted.lowerBound }

    private mutating func fill(upTo logical: UInt64) throws(ExtractionError) {
        if logical > end { try append(ExtRun(logical: end, count: logical - end, physical: nil)) }
    }

    private mutating func append(_ run: ExtRun) throws(ExtractionError) {
        if let last = runs.last, last.physical.map({ $0 + last.count }) == run.physical {
            runs[runs.count - 1].count += run.count
        } else {
            guard runs.count < Self.maximumRuns else {
                throw ExtractionError(.limit, "inode \(inode.number) lies in more than \(Self.maximumRuns) pieces")
            }
            runs.append(run)
        }
    }

    /// Adds blocks, as far as they are wanted.
    private mutating func add(_ logical: UInt64, _ count: UInt64, at physical: UInt64?) throws(ExtractionError) {
        let from = max(logical, end)
        let to = min(logical + count, wanted.upperBound)
        guard from < to else { return }
        try fill(upTo: from)
        var place = physical
        if let physical {
            place = physical + (from - logical)
            guard physical > 0, physical + count <= volume.superblock.blockCount else {
                throw ExtractionError(
                    .corrupt, "inode \(inode.number): block \(physical) lies beyond the file system's end")
            }
        }
        try append(ExtRun(logical: from, count: to - from, physical: place))
    }

    private mutating func node(_ block: UInt64) throws(ExtractionError) -> Fields {
        nodes += 1
        guard nodes <= Self.maximumNodes else {
            throw ExtractionError(.limit, "inode \(inode.number): its map has more than \(Self.maximumNodes) blocks")
        }
        guard block > 0 else { throw ExtractionError(.corrupt, "inode \(inode.number): its map leads to block 0") }
        return Fields(try volume.block(block), of: "map of inode \(inode.number)")
    }

    // MARK: Extents

    private mutating func extents(
        _ node: Fields, within range: Range<UInt64>, depth expected: Int?
    ) throws(ExtractionError) {
        let count = Int(try node.little(2, as: UInt16.self))
        let depth = Int(try node.little(6, as: UInt16.self))
        guard try node.little(0, as: UInt16.self) == 0xF30A, count <= Int(try node.little(4, as: UInt16.self)),
            12 + 12 * Int(try node.little(4, as: UInt16.self)) <= node.count, depth == expected ?? depth,
            depth <= Self.maximumDepth
        else { throw ExtractionError(.corrupt, "inode \(inode.number): its extent tree is damaged") }
        if expected != nil, volume.superblock.features.has(.metadataChecksums) { try verify(node) }
        var previous: UInt64?
        for index in 0..<count {
            let place = 12 + 12 * index
            let logical = UInt64(try node.little(place, as: UInt32.self))
            guard previous.map({ $0 < logical }) ?? true else {
                throw ExtractionError(.corrupt, "inode \(inode.number): its extents are not in order")
            }
            previous = logical
            guard logical < range.upperBound else { return }
            if depth == 0 {
                try leaf(node, place, logical)
                continue
            }
            let isLast = index + 1 == count
            let next = isLast ? range.upperBound : UInt64(try node.little(place + 12, as: UInt32.self))
            let below = max(logical, range.lowerBound)..<max(logical, range.lowerBound, min(next, range.upperBound))
            guard !below.isEmpty else { continue }
            let block =
                UInt64(try node.little(place + 8, as: UInt16.self)) << 32
                | UInt64(try node.little(place + 4, as: UInt32.self))
            try extents(try self.node(block), within: below, depth: depth - 1)
        }
    }

    private mutating func leaf(_ node: Fields, _ place: Int, _ logical: UInt64) throws(ExtractionError) {
        let length = UInt64(try node.little(place + 4, as: UInt16.self))
        let physical =
            UInt64(try node.little(place + 6, as: UInt16.self)) << 32
            | UInt64(try node.little(place + 8, as: UInt32.self))
        // More than 2^15 blocks mean as many fewer that were allocated and never written.
        let isWritten = length <= 0x8000
        try add(logical, isWritten ? length : length - 0x8000, at: isWritten ? physical : nil)
    }

    private func verify(_ node: Fields) throws(ExtractionError) {
        let end = 12 + 12 * Int(try node.little(4, as: UInt16.self))
        guard end + 4 <= node.count else { return }
        let sum = CRC32.castagnoli.update(inode.checksumSeed, try node.range(0, end))
        if !Checksum.agrees(sum, try node.little(end)) {
            try volume.tolerance.fault("the checksum of an extent block of inode \(inode.number) is wrong")
        }
    }

    // MARK: Indirect blocks

    private mutating func indirect() throws(ExtractionError) {
        for index in 0..<12 {
            try direct(UInt64(index), UInt64(try inode.map.little(4 * index, as: UInt32.self)))
        }
        let perBlock = UInt64(volume.superblock.blockSize / 4)
        var logical: UInt64 = 12
        var span = perBlock
        for level in 1...3 {
            let block = UInt64(try inode.map.little(4 * (11 + level), as: UInt32.self))
            try indirect(block, logical: logical, span: span)
            logical += span
            span *= perBlock
        }
    }

    private mutating func indirect(_ block: UInt64, logical: UInt64, span: UInt64) throws(ExtractionError) {
        guard block != 0, logical < wanted.upperBound, logical + span > wanted.lowerBound else { return }
        let node = try node(block)
        let perBlock = UInt64(volume.superblock.blockSize / 4)
        let step = span / perBlock
        let first = wanted.lowerBound > logical ? (wanted.lowerBound - logical) / step : 0
        for index in first..<perBlock {
            let place = logical + index * step
            guard place < wanted.upperBound else { return }
            let child = UInt64(try node.little(4 * Int(index), as: UInt32.self))
            if step == 1 {
                try direct(place, child)
            } else {
                try indirect(child, logical: place, span: step)
            }
        }
    }

    private mutating func direct(_ logical: UInt64, _ block: UInt64) throws(ExtractionError) {
        if block != 0 { try add(logical, 1, at: block) }
    }
}
