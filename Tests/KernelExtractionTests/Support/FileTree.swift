import Foundation
import KernelExtraction

/// A tree of files as paths and what is there, to compare a reader of ours with what another program says.
struct FileTree: Equatable {
    enum Item: Equatable, CustomStringConvertible {
        case directory
        case file(Data)
        case link(Data)
        case other
        case failed(String)

        var description: String {
            switch self {
            case .directory: "directory"
            case .file(let bytes): "file of \(bytes.count) bytes, hash \(bytes.hashValue)"
            case .link(let target): "link to \(String(decoding: target, as: UTF8.self))"
            case .other: "other"
            case .failed(let reason): reason
            }
        }
    }

    var items: [String: Item] = [:]

    /// All that a file system of ours has, at most `limit` nodes; what it refuses is in the tree as ``Item/failed(_:)``.
    init(_ files: any GuestFileSystem, limit: Int = 20_000, pathsOnlyBelow depth: Int = 64, largest: UInt64 = 64 << 20)
    {
        var pending: [(path: String, id: NodeID, depth: Int)] = [("", files.root, 0)]
        while let (path, id, level) = pending.popLast(), items.count < limit {
            do {
                let node = try files.node(id)
                switch node.kind {
                case .directory:
                    items[path] = .directory
                    guard level < depth else { continue }
                    for entry in try files.entries(of: id) {
                        pending.append((path + "/" + Self.text(entry.name), entry.node, level + 1))
                    }
                case .file:
                    guard node.size <= largest else {
                        items[path] = .failed("too large")
                        continue
                    }
                    items[path] = .file(Data(try files.read(id, at: 0, count: Int(node.size))))
                case .link: items[path] = .link(Data(try files.target(of: id)))
                case .other: items[path] = .other
                }
            } catch {
                items[path] = .failed("\(error)")
            }
        }
    }

    /// What is in a folder of the host.
    init(folder: URL) throws {
        items[""] = .directory
        let manager = FileManager.default
        for name in try manager.subpathsOfDirectory(atPath: folder.path) {
            let place = folder.appending(path: name).path
            let attributes = try manager.attributesOfItem(atPath: place)
            switch attributes[.type] as? FileAttributeType {
            case .typeDirectory: items["/" + name] = .directory
            case .typeRegular: items["/" + name] = .file(try Data(contentsOf: URL(filePath: place)))
            case .typeSymbolicLink:
                items["/" + name] = .link(Data(try manager.destinationOfSymbolicLink(atPath: place).utf8))
            default: items["/" + name] = .other
            }
        }
    }

    /// What two trees have differently, one line each.
    func differences(from other: FileTree) -> [String] {
        Set(items.keys).union(other.items.keys).sorted().compactMap { path in
            let (ours, theirs) = (items[path], other.items[path])
            guard ours != theirs else { return nil }
            return "\(path): \(ours?.description ?? "missing"), expected \(theirs?.description ?? "missing")"
        }
    }

    /// The tree without a part of it.
    func without(_ path: String) -> FileTree {
        var copy = self
        copy.items = items.filter { $0.key != path && !$0.key.hasPrefix(path + "/") }
        return copy
    }

    private static func text(_ name: [UInt8]) -> String { String(decoding: name, as: UTF8.self) }
}
