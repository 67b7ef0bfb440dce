/// The number by which a file system knows a file: an inode number, or for FAT and ISO 9660 a place of its own making.
package struct NodeID: Hashable, Sendable {
    package let number: UInt64

    package init(_ number: UInt64) { self.number = number }
}

/// What a node is, as far as booting cares.
package enum NodeKind: String, Sendable {
    case file, directory, link
    /// A device, socket or pipe: never read.
    case other
}

/// A node of a file system.
package struct Node: Equatable, Sendable {
    package let id: NodeID
    package let kind: NodeKind
    /// Bytes of content; of a link, the length of its target.
    package let size: UInt64

    package init(id: NodeID, kind: NodeKind, size: UInt64) {
        self.id = id
        self.kind = kind
        self.size = size
    }
}

/// One name in a directory; `.` and `..` are left out.
package struct DirectoryEntry: Hashable, Sendable {
    /// The name's bytes as they are on the disk; never empty, no slash, no NUL.
    package let name: [UInt8]
    package let node: NodeID

    package init(name: [UInt8], node: NodeID) {
        self.name = name
        self.node = node
    }
}

/// A guest's file system, read without mounting it. Paths and links are ``PathWalker``'s business, not its.
package protocol GuestFileSystem: AnyObject {
    /// The name people use: `ext4`, `xfs`, `btrfs`, `vfat`, `iso9660`.
    var type: String { get }
    /// As `blkid` shows it: hex digits in lower case with dashes (`1234-ABCD` for FAT); nil where there is none.
    var uuid: String? { get }
    /// The volume's label; nil where there is none.
    var label: String? { get }
    /// What is wrong and was put up with (a checksum, a dirty log), one sentence each.
    var warnings: [String] { get }
    /// The top directory.
    var root: NodeID { get }

    /// What kind of thing a node is.
    func node(_ id: NodeID) throws(ExtractionError) -> Node

    /// The names in a directory, in the order on the disk; at most ``Limits/directoryEntries``.
    func entries(of directory: NodeID) throws(ExtractionError) -> [DirectoryEntry]

    /// The node with this name in a directory, nil where there is none.
    func child(of directory: NodeID, named name: [UInt8]) throws(ExtractionError) -> NodeID?

    /// Where a link leads; at most ``Limits/pathLength`` bytes.
    func target(of link: NodeID) throws(ExtractionError) -> [UInt8]

    /// Exactly `count` bytes of a file from `offset`; holes and unwritten extents read as zeros.
    ///
    /// - Throws: `.corrupt` when the range lies beyond the file's size.
    func read(_ file: NodeID, at offset: UInt64, count: Int) throws(ExtractionError) -> [UInt8]
}

extension GuestFileSystem {
    package func child(of directory: NodeID, named name: [UInt8]) throws(ExtractionError) -> NodeID? {
        try entries(of: directory).first { $0.name == name }?.node
    }
}

/// Bounds on what a disk may make us do.
package enum Limits {
    /// Bytes of a path, and of a link's target (PATH_MAX of Linux).
    package static let pathLength = 4096
    /// Links followed in one path, as Linux has it.
    package static let links = 40
    /// Names in one directory.
    package static let directoryEntries = 1_000_000
    /// Partitions and logical volumes of one disk.
    package static let partitions = 1024
    /// Bytes of one boot configuration.
    package static let configuration = 1 << 20
    /// Bytes of a compressed kernel image.
    package static let kernelImage = 64 << 20
    /// Bytes of an unpacked kernel.
    package static let kernel = 256 << 20
    /// Bytes of all initial RAM disks together.
    package static let ramdisk = 512 << 20
}
