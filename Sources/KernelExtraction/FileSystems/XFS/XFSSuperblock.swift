/// The first sector of an XFS: its geometry and features (`struct xfs_dsb` of Linux' fs/xfs/libxfs/xfs_format.h).
struct XFSSuperblock: Sendable {
    private static let magic: UInt32 = 0x5846_5342
    private static let checksumOffset = 224

    /// Whether metadata carry checksums (version 5).
    let isVersion5: Bool
    /// Logarithms to base 2: of bytes in a block, of blocks in an allocation group (rounded up), of inodes in a block.
    let blockLog: Int, groupLog: Int, inodesPerBlockLog: Int
    /// Bytes of a block, of a directory block and of an inode.
    let blockSize: Int, directoryBlockSize: Int, inodeSize: Int
    /// Blocks of the file system and of an allocation group.
    let blocks: UInt64, groupBlocks: UInt64
    let groups: UInt64
    let root: UInt64
    /// First block of the log, zero when it is on another device, and its number of blocks.
    let logStart: UInt64, logBlocks: UInt64
    /// Whether directory entries carry the file's type.
    let hasFileTypes: Bool
    /// What users see, and what is in the metadata.
    let uuid: [UInt8], metadataUUID: [UInt8]
    let label: [UInt8]

    /// Reads and checks the superblock.
    ///
    /// - Throws: `.notFound` when this is no XFS, `.corrupt` and `.unsupported`.
    init(_ source: any DiskSource, _ tolerance: Tolerance) throws(ExtractionError) {
        let head = Fields(try source.read(at: 0, upTo: 512), of: "superblock")
        guard head.count == 512, try head.big(0) == Self.magic else {
            throw ExtractionError(.notFound, "there is no XFS here")
        }
        let features = try XFSFeatures(head)
        isVersion5 = features.isVersion5
        hasFileTypes = features.hasFileTypes
        blockLog = try Self.logarithm(head, 120, 9...16, "block")
        groupLog = try Int(head.byte(124))
        inodesPerBlockLog = try Int(head.byte(123))
        blockSize = 1 << blockLog
        let inodeLog = try Self.logarithm(head, 122, features.isVersion5 ? 9...11 : 8...11, "inode")
        inodeSize = 1 << inodeLog
        directoryBlockSize = 1 << (blockLog + min(16, try Int(head.byte(192))))
        blocks = try head.big(8)
        groupBlocks = try UInt64(head.big(84, as: UInt32.self))
        groups = try UInt64(head.big(88, as: UInt32.self))
        root = try head.big(56)
        logStart = try head.big(48)
        logBlocks = try UInt64(head.big(96, as: UInt32.self))
        uuid = try Array(head.range(32, 16))
        metadataUUID = try features.hasMetadataUUID ? Array(head.range(248, 16)) : uuid
        label = try Array(head.range(108, 12))
        try check(head, inodeLog: inodeLog)
        if isVersion5 {
            let sectorLog = try Self.logarithm(head, 121, 9...15, "sector")
            let sector = Fields(try source.read(at: 0, count: 1 << sectorLog), of: "superblock")
            let isRight = try sector.hasXFSChecksum(at: Self.checksumOffset)
            if !isRight { try tolerance.fault("superblock: its checksum is wrong") }
        }
    }

    /// A logarithm whose size is written out as well, for blocks, sectors and inodes.
    private static func logarithm(
        _ head: Fields, _ offset: Int, _ allowed: ClosedRange<Int>, _ what: String
    ) throws(ExtractionError) -> Int {
        let log = try Int(head.byte(offset))
        let size: Int
        switch what {
        case "block": size = try Int(head.big(4, as: UInt32.self))
        case "sector": size = try Int(head.big(102, as: UInt16.self))
        default: size = try Int(head.big(104, as: UInt16.self))
        }
        guard allowed.contains(log), size == 1 << log else {
            throw ExtractionError(.corrupt, "superblock: \(size) bytes cannot be the size of its \(what)s")
        }
        return log
    }

    private func check(_ head: Fields, inodeLog: Int) throws(ExtractionError) {
        guard try head.byte(126) == 0 else { throw ExtractionError(.corrupt, "superblock: mkfs was interrupted") }
        guard inodeLog <= blockLog, inodesPerBlockLog == blockLog - inodeLog,
            try head.big(106, as: UInt16.self) == 1 << inodesPerBlockLog
        else { throw ExtractionError(.corrupt, "superblock: its inodes do not fit its blocks") }
        guard groupBlocks > 0, groupLog <= 32, groupBlocks <= 1 << UInt64(groupLog),
            groupLog == 0 || groupBlocks > 1 << UInt64(groupLog - 1)
        else { throw ExtractionError(.corrupt, "superblock: its allocation groups contradict themselves") }
        guard groups > 0, blocks <= groups * groupBlocks, blocks > (groups - 1) * groupBlocks,
            blocks <= UInt64(Int64.max) >> UInt64(blockLog)
        else { throw ExtractionError(.corrupt, "superblock: its size contradicts its allocation groups") }
        guard directoryBlockSize <= 1 << 16 else {
            throw ExtractionError(.corrupt, "superblock: its directory blocks are too large")
        }
        guard !isVersion5 || blockSize >= 1024 else {
            throw ExtractionError(.corrupt, "superblock: blocks of \(blockSize) bytes are too small for version 5")
        }
    }

    /// The byte where an inode lies.
    ///
    /// - Throws: `.corrupt` when it lies beyond the file system.
    func offset(ofInode number: UInt64) throws(ExtractionError) -> UInt64 {
        let block = number >> UInt64(inodesPerBlockLog)
        guard let start = offset(ofBlock: block, count: 1) else {
            throw ExtractionError(.corrupt, "inode \(number) lies beyond the file system")
        }
        return start + (number & (1 << UInt64(inodesPerBlockLog) - 1)) * UInt64(inodeSize)
    }

    /// The byte where `count` blocks begin, their first numbered by group and block; nil when they are not all in the
    /// file system.
    func offset(ofBlock block: UInt64, count: UInt64) -> UInt64? {
        let group = block >> UInt64(groupLog)
        let inGroup = block & (1 << UInt64(groupLog) - 1)
        guard group < groups, inGroup < groupBlocks, count <= groupBlocks - inGroup else { return nil }
        let first = group * groupBlocks + inGroup
        guard first < blocks, count <= blocks - first else { return nil }
        return first << UInt64(blockLog)
    }
}
