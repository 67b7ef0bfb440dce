import Model

/// Where a guest's disks are and what is on them.
package struct StorageSpec: Hashable, Codable, Sendable {
    package enum Layout: String, Codable, Sendable {
        /// One image a file system, each a vbd of its own, as xen-tools makes them.
        case partitions
        /// One whole disk with a GUID partition table.
        case disk
    }

    /// The directory given with `--dir`; with block devices that of the program's state, for the work on the root.
    package var directory: String
    package var backend = StorageBackend.files
    /// How block devices are cleared before they are filled.
    package var wipe = WipeMode.discard
    package var layout: Layout
    package var sparse: Bool
    /// In the guest's order.
    package var volumes: [VolumeSpec]
}

/// One file system or swap area and the image that holds it.
package struct VolumeSpec: Hashable, Codable, Sendable {
    /// Name of the image without `.img`: `disk`, `swap`, `data`.
    package var name: String
    package var size: ByteSize
    /// `ext4`, `swap`, …
    package var type: String
    /// Absolute path in the guest; nil for swap.
    package var mountPoint: String?
    /// For the guest's fstab.
    package var mountOptions: String
    package var uuid: UUIDValue
    /// The guest's name for it: `xvda2`.
    package var device: String

    package var isRoot: Bool { mountPoint == "/" }
    package var isSwap: Bool { type == "swap" }
    package var imageName: String { name + ".img" }
}

extension StorageSpec {
    package var root: VolumeSpec? { volumes.first { $0.isRoot } }
    /// File systems from the root downwards, so that a parent comes before what is mounted in it.
    package var mounted: [VolumeSpec] {
        volumes.filter { $0.mountPoint != nil }.sorted { ($0.mountPoint ?? "") < ($1.mountPoint ?? "") }
    }
    /// `DIR/domains/NAME`, where xen-tools keeps images too.
    package func imageDirectory(of guest: GuestName) -> String { "\(domainsDirectory)/\(guest)" }
    package var domainsDirectory: String { directory + "/domains" }
    package var totalSize: ByteSize { ByteSize(bytes: volumes.reduce(0) { $0 + $1.size.bytes }) }
}
