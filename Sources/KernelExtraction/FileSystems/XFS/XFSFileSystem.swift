/// XFS of versions 4 and 5, read as it is on the disk: the log is not replayed.
///
/// Source: the kernel's documentation "XFS Algorithms & Data Structures" and fs/xfs/libxfs/xfs_format.h.
package final class XFSFileSystem: GuestFileSystem {
    private let volume: XFSVolume
    private var inodes: [UInt64: XFSInode] = [:]
    /// The content that was read last: files are read in pieces.
    private var recent: (number: UInt64, content: XFSContent)?

    package let type = "xfs"
    package var uuid: String? { VolumeIdentity.uuid(volume.superblock.uuid) }
    package var label: String? { VolumeIdentity.label(volume.superblock.label) }
    package var warnings: [String] { volume.tolerance.warnings }
    package var root: NodeID { NodeID(volume.superblock.root) }

    /// Opens the file system that begins at the source's first byte.
    ///
    /// - Parameter strict: whether wrong checksums are errors and not warnings.
    /// - Throws: `.notFound` when there is no XFS, `.unsupported` for features this reader does not know, `.corrupt`.
    package init(_ source: any DiskSource, strict: Bool) throws(ExtractionError) {
        volume = try XFSVolume(source, strict: strict)
        if let log = XFSLog(source, volume.superblock), try !log.isClean() {
            volume.tolerance.warn(
                "the log is dirty: the newest changes are missing (mount and unmount it to have them)")
        }
        guard try inode(root).kind == .directory else {
            throw ExtractionError(.corrupt, "inode \(root.number): the top directory is none")
        }
    }

    package func node(_ id: NodeID) throws(ExtractionError) -> Node {
        let inode = try inode(id)
        return Node(id: id, kind: inode.kind, size: inode.size)
    }

    package func entries(of directory: NodeID) throws(ExtractionError) -> [DirectoryEntry] {
        try XFSDirectory(inode(directory, .directory), in: volume).entries
    }

    package func target(of link: NodeID) throws(ExtractionError) -> [UInt8] {
        try XFSLink.target(of: inode(link, .link), in: volume)
    }

    package func read(_ file: NodeID, at offset: UInt64, count: Int) throws(ExtractionError) -> [UInt8] {
        let inode = try inode(file, .file)
        guard count >= 0, offset <= inode.size, UInt64(count) <= inode.size - offset else {
            throw ExtractionError(
                .corrupt, "inode \(file.number): \(count) bytes at \(offset) lie beyond its \(inode.size) bytes")
        }
        return try content(inode).read(at: offset, count: count)
    }

    private func content(_ inode: XFSInode) throws(ExtractionError) -> XFSContent {
        if let recent, recent.number == inode.number { return recent.content }
        let content = try XFSContent(inode, in: volume)
        recent = (inode.number, content)
        return content
    }

    private func inode(_ id: NodeID, _ kind: NodeKind? = nil) throws(ExtractionError) -> XFSInode {
        let inode = try known(id.number)
        if let kind, inode.kind != kind {
            throw ExtractionError(.corrupt, "inode \(id.number): it is no \(kind.rawValue)")
        }
        return inode
    }

    private func known(_ number: UInt64) throws(ExtractionError) -> XFSInode {
        if let inode = inodes[number] { return inode }
        let inode = try XFSInode(number, in: volume)
        if inodes.count >= 64 { inodes.removeAll(keepingCapacity: true) }
        inodes[number] = inode
        return inode
    }
}
