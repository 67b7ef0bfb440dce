/// The first block of a journal.
struct ExtJournalSuperblock {
    private enum Feature {
        static let wide: UInt32 = 0x2
        static let checksums2: UInt32 = 0x8
        static let checksums3: UInt32 = 0x10
        static let fastCommits: UInt32 = 0x20
        /// Revocations, wide numbers, asynchronous commits, both kinds of checksums, fast commits.
        static let known: UInt32 = 0x3F
    }

    static let magic: UInt32 = 0xC03B_3998

    /// The blocks that transactions go round in.
    let ring: Range<UInt64>
    /// The first block of the oldest transaction; 0 where nothing is to be replayed.
    let start: UInt64
    /// The number of the oldest transaction.
    let sequence: UInt32
    /// The first block of the fast commits behind the ring.
    let fastCommits: UInt64?
    private let incompatible: UInt32
    private let checksumSeed: UInt32

    var isWide: Bool { incompatible & Feature.wide != 0 }
    var hasTags3: Bool { incompatible & Feature.checksums3 != 0 }
    var hasChecksums: Bool { incompatible & (Feature.checksums2 | Feature.checksums3) != 0 }
    /// How many bytes a tag of a descriptor block has, without the identifier that may follow it.
    var tagSize: Int { hasTags3 ? 16 : (isWide ? 12 : 8) + (hasChecksums ? 2 : 0) }

    /// - Parameters: `limit` how many blocks the journal's file has.
    /// - Throws: `.corrupt`, `.unsupported`.
    init(_ bytes: [UInt8], blockSize: Int, limit: UInt64) throws(ExtractionError) {
        let fields = Fields(bytes, of: "journal superblock")
        let type = try fields.big(4, as: UInt32.self)
        guard try fields.big(0) == Self.magic, type == 3 || type == 4 else {
            throw ExtractionError(.corrupt, "it has no superblock")
        }
        guard Int(try fields.big(12, as: UInt32.self)) == blockSize else {
            throw ExtractionError(.corrupt, "its blocks have another size than the file system's")
        }
        incompatible = type == 4 ? try fields.big(40) : 0
        guard incompatible & ~Feature.known == 0 else {
            let bits = String(incompatible & ~Feature.known, radix: 16)
            throw ExtractionError(.unsupported, "it uses the unknown features 0x\(bits)")
        }
        checksumSeed = CRC32.castagnoli.update(~0, try fields.range(48, 16))
        let length = min(UInt64(try fields.big(16, as: UInt32.self)), limit)
        let first = UInt64(try fields.big(20, as: UInt32.self))
        start = UInt64(try fields.big(28, as: UInt32.self))
        sequence = try fields.big(24)
        var end = length
        if incompatible & Feature.fastCommits != 0 {
            let count = UInt64(try fields.big(84, as: UInt32.self))
            end -= min(end, count == 0 ? 256 : count)
            fastCommits = end
        } else {
            fastCommits = nil
        }
        guard first > 0, first < end, start == 0 || (first..<end).contains(start) else {
            throw ExtractionError(.corrupt, "it runs from block \(first) to \(end) and begins at \(start)")
        }
        ring = first..<end
        if incompatible & (Feature.checksums2 | Feature.checksums3) != 0 { try verify(fields) }
    }

    private func verify(_ fields: Fields) throws(ExtractionError) {
        var head = Array(try fields.range(0, 1024))
        for index in 252..<256 { head[index] = 0 }
        guard Checksum.agrees(CRC32.castagnoli.update(~0, head[...]), try fields.big(252)) else {
            throw ExtractionError(.corrupt, "the checksum of its superblock is wrong")
        }
    }

    /// The checksum of a block of the journal whose own field of four bytes at `place` counts as zeros.
    func checksum(of block: [UInt8], without place: Int) -> UInt32 {
        let crc = CRC32.castagnoli
        let head = crc.update(crc.update(checksumSeed, block[..<place]), [0, 0, 0, 0])
        return crc.update(head, block[(place + 4)...])
    }

    /// The checksum that a tag has for a block of data; nil where tags have none.
    func checksum(ofData block: [UInt8], sequence: UInt32) -> UInt32? {
        guard hasChecksums else { return nil }
        let crc = CRC32.castagnoli
        let sum = crc.update(crc.update(checksumSeed, little: sequence.byteSwapped), block[...])
        return hasTags3 ? sum : sum & 0xFFFF
    }
}
