/// One line from `lvm-control`: the answer to one request.
package struct VolumeReply: Hashable, Codable, Sendable {
    package enum Answer: Hashable, Codable, Sendable {
        /// What was asked about; nil where LVM sees no such group, by its filters and devices file.
        case group(VolumeGroup?)
        case created(LogicalVolume)
        /// Whether there was one; false where no volume of that name has the tag and the UUID.
        case removed(Bool)
        /// LVM did not do it.
        case failed(ProvisionError.Code, String)
    }

    package let answer: Answer
    /// What LVM said besides, line by line.
    package let log: [String]

    package init(_ answer: Answer, log: [String]) {
        self.answer = answer
        self.log = log
    }
}

/// A volume group as LVM reports it.
package struct VolumeGroup: Hashable, Codable, Sendable {
    package var name: String
    package var uuid: String
    package var extentSize: ByteSize
    package var extents: UInt64
    package var freeExtents: UInt64
    /// Other hosts may change it: it has a lock type of lvmlockd, or is clustered as of old.
    package var isShared: Bool
    package var isExported: Bool
    /// Some of its physical volumes are missing.
    package var isPartial: Bool
    package var isWritable: Bool
    package var volumes: [LogicalVolume]

    package init(
        name: String, uuid: String, extentSize: ByteSize, extents: UInt64, freeExtents: UInt64, isShared: Bool = false,
        isExported: Bool = false, isPartial: Bool = false, isWritable: Bool = true, volumes: [LogicalVolume] = []
    ) {
        self.name = name
        self.uuid = uuid
        self.extentSize = extentSize
        self.extents = extents
        self.freeExtents = freeExtents
        self.isShared = isShared
        self.isExported = isExported
        self.isPartial = isPartial
        self.isWritable = isWritable
        self.volumes = volumes
    }

    /// Names of the snapshots that live on a volume's blocks: LVM would remove them with it. Thin ones stand alone.
    package func dependents(of volume: LogicalVolume) -> [String] {
        volumes.filter { $0.origin == volume.name && !$0.isThin }.map(\.name)
    }

    package func volume(_ name: String) -> LogicalVolume? { volumes.first { $0.name == name } }

    /// Whole extents that hold this many bytes.
    package func extents(for size: ByteSize) -> UInt64 {
        let unit = max(extentSize.bytes, 1)
        return size.bytes / unit + (size.bytes % unit == 0 ? 0 : 1)
    }

    package var free: ByteSize { ByteSize(bytes: freeExtents * extentSize.bytes) }
}

/// A volume of a group as LVM reports it.
package struct LogicalVolume: Hashable, Codable, Sendable {
    package var name: String
    package var uuid: String
    package var size: ByteSize
    package var tags: [String]
    /// `linear`, `thin`, `thin-pool`, …
    package var segmentType: String
    /// Whether something has it open: a domain, a mount.
    package var isOpen: Bool
    /// The thin pool that its blocks come from.
    package var pool: String?
    /// What it is a snapshot of.
    package var origin: String?
    /// Percent of a pool's data and metadata that are used; nil where it is not active.
    package var dataPercent: Double?
    package var metadataPercent: Double?
    /// Whether a pool clears blocks before it hands them out; nil for other volumes, and where nobody can tell.
    package var zeroesBlocks: Bool?

    package init(
        name: String, uuid: String, size: ByteSize, tags: [String] = [], segmentType: String = "linear",
        isOpen: Bool = false, pool: String? = nil, origin: String? = nil, dataPercent: Double? = nil,
        metadataPercent: Double? = nil,
        zeroesBlocks: Bool? = nil
    ) {
        self.name = name
        self.uuid = uuid
        self.size = size
        self.tags = tags
        self.segmentType = segmentType
        self.isOpen = isOpen
        self.pool = pool
        self.origin = origin
        self.dataPercent = dataPercent
        self.metadataPercent = metadataPercent
        self.zeroesBlocks = zeroesBlocks
    }

    package var isThinPool: Bool { segmentType == "thin-pool" }
    package var isThin: Bool { segmentType == "thin" }
}
