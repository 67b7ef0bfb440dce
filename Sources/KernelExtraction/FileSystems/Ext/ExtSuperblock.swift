/// The superblock of ext2, ext3 and ext4, checked so that no later arithmetic on it can fail.
struct ExtSuperblock {
    static let place: UInt64 = 1024
    static let length = 1024
    private static let magic: UInt16 = 0xEF53

    let features: ExtFeatures
    let blockSize: Int
    let blockCount: UInt64
    let inodeCount: UInt32
    let blocksPerGroup: UInt64
    let inodesPerGroup: UInt32
    let firstDataBlock: UInt64
    let inodeSize: Int
    let descriptorSize: Int
    let firstMetaGroup: UInt64
    let backupGroups: [UInt64]
    let journalInode: UInt32
    let uuid: [UInt8]
    let label: [UInt8]
    /// What checksums of metadata begin with.
    let checksumSeed: UInt32

    /// Whether a superblock's magic number is there.
    static func isPresent(in source: any DiskSource) throws(ExtractionError) -> Bool {
        try source.read(at: place + 56, upTo: 2) == [0x53, 0xEF]
    }

    /// - Parameters: `bytes` the 1024 of the superblock.
    /// - Throws: `.corrupt`, `.unsupported`.
    init(_ bytes: [UInt8], tolerance: Tolerance) throws(ExtractionError) {
        let fields = Fields(bytes, of: "superblock")
        guard try fields.little(56) == Self.magic else { throw ExtractionError(.corrupt, "there is no superblock") }
        let isDynamic = try fields.little(76, as: UInt32.self) >= 1
        features = ExtFeatures(
            compatible: isDynamic ? try fields.little(92) : 0, incompatible: isDynamic ? try fields.little(96) : 0,
            readOnlyCompatible: isDynamic ? try fields.little(100) : 0)
        try features.check()
        uuid = Array(try fields.range(104, 16))
        label = Array(try fields.range(120, 16).prefix { $0 != 0 })
        checksumSeed =
            features.has(.checksumSeed) ? try fields.little(0x270) : CRC32.castagnoli.update(~0, uuid[...])
        if features.has(.metadataChecksums) { try Self.verify(fields, tolerance) }

        let logarithm = try fields.little(24, as: UInt32.self)
        guard logarithm <= 6 else { throw ExtractionError(.corrupt, "superblock: blocks of 2^\(logarithm) KiB") }
        blockSize = 1024 << Int(logarithm)
        let high = features.has(.wide) ? try fields.little(0x150, as: UInt32.self) : 0
        blockCount = UInt64(high) << 32 | UInt64(try fields.little(4, as: UInt32.self))
        inodeCount = try fields.little(0)
        blocksPerGroup = UInt64(try fields.little(32, as: UInt32.self))
        inodesPerGroup = try fields.little(40)
        firstDataBlock = UInt64(try fields.little(20, as: UInt32.self))
        inodeSize = isDynamic ? Int(try fields.little(88, as: UInt16.self)) : 128
        descriptorSize = features.has(.wide) ? Int(try fields.little(254, as: UInt16.self)) : 32
        firstMetaGroup = features.has(.metaBlockGroups) ? UInt64(try fields.little(260, as: UInt32.self)) : .max
        backupGroups = [
            UInt64(try fields.little(0x24C, as: UInt32.self)), UInt64(try fields.little(0x250, as: UInt32.self)),
        ]
        journalInode = features.hasJournal ? try fields.little(224) : 0
        try validate()
    }

    /// How many groups of blocks there are.
    var groupCount: UInt64 { (blockCount - firstDataBlock + blocksPerGroup - 1) / blocksPerGroup }
    var descriptorsPerBlock: UInt64 { UInt64(blockSize / descriptorSize) }

    private func validate() throws(ExtractionError) {
        func require(_ condition: Bool, _ what: String) throws(ExtractionError) {
            guard condition else { throw ExtractionError(.corrupt, "superblock: \(what)") }
        }
        // Byte offsets of blocks must fit 64 bits.
        try require(blockCount > firstDataBlock && blockCount < 1 << 46, "\(blockCount) blocks")
        try require(
            firstDataBlock == (blockSize == 1024 ? 1 : 0) || (firstDataBlock == 0 && features.has(.bigAllocation)),
            "the first data block is \(firstDataBlock)")
        try require(blocksPerGroup > 0, "groups of no blocks")
        try require(inodesPerGroup > 0 && Int(inodesPerGroup) <= blockSize * 8, "\(inodesPerGroup) inodes a group")
        try require(
            inodeSize >= 128 && inodeSize <= blockSize && inodeSize & (inodeSize - 1) == 0,
            "inodes of \(inodeSize) bytes")
        try require(
            descriptorSize == 32
                || descriptorSize >= 64 && descriptorSize <= 1024 && descriptorSize & (descriptorSize - 1) == 0,
            "group descriptors of \(descriptorSize) bytes")
        let blocks = (groupCount + descriptorsPerBlock - 1) / descriptorsPerBlock
        try require(
            !features.has(.metaBlockGroups) || firstMetaGroup <= blocks,
            "the first meta block group is \(firstMetaGroup)")
    }

    private static func verify(_ fields: Fields, _ tolerance: Tolerance) throws(ExtractionError) {
        let kind = try fields.byte(0x175)
        guard kind == 1 else { throw ExtractionError(.unsupported, "checksums of the unknown kind \(kind)") }
        let sum = CRC32.castagnoli.update(~0, try fields.range(0, 1020))
        if !Checksum.agrees(sum, try fields.little(1020)) {
            try tolerance.fault("the checksum of the superblock is wrong")
        }
    }
}
