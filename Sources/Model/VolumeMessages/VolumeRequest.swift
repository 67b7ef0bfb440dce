/// One line to `lvm-control`.
package enum VolumeRequest: Hashable, Codable, Sendable {
    /// Tell what a volume group is and holds. Changes nothing.
    case look(group: LVMName)
    case create(VolumeCreation)
    case remove(VolumeRemoval)
}

/// A volume to make. Its tag proves later whose it is.
package struct VolumeCreation: Hashable, Codable, Sendable {
    package enum Kind: Hashable, Codable, Sendable {
        /// Extents of its own; the size is rounded up to whole extents.
        case linear(size: ByteSize)
        /// Blocks of a pool, taken when they are written.
        case thin(pool: LVMName, size: ByteSize)
        /// What another volume of the group holds now. A snapshot of a thin volume takes its blocks from the same
        /// pool and has no size of its own.
        case snapshot(origin: LVMName, room: ByteSize?)
    }

    package let group: LVMName
    package let name: LVMName
    package let tag: LVMName
    package let kind: Kind

    package init(group: LVMName, name: LVMName, tag: LVMName, kind: Kind) {
        self.group = group
        self.name = name
        self.tag = tag
        self.kind = kind
    }
}

/// A volume to remove: only the one that has this name and this tag, and the UUID where it is known.
package struct VolumeRemoval: Hashable, Codable, Sendable {
    package let group: LVMName
    package let name: LVMName
    package let tag: LVMName
    package let uuid: LVMName?

    package init(group: LVMName, name: LVMName, tag: LVMName, uuid: LVMName?) {
        self.group = group
        self.name = name
        self.tag = tag
        self.uuid = uuid
    }

    /// Whether a volume of the group is the one that is meant.
    package func means(_ volume: LogicalVolume) -> Bool {
        volume.name == name.text && volume.tags.contains(tag.text) && (uuid == nil || volume.uuid == uuid?.text)
    }
}
