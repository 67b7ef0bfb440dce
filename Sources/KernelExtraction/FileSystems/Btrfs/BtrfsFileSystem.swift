/// btrfs on one device, seen from one of its subvolumes; others are entered where they are in its directories.
///
/// Source: "Btrfs design: on-disk format" of its documentation and include/uapi/linux/btrfs_tree.h of Linux.
package final class BtrfsFileSystem: GuestFileSystem {
    private let volume: BtrfsVolume
    private let forest: BtrfsForest
    /// The content that was read last: files are read in pieces.
    private var recent: (node: NodeID, content: BtrfsContent)?

    /// The subvolume at the top, as `subvolid=` names it.
    package let subvolume: UInt64
    package let root: NodeID
    package let type = "btrfs"
    package var uuid: String? { VolumeIdentity.uuid(volume.superblock.uuid) }
    package var label: String? { VolumeIdentity.label(volume.superblock.label) }
    package var warnings: [String] { volume.tolerance.warnings }

    /// Opens the default subvolume of the file system that begins at the source's first byte.
    ///
    /// - Parameter strict: whether wrong checksums are errors and not warnings.
    /// - Throws: `.notFound` when there is no btrfs, `.unsupported` for features this reader does not know and for
    ///   what lies on other devices, `.corrupt`.
    package convenience init(_ source: any DiskSource, strict: Bool) throws(ExtractionError) {
        let volume = try BtrfsVolume(source, strict: strict)
        try self.init(volume, BtrfsForest(volume), subvolume: BtrfsRoots(volume).defaultSubvolume())
    }

    private init(_ volume: BtrfsVolume, _ forest: BtrfsForest, subvolume: UInt64) throws(ExtractionError) {
        self.volume = volume
        self.forest = forest
        self.subvolume = subvolume
        root = try forest.top(of: subvolume)
        guard try node(root).kind == .directory else {
            throw ExtractionError(.corrupt, "subvolume \(subvolume): its top is no directory")
        }
    }

    /// The same file system from another subvolume.
    ///
    /// - Throws: `.notFound` when there is no such subvolume.
    package func opening(_ subvolume: UInt64) throws(ExtractionError) -> BtrfsFileSystem {
        try BtrfsFileSystem(volume, forest, subvolume: subvolume)
    }

    /// All subvolumes but the top level, by number.
    package func subvolumes() throws(ExtractionError) -> [BtrfsSubvolume] { try BtrfsRoots(volume).all() }

    /// Where a guest may boot from, the likeliest first: the default subvolume, the top level, and `@`, which is
    /// Ubuntu's and openSUSE's.
    package func bootable() throws(ExtractionError) -> [BtrfsFileSystem] {
        var ids = [try BtrfsRoots(volume).defaultSubvolume(), BtrfsSubvolume.topLevel]
        ids += try subvolumes().filter { $0.path == [0x40] }.map(\.id)
        var found: [BtrfsFileSystem] = []
        for id in ids where !found.contains(where: { $0.subvolume == id }) { found.append(try opening(id)) }
        return found
    }

    package func node(_ id: NodeID) throws(ExtractionError) -> Node { try forest.node(id) }

    package func entries(of directory: NodeID) throws(ExtractionError) -> [DirectoryEntry] {
        try require(directory, .directory)
        return try forest.entries(of: directory)
    }

    package func child(of directory: NodeID, named name: [UInt8]) throws(ExtractionError) -> NodeID? {
        try require(directory, .directory)
        return try forest.child(of: directory, named: name)
    }

    package func target(of link: NodeID) throws(ExtractionError) -> [UInt8] {
        let node = try require(link, .link)
        let count = try node.size.bounded(by: Limits.pathLength, "the target of a link")
        return try forest.content(of: link).read(at: 0, count: count)
    }

    package func read(_ file: NodeID, at offset: UInt64, count: Int) throws(ExtractionError) -> [UInt8] {
        let size = try require(file, .file).size
        guard count >= 0, offset <= size, UInt64(count) <= size - offset else {
            throw ExtractionError(.corrupt, "\(count) bytes at \(offset) lie beyond the file's \(size) bytes")
        }
        if let recent, recent.node == file { return try recent.content.read(at: offset, count: count) }
        let content = try forest.content(of: file)
        recent = (file, content)
        return try content.read(at: offset, count: count)
    }

    @discardableResult
    private func require(_ id: NodeID, _ kind: NodeKind) throws(ExtractionError) -> Node {
        let node = try node(id)
        guard node.kind == kind else { throw ExtractionError(.corrupt, "a node is no \(kind.rawValue)") }
        return node
    }
}
