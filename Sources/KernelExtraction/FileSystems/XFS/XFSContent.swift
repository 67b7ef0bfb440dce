/// The bytes of an inode by its extents.
struct XFSContent {
    private let volume: XFSVolume
    let map: XFSExtentMap

    init(_ inode: XFSInode, in volume: XFSVolume) throws(ExtractionError) {
        self.volume = volume
        map = try XFSExtentMap(inode, in: volume)
    }

    /// `count` bytes from a byte of the file; what has no blocks reads as zeros.
    func read(at offset: UInt64, count: Int) throws(ExtractionError) -> [UInt8] {
        let shift = UInt64(volume.superblock.blockLog)
        let end = offset + UInt64(count)
        var content = [UInt8](repeating: 0, count: count)
        for extent in map.extents[map.index(after: offset >> shift)...] where !extent.isUnwritten {
            // An extent may begin at block 2^54 and end 2^21 later, which as bytes needs more than 64 bits.
            guard extent.logical < (end + (1 << shift) - 1) >> shift else { break }
            let start = max(offset, extent.logical << shift)
            let length = min(end, extent.end << shift) - start
            let bytes = try volume.bytes(
                ofBlock: extent.physical, skipping: start - extent.logical << shift, count: Int(length))
            content.overwrite(at: Int(start - offset), with: bytes)
        }
        return content
    }
}
