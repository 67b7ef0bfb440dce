/// What an inode says.
struct ExtInode {
    private enum Flag {
        static let encrypted: UInt32 = 0x800
        static let indexed: UInt32 = 0x1000
        static let extents: UInt32 = 0x80000
        static let inline: UInt32 = 0x1000_0000
    }

    let number: UInt32
    let kind: NodeKind
    let size: UInt64
    /// What the checksums of this inode's own blocks begin with.
    let checksumSeed: UInt32
    /// The 60 bytes that hold the map of blocks, a short link or inline data.
    let map: Fields
    /// What lies behind the fixed fields: the extended attributes.
    let attributes: Fields?
    private let flags: UInt32

    var isEncrypted: Bool { flags & Flag.encrypted != 0 }
    var isIndexed: Bool { flags & Flag.indexed != 0 }
    var hasExtents: Bool { flags & Flag.extents != 0 }
    var isInline: Bool { flags & Flag.inline != 0 }

    /// - Throws: `.corrupt` where there is no such inode.
    init(_ number: UInt32, in volume: ExtVolume) throws(ExtractionError) {
        let fields = Fields(try volume.inode(number), of: "inode \(number)")
        let superblock = volume.superblock
        self.number = number
        let mode = try fields.little(0, as: UInt16.self)
        switch mode & 0xF000 {
        case 0x8000: kind = .file
        case 0x4000: kind = .directory
        case 0xA000: kind = .link
        default: kind = .other
        }
        flags = try fields.little(32)
        let isLarge = kind == .file || kind == .directory && superblock.features.has(.largeDirectories)
        let high = isLarge ? try fields.little(108, as: UInt32.self) : 0
        size = UInt64(high) << 32 | UInt64(try fields.little(4, as: UInt32.self))
        map = try fields.part(40, 60, of: "inode \(number)")
        let crc = CRC32.castagnoli
        checksumSeed = crc.update(
            crc.update(superblock.checksumSeed, little: number), little: try fields.little(100))
        let extra = fields.count > 128 ? Int(try fields.little(128, as: UInt16.self)) : 0
        let isSane = fields.count > 128 && extra % 4 == 0 && extra <= fields.count - 128 - 4
        attributes =
            isSane ? try fields.part(128 + extra, fields.count - 128 - extra, of: "attributes of inode \(number)") : nil
        if superblock.features.has(.metadataChecksums) {
            try verify(fields, hasHigh: fields.count > 128 && extra >= 4, volume.tolerance)
        }
    }

    private func verify(_ fields: Fields, hasHigh: Bool, _ tolerance: Tolerance) throws(ExtractionError) {
        var bytes = Array(fields.bytes)
        var stored = UInt32(try fields.little(0x7C, as: UInt16.self))
        (bytes[0x7C], bytes[0x7D]) = (0, 0)
        var mask: UInt32 = 0xFFFF
        if hasHigh {
            stored |= UInt32(try fields.little(0x82, as: UInt16.self)) << 16
            (bytes[0x82], bytes[0x83]) = (0, 0)
            mask = ~0
        }
        if !Checksum.agrees(CRC32.castagnoli.update(checksumSeed, bytes[...]) & mask, stored) {
            try tolerance.fault("the checksum of inode \(number) is wrong")
        }
    }
}
