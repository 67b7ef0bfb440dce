/// Where symbolic links of XFS lead.
enum XFSLink {
    private static let magic: UInt32 = 0x5853_4c4d
    private static let headerSize = 56

    /// The target, which is in the inode, or in blocks that in version 5 begin with a header for each extent.
    static func target(of inode: XFSInode, in volume: XFSVolume) throws(ExtractionError) -> [UInt8] {
        let size = try inode.size.bounded(by: Limits.pathLength, "the target of link \(inode.number)")
        guard inode.format != .local else { return Array(try inode.localContent()) }
        let content = try XFSContent(inode, in: volume)
        guard volume.superblock.isVersion5 else { return try content.read(at: 0, count: size) }
        var target: [UInt8] = []
        for extent in content.map.extents where target.count < size {
            let length = extent.count << UInt64(volume.superblock.blockLog)
            let bytes = try volume.bytes(
                ofBlock: extent.physical, count: length.bounded(by: 1 << 18, "an extent of link \(inode.number)"))
            let fields = Fields(bytes, of: "link block")
            guard try fields.big(0) == magic, try fields.big(4) == UInt32(target.count) else {
                throw ExtractionError(.corrupt, "link \(inode.number): block \(extent.physical) is no part of it")
            }
            try volume.verify(fields, .link, owner: inode.number, block: extent.physical)
            target += try fields.range(headerSize, Int(fields.big(8, as: UInt32.self)))
        }
        guard target.count == size else {
            throw ExtractionError(.corrupt, "link \(inode.number): its target has \(target.count) bytes, not \(size)")
        }
        return target
    }
}
