import Foundation
import KernelExtraction

/// All that is below a folder or in a file system, by path.
struct GuestSnapshot: Equatable {
    enum Item: Equatable {
        case directory
        case file([UInt8])
        case link([UInt8])
        case other
    }

    private(set) var items: [[UInt8]: Item] = [:]

    /// What a reader sees, by as many nodes as there may be.
    init(of files: any GuestFileSystem, nodes: Int = .max, bytes: Int = .max) throws(ExtractionError) {
        var pending: [(path: [UInt8], id: NodeID)] = [([], files.root)]
        var left = nodes
        while let (path, id) = pending.popLast() {
            left -= 1
            guard left >= 0 else { throw ExtractionError(.limit, "too many nodes") }
            let node = try files.node(id)
            switch node.kind {
            case .directory:
                items[path] = .directory
                for entry in try files.entries(of: id) { pending.append((path + [0x2f] + entry.name, entry.node)) }
            case .file:
                let count = Int(min(node.size, UInt64(bytes)))
                items[path] = .file(try files.read(id, at: 0, count: count))
            case .link: items[path] = .link(try files.target(of: id))
            case .other: items[path] = .other
            }
        }
    }

    /// What the kernel sees.
    init(of folder: String) {
        var pending: [[UInt8]] = [[]]
        while let path = pending.popLast() {
            let full = (Array(folder.utf8) + path + [0]).map { CChar(bitPattern: $0) }
            var status = stat()
            guard lstat(full, &status) == 0 else { continue }
            switch status.st_mode & S_IFMT {
            case S_IFDIR:
                items[path] = .directory
                pending += Self.names(full).map { path + [0x2f] + $0 }
            case S_IFREG:
                let descriptor = open(full, O_RDONLY | O_CLOEXEC)
                items[path] = .file(
                    [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, done in
                        done = max(0, pread(descriptor, buffer.baseAddress, buffer.count, 0))
                    })
                close(descriptor)
            case S_IFLNK:
                items[path] = .link(
                    [UInt8](unsafeUninitializedCapacity: 4096) { buffer, done in
                        done = buffer.withMemoryRebound(to: CChar.self) { room in
                            room.baseAddress.map { max(0, readlink(full, $0, room.count)) } ?? 0
                        }
                    })
            default: items[path] = .other
            }
        }
    }

    private static func names(_ folder: [CChar]) -> [[UInt8]] {
        guard let stream = opendir(folder) else { return [] }
        defer { closedir(stream) }
        var names: [[UInt8]] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name != [0x2e], name != [0x2e, 0x2e] { names.append(name) }
        }
        return names
    }

    /// Paths that are not the same in both, for messages; `ignoring` are names at the top.
    func differences(from other: GuestSnapshot, ignoring: [String] = []) -> [String] {
        let ignored = ignoring.map { Array("/\($0)".utf8) }
        return Set(items.keys).union(other.items.keys)
            .filter { path in items[path] != other.items[path] && !ignored.contains(path) }
            .map { ExtractionError.printable($0) }.sorted()
    }
}
