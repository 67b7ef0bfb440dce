/// The logical addresses of a btrfs and the nodes there.
final class BtrfsVolume {
    private static let cachedNodes = 128

    private let source: any DiskSource
    let superblock: BtrfsSuperblock
    let tolerance: Tolerance
    private var chunks = BtrfsChunkMap()
    private var nodes: [BtrfsPointer: BtrfsNode] = [:]

    init(_ source: any DiskSource, strict: Bool) throws(ExtractionError) {
        self.source = source
        tolerance = Tolerance(strict: strict)
        superblock = try BtrfsSuperblock.find(source, tolerance)
        if superblock.logRoot != 0 {
            tolerance.warn("there is a log: what was synced last is missing (mount and unmount it to have it)")
        }
        chunks = try systemChunks()
        // The whole map has the system chunks in it once more.
        var whole = BtrfsChunkMap()
        try tree(superblock.chunkRoot).scan(BtrfsKey.all(256, .chunk)) { key, item throws(ExtractionError) in
            try whole.insert(try BtrfsChunk.read(item, at: 0, start: key.offset).chunk)
            return true
        }
        chunks = whole
    }

    private func systemChunks() throws(ExtractionError) -> BtrfsChunkMap {
        let fields = superblock.systemChunks
        var map = BtrfsChunkMap()
        var place = 0
        while place < fields.count {
            let key = try BtrfsKey(fields, at: place)
            guard key.is(.chunk) else { throw ExtractionError(.corrupt, "superblock: a system chunk is none") }
            let (chunk, size) = try BtrfsChunk.read(fields, at: place + BtrfsKey.size, start: key.offset)
            try map.insert(chunk)
            place += BtrfsKey.size + size
        }
        return map
    }

    /// The tree with this root.
    func tree(_ root: BtrfsPointer) -> BtrfsTree { BtrfsTree(volume: self, root: root) }

    /// `count` bytes of a file's content at a logical address.
    func bytes(at address: UInt64, count: Int) throws(ExtractionError) -> [UInt8] {
        // Which copy is right, only the tree of checksums could tell; GRUB takes the first as well.
        guard let place = try places(of: address, count: count).first else { return [] }
        return try source.read(at: place, count: count)
    }

    private func places(of address: UInt64, count: Int) throws(ExtractionError) -> [UInt64] {
        guard let chunk = chunks.chunk(at: address), UInt64(count) <= chunk.length - (address - chunk.start) else {
            throw ExtractionError(.corrupt, "\(count) bytes at logical address \(address) lie in no chunk")
        }
        return try chunk.places(of: address, on: superblock.device)
    }

    /// The node at a pointer: the first copy that is right in all, else one whose checksum is wrong.
    func node(_ pointer: BtrfsPointer) throws(ExtractionError) -> BtrfsNode {
        if let node = nodes[pointer] { return node }
        var second: BtrfsNode?
        var fault: ExtractionError?
        for place in try places(of: pointer.address, count: superblock.nodeSize) {
            do throws(ExtractionError) {
                let bytes = try source.read(at: place, count: superblock.nodeSize)
                let fields = Fields(bytes, of: "node at \(pointer.address)")
                let node = try BtrfsNode(fields, pointer, uuid: superblock.metadataUUID)
                if try superblock.checksum.fits(fields) { return keep(node, pointer) }
                second = second ?? node
            } catch {
                fault = fault ?? error
            }
        }
        guard let second else {
            throw fault ?? ExtractionError(.corrupt, "node at \(pointer.address): there is no copy of it")
        }
        try tolerance.fault("node at \(pointer.address): its checksum is wrong")
        return keep(second, pointer)
    }

    private func keep(_ node: BtrfsNode, _ pointer: BtrfsPointer) -> BtrfsNode {
        if nodes.count >= Self.cachedNodes { nodes.removeAll(keepingCapacity: true) }
        nodes[pointer] = node
        return node
    }
}
