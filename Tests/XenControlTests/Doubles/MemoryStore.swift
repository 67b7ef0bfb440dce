import Model
import XenControl

/// xenstore in memory, with the inheritance of permissions that both xenstored have.
final class MemoryStore: Store {
    struct Node: Equatable {
        var value: String
        var permissions: StorePermissions
    }

    private(set) var nodes: [String: Node] = ["/": Node(value: "", permissions: .hidden)]
    private var saved: [String: Node]?
    /// How many commits fail because somebody else came between.
    var conflicts = 0
    /// Called with each path that is written, to play the kernel's and xenconsoled's part.
    var onWrite: (MemoryStore, String, String) -> Void = { _, _, _ in }
    private(set) var introduced: [UInt32] = []

    subscript(path: String) -> String? { nodes[path]?.value }

    func put(_ path: String, _ value: String) { write(path, value, nil) }

    func read(_ path: String) -> String? { nodes[path]?.value }

    func list(_ path: String) -> [String] {
        nodes.keys.filter { $0 != "/" && Self.parent($0) == path }.map { String($0.dropFirst(path.count + 1)) }.sorted()
    }

    func apply(_ operation: StoreOperation) {
        switch operation {
        case .remove(let path):
            for key in nodes.keys where key == path || key.hasPrefix(path + "/") { nodes[key] = nil }
        case .write(let path, let value, let permissions):
            write(path, value, permissions)
            onWrite(self, path, value)
        }
    }

    func introduce(_ domid: UInt32, ring: Ring) { introduced.append(domid) }

    func watchForEnds() -> Int32 { -1 }

    func begin() { saved = nodes }

    func commit() -> Bool {
        guard conflicts > 0 else { return true }
        conflicts -= 1
        abort()
        return false
    }

    func abort() {
        if let saved { nodes = saved }
        saved = nil
    }

    /// As `xenstore-ls -fp` prints it, without what is above the domain.
    var lines: Set<String> {
        Set(nodes.filter { $0.key != "/" }.map { "\($0.key) = \"\($0.value.value)\"   (\($0.value.permissions))" })
    }

    private func write(_ path: String, _ value: String, _ permissions: StorePermissions?) {
        let parent = Self.parent(path)
        if nodes[parent] == nil { write(parent, "", nil) }
        let inherited = nodes[path]?.permissions ?? nodes[parent]?.permissions ?? .hidden
        nodes[path] = Node(value: value, permissions: permissions ?? inherited)
    }

    private static func parent(_ path: String) -> String {
        let end = path.lastIndex(of: "/") ?? path.startIndex
        return end == path.startIndex ? "/" : String(path[..<end])
    }
}
