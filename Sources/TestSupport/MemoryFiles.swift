import Model
import Provision

/// Files of a host that exists in memory only; can be told to fail.
package final class MemoryFiles: HostFiles {
    package enum Node: Hashable {
        case directory(mode: UInt16)
        case file(content: String, mode: UInt16)
    }

    package private(set) var nodes: [String: Node] = ["/": .directory(mode: 0o755)]
    private var identities: [String: UInt64] = ["/": 1]
    private var nextInode: UInt64 = 2
    /// The next changes that fail, counted down; negative for none.
    package var failAfter = -1

    package init() {}

    /// Paths with contents, without identities: what a test compares.
    package var snapshot: [String: Node] { nodes }

    package func put(_ path: String, _ node: Node) {
        nodes[path] = node
        identities[path] = nextInode
        nextInode += 1
    }

    private func change() throws(ProvisionError) {
        if failAfter == 0 { throw ProvisionError(.failed, "no space left on device") }
        failAfter -= 1
    }

    private func refuseExisting(_ path: String) throws(ProvisionError) {
        guard nodes[path] == nil else { throw ProvisionError(.exists, "\(path) exists") }
        let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
        guard case .directory = nodes[parent.isEmpty ? "/" : parent] else {
            throw ProvisionError(.failed, "\(parent) is no directory")
        }
    }

    package func look(at path: String) throws(ProvisionError) -> (kind: FileKind, identity: FileIdentity)? {
        guard let node = nodes[path], let inode = identities[path] else { return nil }
        let kind: FileKind = if case .directory = node { .directory } else { .file }
        return (kind, FileIdentity(device: 1, inode: inode))
    }

    package func read(_ path: String) throws(ProvisionError) -> String? {
        if case .file(let content, _) = nodes[path] { content } else { nil }
    }

    package func readBytes(_ path: String) throws(ProvisionError) -> [UInt8]? { try read(path).map { Array($0.utf8) } }

    package func names(in path: String) throws(ProvisionError) -> [String] {
        let prefix = path == "/" ? "/" : path + "/"
        return nodes.keys.filter { $0 != "/" && $0.hasPrefix(prefix) && !$0.dropFirst(prefix.count).contains("/") }
            .map { String($0.dropFirst(prefix.count)) }.sorted()
    }

    package func makeDirectory(_ path: String, mode: UInt16) throws(ProvisionError) {
        try change()
        try refuseExisting(path)
        put(path, .directory(mode: mode))
    }

    package func create(_ path: String, content: String, mode: UInt16) throws(ProvisionError) {
        try change()
        try refuseExisting(path)
        put(path, .file(content: content, mode: mode))
    }

    package func link(_ path: String, to target: String) throws(ProvisionError) {
        try create(path, content: "-> \(target)", mode: 0o777)
    }

    package func createImage(_ path: String, size: ByteSize, sparse: Bool) throws(ProvisionError) {
        try create(path, content: "\(sparse ? "sparse" : "full") \(size)", mode: 0o600)
    }

    package func allocate(_ path: String) throws(ProvisionError) { try change() }

    package func replace(_ path: String, content: String) throws(ProvisionError) {
        try change()
        guard case .file(_, let mode) = nodes[path] else { throw ProvisionError(.failed, "\(path) is not there") }
        put(path, .file(content: content, mode: mode))
    }

    package func edit(_ path: String, tag: String, _ change: (String) -> String) throws(ProvisionError) -> Bool {
        guard let text = try read(path), change(text) != text else { return false }
        try replace(path, content: change(text))
        return true
    }

    package func move(_ path: String, to target: String) throws(ProvisionError) {
        try change()
        try refuseExisting(target)
        for (key, node) in nodes where key == path || key.hasPrefix(path + "/") {
            let moved = target + key.dropFirst(path.count)
            nodes[moved] = node
            identities[moved] = identities[key]
            nodes[key] = nil
            identities[key] = nil
        }
    }

    package func removeFile(_ path: String) throws(ProvisionError) {
        if case .directory = nodes[path] { throw ProvisionError(.failed, "\(path) is a directory") }
        nodes[path] = nil
    }

    package func removeDirectory(_ path: String) throws(ProvisionError) {
        guard try names(in: path).isEmpty else { throw ProvisionError(.failed, "\(path) is not empty") }
        nodes[path] = nil
    }

    package func removeTree(_ path: String) throws(ProvisionError) {
        for key in nodes.keys where key == path || key.hasPrefix(path + "/") { nodes[key] = nil }
    }

    package func splice(_ source: String, into target: String, at offset: UInt64) throws(ProvisionError) {
        try change()
    }
    package func sync(_ path: String) throws(ProvisionError) {}
    package func digest(_ path: String) throws(ProvisionError) -> String { "digest of \(path)" }
    package func clampTimes(below directory: String, to epoch: Int64) throws(ProvisionError) { try change() }
    package func copyImage(_ source: String, into target: String) throws(ProvisionError) -> String? {
        try change()
        return try digest(source)
    }
    package func changeMark(of path: String) throws(ProvisionError) -> String { "mark of \(path)" }
    package func freeSpace(at path: String) throws(ProvisionError) -> ByteSize { ByteSize(gibibytes: 100) }
}
