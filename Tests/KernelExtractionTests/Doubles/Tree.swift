import KernelExtraction

/// A file system of names and short files in memory.
final class Tree: GuestFileSystem {
    enum Thing {
        case directory([String: UInt64])
        case file([UInt8])
        case link(String)
    }

    private var things: [UInt64: Thing]
    let type: String
    let uuid: String?
    let label: String?
    let warnings: [String] = []
    let root = NodeID(0)

    /// A tree with its nodes given by number.
    init(_ things: [UInt64: Thing]) {
        self.things = things
        type = "tree"
        uuid = nil
        label = nil
    }

    /// A tree of files by their paths; a content `-> target` makes a link, and the folders come by themselves.
    init(_ files: [String: String], type: String = "ext4", uuid: String? = nil, label: String? = nil) {
        things = [0: .directory([:])]
        self.type = type
        self.uuid = uuid
        self.label = label
        for (path, content) in files.sorted(by: { $0.key < $1.key }) { add(path, Array(content.utf8)) }
    }

    /// Adds a file.
    func add(_ path: String, _ content: [UInt8]) {
        var parts = path.split(separator: "/").map(String.init)
        guard let name = parts.popLast() else { return }
        var folder: UInt64 = 0
        for part in parts { folder = child(part, of: folder, orMake: .directory([:])) }
        let text = String(decoding: content, as: UTF8.self)
        let thing: Thing = text.hasPrefix("-> ") ? .link(String(text.dropFirst(3))) : .file(content)
        things[child(name, of: folder, orMake: thing)] = thing
    }

    private func child(_ name: String, of folder: UInt64, orMake thing: Thing) -> UInt64 {
        guard case .directory(var names) = things[folder] else { return folder }
        if let known = names[name] { return known }
        let number = UInt64(things.count)
        names[name] = number
        things[folder] = .directory(names)
        things[number] = thing
        return number
    }

    func node(_ id: NodeID) throws(ExtractionError) -> Node {
        switch things[id.number] {
        case .directory: Node(id: id, kind: .directory, size: 0)
        case .file(let bytes): Node(id: id, kind: .file, size: UInt64(bytes.count))
        case .link(let target): Node(id: id, kind: .link, size: UInt64(target.utf8.count))
        case nil: throw ExtractionError(.corrupt, "no node \(id.number)")
        }
    }

    func entries(of directory: NodeID) throws(ExtractionError) -> [DirectoryEntry] {
        guard case .directory(let names) = things[directory.number] else { return [] }
        return names.sorted { $0.key < $1.key }.map { DirectoryEntry(name: Array($0.key.utf8), node: NodeID($0.value)) }
    }

    func target(of link: NodeID) throws(ExtractionError) -> [UInt8] {
        guard case .link(let target) = things[link.number] else { return [] }
        return Array(target.utf8)
    }

    func read(_ file: NodeID, at offset: UInt64, count: Int) throws(ExtractionError) -> [UInt8] {
        guard case .file(let bytes) = things[file.number] else { return [] }
        return try MemoryDisk(bytes).read(at: offset, count: count)
    }
}
