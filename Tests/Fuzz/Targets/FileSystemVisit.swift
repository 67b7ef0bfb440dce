import KernelExtraction

/// Looks at everything that a file system has, within bounds that a hostile one does not set.
enum FileSystemVisit {
    private static let mostNodes = 40
    private static let deepest = 6
    private static let largest: UInt64 = 48 << 10
    private static let paths = ["/boot/grub/grub.cfg", "/links/short", "/links/loop/a/../b", "/EFI/BOOT/grub.cfg"]

    /// - Throws: nothing of one node; only what no node can be found with.
    static func run(_ files: any GuestFileSystem) throws {
        _ = (files.uuid, files.label, files.type)
        var pending: [(id: NodeID, depth: Int)] = [(files.root, 0)]
        var left = mostNodes
        while let (id, depth) = pending.popLast(), left > 0 {
            left -= 1
            guard let node = try? files.node(id) else { continue }
            switch node.kind {
            case .directory:
                guard depth < deepest, let entries = try? files.entries(of: id) else { continue }
                // Those at the end are further away on the disk than those at the beginning.
                let chosen = Set(entries.prefix(8) + entries.suffix(4)).sorted { $0.node.number < $1.node.number }
                pending += chosen.map { ($0.node, depth + 1) }
                if let name = entries.last?.name { _ = try? files.child(of: id, named: name) }
            case .file: read(node, files)
            case .link: _ = try? files.target(of: id)
            case .other: continue
            }
        }
        for path in paths { _ = try? PathWalker(files).find(path) }
        _ = files.warnings
    }

    private static func read(_ node: Node, _ files: any GuestFileSystem) {
        let piece = Int(min(node.size, largest))
        for place in Set([0, node.size / 2, node.size - UInt64(piece)]).sorted() {
            let count = Int(min(UInt64(piece), node.size - place))
            _ = try? files.read(node.id, at: place, count: count)
        }
    }
}
