/// The checksums that a btrfs may have been made with, by their number in its superblock.
enum BtrfsChecksum: UInt16, CaseIterable {
    case crc32c = 0
    case xxhash64, sha256, blake2b

    /// Bytes at the beginning of a superblock or node that hold the checksum of all that follow.
    static let room = 32

    /// Whether a superblock or node begins with the checksum of the rest.
    func fits(_ block: Fields) throws(ExtractionError) -> Bool {
        let sum = digest(try block.range(Self.room, block.count - Self.room))
        return Checksum.agrees(sum, Array(try block.range(0, sum.count)))
    }

    /// A checksum's bytes as they are on the disk.
    func digest(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        switch self {
        case .crc32c: Self.little(UInt64(CRC32.castagnoli.checksum(bytes)), 4)
        case .xxhash64: Self.little(XXHash64.digest(bytes), 8)
        case .sha256: SHA256.digest(bytes)
        case .blake2b: BLAKE2b.digest(bytes)
        }
    }

    private static func little(_ number: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) }
    }
}
