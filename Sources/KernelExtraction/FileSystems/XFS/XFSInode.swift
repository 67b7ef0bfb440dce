/// One inode (`struct xfs_dinode`), its data fork included.
struct XFSInode {
    /// How the data fork holds the file.
    enum Format {
        /// The content itself.
        case local
        /// Extent records.
        case extents
        /// The root of a tree of extent records.
        case tree
        /// A device's number, or nothing.
        case other
    }

    private static let magic: UInt16 = 0x494e
    private static let realtime: UInt16 = 0x1
    private static let largeExtentCount: UInt64 = 0x10

    let number: UInt64
    let kind: NodeKind
    let format: Format
    /// Bytes of content.
    let size: UInt64
    let extentCount: UInt64
    let fork: Fields

    /// Reads an inode.
    ///
    /// - Throws: `.corrupt` for what is none or not in use, `.unsupported` for a file on a realtime device.
    init(_ number: UInt64, in volume: XFSVolume) throws(ExtractionError) {
        let fields = try volume.inode(number)
        let version = try fields.byte(4)
        let mode: UInt16 = try fields.big(2)
        guard try fields.big(0) == Self.magic, volume.superblock.isVersion5 ? version == 3 : 1...2 ~= version else {
            throw ExtractionError(.corrupt, "inode \(number): there is no inode")
        }
        guard mode != 0 else { throw ExtractionError(.corrupt, "inode \(number): it is not in use") }
        self.number = number
        kind = UnixMode.kind(UInt32(mode))
        size = try fields.big(56)
        guard size <= UInt64(Int64.max) else {
            throw ExtractionError(.corrupt, "inode \(number): its size is negative")
        }
        if kind == .file, try fields.big(90, as: UInt16.self) & Self.realtime != 0 {
            throw ExtractionError(.unsupported, "inode \(number): files on a realtime device are not supported")
        }
        switch try fields.byte(5) {
        case 1: format = .local
        case 2: format = .extents
        case 3: format = .tree
        default: format = .other
        }
        let flags2: UInt64 = version == 3 ? try fields.big(120) : 0
        let isLarge = flags2 & Self.largeExtentCount != 0
        extentCount = try isLarge ? fields.big(24, as: UInt64.self) : UInt64(fields.big(76, as: UInt32.self))
        let core = version == 3 ? 176 : 100
        let attributes = try Int(fields.byte(82)) * 8
        let room = fields.count - core
        guard attributes <= room else {
            throw ExtractionError(.corrupt, "inode \(number): its forks do not fit into it")
        }
        fork = try fields.part(core, attributes == 0 ? room : attributes, of: "data fork of inode \(number)")
        if version == 3 { try Self.verify(fields, number, volume) }
    }

    private static func verify(_ fields: Fields, _ number: UInt64, _ volume: XFSVolume) throws(ExtractionError) {
        if try !fields.hasXFSChecksum(at: 100) {
            try volume.tolerance.fault("inode \(number): its checksum is wrong")
        }
        guard try fields.big(152) == number, try Array(fields.range(160, 16)) == volume.superblock.metadataUUID else {
            return try volume.tolerance.fault("inode \(number): it belongs elsewhere")
        }
    }

    /// The content of a local fork.
    func localContent() throws(ExtractionError) -> ArraySlice<UInt8> {
        guard size <= UInt64(fork.count) else {
            throw ExtractionError(.corrupt, "inode \(number): \(size) bytes cannot lie within the inode")
        }
        return try fork.range(0, Int(size))
    }
}
