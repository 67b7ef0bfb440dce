/// Feature bits of an ext superblock (Linux, `fs/ext4/ext4.h`).
struct ExtFeatures: Equatable {
    /// What a reader must know.
    enum Incompatible: UInt32, CaseIterable {
        case compression = 0x1
        case fileType = 0x2
        case needsRecovery = 0x4
        case journalDevice = 0x8
        case metaBlockGroups = 0x10
        case extents = 0x40
        case wide = 0x80
        case multipleMount = 0x100
        case flexibleGroups = 0x200
        case attributeInodes = 0x400
        case directoryData = 0x1000
        case checksumSeed = 0x2000
        case largeDirectories = 0x4000
        case inlineData = 0x8000
        case encryption = 0x10000
        case caseFolding = 0x20000
    }

    /// What a writer must know, as far as it says how checksums are made and where backups lie.
    enum ReadOnlyCompatible: UInt32 {
        case sparseBackups = 0x1
        case descriptorChecksums = 0x10
        case bigAllocation = 0x200
        case metadataChecksums = 0x400
    }

    let compatible: UInt32
    let incompatible: UInt32
    let readOnlyCompatible: UInt32

    func has(_ feature: Incompatible) -> Bool { incompatible & feature.rawValue != 0 }
    func has(_ feature: ReadOnlyCompatible) -> Bool { readOnlyCompatible & feature.rawValue != 0 }

    var hasJournal: Bool { compatible & 0x4 != 0 }
    /// Only two backups of the superblock, at places it names.
    var hasTwoBackups: Bool { compatible & 0x200 != 0 }

    /// The name that `blkid` gives such a file system.
    var typeName: String {
        // ext3 knows: filetype, recover, meta_bg; sparse_super, large_file, btree_dir.
        if incompatible & ~0x1E != 0 || readOnlyCompatible & ~0x7 != 0 { return "ext4" }
        return hasJournal ? "ext3" : "ext2"
    }

    /// Refuses what this reader does not know.
    ///
    /// - Throws: `.unsupported` naming the feature.
    func check() throws(ExtractionError) {
        if has(.journalDevice) { throw ExtractionError(.unsupported, "this is an external journal, not a file system") }
        if has(.compression) { throw ExtractionError(.unsupported, "the feature compression is not supported") }
        let known = Incompatible.allCases.reduce(0) { $0 | $1.rawValue }
        let unknown = incompatible & ~known
        guard unknown == 0 else {
            throw ExtractionError(
                .unsupported, "unknown incompatible features 0x\(String(unknown, radix: 16)) are in use")
        }
    }
}
