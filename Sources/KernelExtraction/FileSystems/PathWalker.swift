/// Finds files by their path in a guest's file system as the guest itself would: links are followed, absolute ones from
/// the file system's top, and `..` stays within it.
package struct PathWalker {
    private let files: any GuestFileSystem

    package init(_ files: any GuestFileSystem) { self.files = files }

    /// The node at a path; nil where a part of it does not exist or is no directory.
    ///
    /// - Throws: `.limit` for more than ``Limits/links`` links or a path that is too long, and what the file system throws.
    package func find(_ path: [UInt8]) throws(ExtractionError) -> Node? {
        var pending = Self.parts(path)
        var trail = [files.root]
        var links = 0
        while let part = pending.popLast() {
            if part == [0x2e, 0x2e] {
                if trail.count > 1 { trail.removeLast() }
                continue
            }
            guard let here = trail.last, let id = try step(from: here, to: part) else { return nil }
            let node = try files.node(id)
            guard node.kind == .link else {
                trail.append(id)
                continue
            }
            links += 1
            guard links <= Limits.links else {
                throw ExtractionError(.limit, "more than \(Limits.links) links in \(ExtractionError.printable(path))")
            }
            let target = try files.target(of: id)
            if target.first == 0x2f { trail = [files.root] }
            pending += Self.parts(target)
            guard pending.count <= Limits.pathLength else {
                throw ExtractionError(.limit, "the links in \(ExtractionError.printable(path)) make too long a path")
            }
        }
        return try trail.last.map { id throws(ExtractionError) in try files.node(id) }
    }

    /// The node at a path written as text.
    package func find(_ path: String) throws(ExtractionError) -> Node? { try find(Array(path.utf8)) }

    /// A whole file of at most `limit` bytes; nil where there is no such file.
    package func contents(_ path: String, limit: Int) throws(ExtractionError) -> [UInt8]? {
        guard let node = try find(path), node.kind == .file else { return nil }
        return try files.read(node.id, at: 0, count: node.size.bounded(by: limit, "the size of \(path)"))
    }

    private func step(from directory: NodeID, to name: [UInt8]) throws(ExtractionError) -> NodeID? {
        guard try files.node(directory).kind == .directory else { return nil }
        return try files.child(of: directory, named: name)
    }

    /// A path's parts, the last one first; empty ones and `.` are dropped.
    private static func parts(_ path: [UInt8]) -> [[UInt8]] {
        path.split(separator: 0x2f).map(Array.init).filter { $0 != [0x2e] }.reversed()
    }
}
