/// The superblock of btrfs: where its trees begin (`struct btrfs_super_block` of Linux' include/uapi/linux/btrfs_tree.h).
struct BtrfsSuperblock {
    private static let size = 4096
    private static let magic: UInt64 = 0x4d5f_5366_5248_425f
    /// The copies: at 64 KiB, 64 MiB and 256 GiB.
    private static let places: [UInt64] = [64 << 10, 64 << 20, 256 << 30]
    private static let metadataUUIDFlag: UInt64 = 0x400
    /// Up to RAID1 with three and four copies, and simple quotas.
    private static let known: UInt64 = 0xfff | 0x1_0000
    private static let named: [(bit: UInt64, name: String)] = [
        (0x1000, "zones"), (0x2000, "extent trees of version 2"), (0x4000, "a RAID stripe tree"),
    ]

    private let fields: Fields
    private let place: UInt64
    /// Whether the checksum is right.
    private let isRight: Bool
    let checksum: BtrfsChecksum
    let uuid: [UInt8]
    /// What every node carries.
    let metadataUUID: [UInt8]
    let label: [UInt8]
    let generation: UInt64
    let root: BtrfsPointer, chunkRoot: BtrfsPointer
    /// The tree of what was synced and not committed, zero where there is none.
    let logRoot: UInt64
    /// The directory in the tree of roots that names the default subvolume.
    let rootDirectory: UInt64
    let devices: UInt64, device: UInt64
    let nodeSize: Int, sectorSize: Int
    /// The chunks that hold the tree of chunks.
    let systemChunks: Fields

    /// The newest superblock of those that are good.
    ///
    /// - Throws: `.notFound` when there is no btrfs, `.unsupported`, `.corrupt`.
    static func find(_ source: any DiskSource, _ tolerance: Tolerance) throws(ExtractionError) -> BtrfsSuperblock {
        var best: BtrfsSuperblock?
        var fault: ExtractionError?
        for place in places where place <= source.size && source.size - place >= UInt64(size) {
            let fields = Fields(try source.read(at: place, count: size), of: "superblock")
            guard try fields.little(64) == magic else { continue }
            do throws(ExtractionError) {
                let found = try BtrfsSuperblock(fields, place)
                if best.map(found.isBetter(than:)) ?? true { best = found }
            } catch {
                fault = fault ?? error
            }
        }
        guard let best else { throw fault ?? ExtractionError(.notFound, "there is no btrfs here") }
        if !best.isRight { try tolerance.fault("superblock: its checksum is wrong") }
        if best.place != places[0] { tolerance.warn("superblock: the copy at byte \(best.place) is used") }
        return best
    }

    private init(_ fields: Fields, _ place: UInt64) throws(ExtractionError) {
        self.fields = fields
        self.place = place
        let type: UInt16 = try fields.little(196)
        guard let checksum = BtrfsChecksum(rawValue: type) else {
            throw ExtractionError(.unsupported, "superblock: checksums of type \(type) are not supported")
        }
        self.checksum = checksum
        isRight = try checksum.fits(fields)
        let features: UInt64 = try fields.little(188)
        try Self.check(features)
        uuid = try Array(fields.range(32, 16))
        metadataUUID = try features & Self.metadataUUIDFlag != 0 ? Array(fields.range(571, 16)) : uuid
        label = try Array(fields.range(299, 256))
        generation = try fields.little(72)
        root = try BtrfsPointer(address: fields.little(80), generation: generation, level: fields.byte(198))
        chunkRoot = try BtrfsPointer(
            address: fields.little(88), generation: fields.little(164), level: fields.byte(199))
        logRoot = try fields.little(96)
        rootDirectory = try fields.little(128)
        devices = try fields.little(136)
        device = try fields.little(201)
        sectorSize = try Self.powerOfTwo(fields, 144, "sectors")
        nodeSize = try Self.powerOfTwo(fields, 148, "nodes")
        guard try fields.little(48) == place else {
            throw ExtractionError(.corrupt, "superblock: the one at byte \(place) was written elsewhere")
        }
        let count = try Int(fields.little(160, as: UInt32.self))
        guard count <= 2048 else { throw ExtractionError(.corrupt, "superblock: its system chunks do not fit into it") }
        systemChunks = try fields.part(811, count, of: "system chunks")
    }

    private func isBetter(than other: BtrfsSuperblock) -> Bool {
        // A copy may be left of a file system that was here before.
        guard isRight == other.isRight else { return isRight }
        return uuid == other.uuid && generation > other.generation
    }

    private static func powerOfTwo(_ fields: Fields, _ offset: Int, _ what: String) throws(ExtractionError) -> Int {
        let size: UInt32 = try fields.little(offset)
        guard 4096...65536 ~= size, size & (size - 1) == 0 else {
            throw ExtractionError(.corrupt, "superblock: \(size) bytes cannot be the size of its \(what)")
        }
        return Int(size)
    }

    private static func check(_ features: UInt64) throws(ExtractionError) {
        let unknown = features & ~known
        guard unknown != 0 else { return }
        let names = named.filter { unknown & $0.bit != 0 }.map(\.name)
        let what =
            names.isEmpty ? "incompatible features 0x" + String(unknown, radix: 16) : names.joined(separator: ", ")
        throw ExtractionError(.unsupported, "superblock: it uses \(what), which is not supported")
    }
}
