/// A file in a guest's file system as a source of bytes.
final class GuestFile: DiskSource {
    private let files: any GuestFileSystem
    private let node: Node

    init(_ files: any GuestFileSystem, _ node: Node) {
        self.files = files
        self.node = node
    }

    var size: UInt64 { node.size }

    func read(at offset: UInt64, count: Int) throws(ExtractionError) -> [UInt8] {
        try check(offset, count)
        return try files.read(node.id, at: offset, count: count)
    }
}
