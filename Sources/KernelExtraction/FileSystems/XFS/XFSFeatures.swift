/// What an XFS uses, from its superblock; what this reader does not know is refused by its number.
struct XFSFeatures {
    private static let moreBits: UInt16 = 0x8000
    private static let directoryVersion2: UInt16 = 0x2000
    private static let fileTypes2: UInt32 = 0x200

    private static let fileTypes: UInt32 = 0x1
    private static let metadataUUID: UInt32 = 0x4
    private static let needsRepair: UInt32 = 0x10
    /// File types, sparse inodes, metadata UUID, big times, 64-bit extent counts, exchange of ranges, parent pointers.
    private static let known: UInt32 = 0x1 | 0x2 | 0x4 | 0x8 | 0x20 | 0x40 | 0x80
    private static let named: [(bit: UInt32, name: String)] = [
        (0x100, "a metadata directory"), (0x200, "zones"),
    ]

    let isVersion5: Bool
    let hasFileTypes: Bool
    let hasMetadataUUID: Bool

    /// - Parameter head: the superblock.
    init(_ head: Fields) throws(ExtractionError) {
        let version = try head.big(100, as: UInt16.self)
        switch version & 0xf {
        case 4:
            // Kernels before 2.6.25 wrote the field four bytes further on some architectures; Linux takes both.
            let more = try head.big(200, as: UInt32.self) | head.big(204, as: UInt32.self)
            guard version & Self.directoryVersion2 != 0 else {
                throw ExtractionError(.unsupported, "superblock: directories of version 1 are not supported")
            }
            isVersion5 = false
            hasFileTypes = version & Self.moreBits != 0 && more & Self.fileTypes2 != 0
            hasMetadataUUID = false
        case 5:
            let incompatible = try head.big(216, as: UInt32.self)
            try Self.check(incompatible)
            isVersion5 = true
            hasFileTypes = incompatible & Self.fileTypes != 0
            hasMetadataUUID = incompatible & Self.metadataUUID != 0
        default:
            throw ExtractionError(.unsupported, "superblock: XFS of version \(version & 0xf) is not supported")
        }
    }

    private static func check(_ incompatible: UInt32) throws(ExtractionError) {
        guard incompatible & needsRepair == 0 else {
            throw ExtractionError(.corrupt, "superblock: the file system is marked as needing xfs_repair")
        }
        let unknown = incompatible & ~known
        guard unknown != 0 else { return }
        let names = named.filter { unknown & $0.bit != 0 }.map(\.name)
        let what =
            names.isEmpty ? "incompatible features 0x" + String(unknown, radix: 16) : names.joined(separator: ", ")
        throw ExtractionError(.unsupported, "superblock: it uses \(what), which is not supported")
    }
}
