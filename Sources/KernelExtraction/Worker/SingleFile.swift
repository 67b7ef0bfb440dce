/// A file system with a single file in it, at a path.
final class SingleFile: GuestFileSystem {
    let type = "a configuration"
    let uuid: String? = nil
    let label: String? = nil
    let warnings: [String] = []
    let root = NodeID(0)
    private let path: [[UInt8]]
    private let bytes: [UInt8]

    /// - Parameters: `path` without a slash in front; `bytes` are the file's.
    init(_ path: String, _ bytes: [UInt8]) {
        self.path = path.split(separator: "/").map { Array($0.utf8) }
        self.bytes = bytes
    }

    /// A node's number is how many parts of the path lead there.
    func node(_ id: NodeID) throws(ExtractionError) -> Node {
        let isFile = id.number == UInt64(path.count)
        return Node(id: id, kind: isFile ? .file : .directory, size: isFile ? UInt64(bytes.count) : 0)
    }

    func entries(of directory: NodeID) throws(ExtractionError) -> [DirectoryEntry] {
        guard directory.number < UInt64(path.count) else { return [] }
        return [DirectoryEntry(name: path[Int(directory.number)], node: NodeID(directory.number + 1))]
    }

    func target(of link: NodeID) throws(ExtractionError) -> [UInt8] { [] }

    func read(_ file: NodeID, at offset: UInt64, count: Int) throws(ExtractionError) -> [UInt8] {
        try MemoryDisk(bytes).read(at: offset, count: count)
    }
}
