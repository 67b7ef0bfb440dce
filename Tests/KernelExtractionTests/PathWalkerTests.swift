import KernelExtraction
import Testing

/// A file system of names only.
private final class Tree: GuestFileSystem {
    enum Thing {
        case directory([String: UInt64])
        case file(String)
        case link(String)
    }

    private let things: [UInt64: Thing]
    let type = "tree"
    let uuid: String? = nil
    let label: String? = nil
    let warnings: [String] = []
    let root = NodeID(0)

    init(_ things: [UInt64: Thing]) { self.things = things }

    func node(_ id: NodeID) throws(ExtractionError) -> Node {
        switch things[id.number] {
        case .directory: Node(id: id, kind: .directory, size: 0)
        case .file(let text): Node(id: id, kind: .file, size: UInt64(text.utf8.count))
        case .link(let target): Node(id: id, kind: .link, size: UInt64(target.utf8.count))
        case nil: throw ExtractionError(.corrupt, "no node \(id.number)")
        }
    }

    func entries(of directory: NodeID) throws(ExtractionError) -> [DirectoryEntry] {
        guard case .directory(let names) = things[directory.number] else { return [] }
        return names.map { DirectoryEntry(name: Array($0.key.utf8), node: NodeID($0.value)) }
    }

    func target(of link: NodeID) throws(ExtractionError) -> [UInt8] {
        guard case .link(let target) = things[link.number] else { return [] }
        return Array(target.utf8)
    }

    func read(_ file: NodeID, at offset: UInt64, count: Int) throws(ExtractionError) -> [UInt8] {
        guard case .file(let text) = things[file.number] else { return [] }
        return try MemoryDisk(Array(text.utf8)).read(at: offset, count: count)
    }
}

@Suite("Paths in a guest's file system")
struct PathWalkerTests {
    private let walker = PathWalker(
        Tree([
            0: .directory(["boot": 1, "vmlinuz": 3, "loop": 5, "out": 6]),
            1: .directory(["vmlinuz-6": 2, "up": 4]),
            2: .file("kernel"),
            3: .link("boot/vmlinuz-6"),
            4: .link("/../../vmlinuz"),
            5: .link("loop"),
            6: .link("../../../boot/./vmlinuz-6"),
        ])
    )

    @Test(
        "lead to the file, through links and never above the top",
        arguments: [
            "/boot/vmlinuz-6", "boot//vmlinuz-6", "/vmlinuz", "/boot/up", "/out", "/boot/../vmlinuz",
        ])
    func found(path: String) throws {
        #expect(try walker.contents(path, limit: 100) == Array("kernel".utf8))
    }

    @Test("lead nowhere where a part is missing or no directory", arguments: ["/none", "/boot/none", "/vmlinuz/x"])
    func missing(path: String) throws {
        #expect(try walker.find(path) == nil)
    }

    @Test("that go round in links are refused")
    func loop() {
        #expect(throws: ExtractionError(.limit, "more than 40 links in /loop")) { try walker.find("/loop") }
    }

    @Test("to a file beyond the limit are refused")
    func large() {
        #expect(throws: ExtractionError.self) { try walker.contents("/vmlinuz", limit: 5) }
    }
}
