/// The blocks of an XFS and the checks that all its metadata share.
final class XFSVolume {
    private let source: any DiskSource
    let superblock: XFSSuperblock
    let tolerance: Tolerance

    init(_ source: any DiskSource, strict: Bool) throws(ExtractionError) {
        self.source = source
        tolerance = Tolerance(strict: strict)
        superblock = try XFSSuperblock(source, tolerance)
    }

    /// Bytes of an inode's record.
    func inode(_ number: UInt64) throws(ExtractionError) -> Fields {
        let offset = try superblock.offset(ofInode: number)
        return Fields(try source.read(at: offset, count: superblock.inodeSize), of: "inode \(number)")
    }

    /// `count` bytes from a byte of consecutive blocks.
    ///
    /// - Parameter block: the first block, numbered by group and block.
    func bytes(ofBlock block: UInt64, skipping skipped: UInt64 = 0, count: Int) throws(ExtractionError) -> [UInt8] {
        let end = skipped + UInt64(count)
        let blocks = (end + UInt64(superblock.blockSize) - 1) >> UInt64(superblock.blockLog)
        guard let start = superblock.offset(ofBlock: block, count: max(1, blocks)) else {
            throw ExtractionError(.corrupt, "block \(block) lies beyond the file system or its allocation group")
        }
        return try source.read(at: start + skipped, count: count)
    }

    /// Checks a version 5 block's checksum, and that it is this file system's, this inode's, and at its place.
    ///
    /// - Throws: `.corrupt` only when reading strictly.
    func verify(
        _ fields: Fields, _ header: XFSBlockHeader, owner: UInt64, block: UInt64
    ) throws(ExtractionError) {
        guard superblock.isVersion5 else { return }
        let place = "inode \(owner): \(fields.what) at block \(block)"
        if try !fields.hasXFSChecksum(at: header.checksum) { try tolerance.fault("\(place): its checksum is wrong") }
        if try Array(fields.range(header.uuid, 16)) != superblock.metadataUUID {
            try tolerance.fault("\(place): it belongs to another file system")
        }
        if try fields.big(header.owner) != owner { try tolerance.fault("\(place): it belongs to another inode") }
        // Written in sectors of 512 bytes, whatever the disk's are.
        let sector = superblock.offset(ofBlock: block, count: 1).map { $0 / 512 }
        if try fields.big(header.blockNumber) != sector { try tolerance.fault("\(place): it was written elsewhere") }
    }
}

/// Where the parts of a version 5 header lie in one kind of metadata block.
struct XFSBlockHeader {
    static let extents = XFSBlockHeader(checksum: 64, uuid: 40, owner: 56, blockNumber: 24)
    static let directory = XFSBlockHeader(checksum: 4, uuid: 24, owner: 40, blockNumber: 8)
    static let link = XFSBlockHeader(checksum: 12, uuid: 16, owner: 32, blockNumber: 40)

    let checksum: Int, uuid: Int, owner: Int, blockNumber: Int
}

extension Fields {
    /// Whether the little-endian CRC32C at `offset` is that of all these bytes, its own four counted as zeros.
    func hasXFSChecksum(at offset: Int) throws(ExtractionError) -> Bool {
        let stored: UInt32 = try little(offset)
        let crc = CRC32.castagnoli
        var sum = crc.update(~0, try range(0, offset))
        sum = crc.update(sum, little: 0)
        return Checksum.agrees(~crc.update(sum, try range(offset + 4, count - offset - 4)), stored)
    }
}
