/// The nodes of all subvolumes: inodes have numbers in their subvolume only, so that a ``NodeID`` is made of both.
final class BtrfsForest {
    /// Bits of a node's number that are the inode's; the rest is the subvolume's place in the list.
    private static let inodeBits: UInt64 = 48
    private static let limit = 1 << 15
    /// What a snapshot shows where its original has another subvolume.
    private static let stub = NodeID(.max)

    private let volume: BtrfsVolume
    private let roots: BtrfsRoots
    private var trees: [(id: UInt64, tree: BtrfsTree)] = []
    private var places: [UInt64: Int] = [:]

    init(_ volume: BtrfsVolume) {
        self.volume = volume
        roots = BtrfsRoots(volume)
    }

    /// The directory at the top of a subvolume.
    ///
    /// - Throws: `.notFound` when there is no such subvolume.
    func top(of subvolume: UInt64) throws(ExtractionError) -> NodeID {
        if let place = places[subvolume] { return try id(place, BtrfsRoots.topDirectory) }
        guard trees.count < Self.limit else { throw ExtractionError(.limit, "more than \(Self.limit) subvolumes") }
        trees.append((subvolume, try roots.subvolume(subvolume)))
        places[subvolume] = trees.count - 1
        return try id(trees.count - 1, BtrfsRoots.topDirectory)
    }

    func node(_ id: NodeID) throws(ExtractionError) -> Node {
        if id == Self.stub { return Node(id: id, kind: .directory, size: 0) }
        let (_, tree, inode) = try locate(id)
        let key = BtrfsKey(inode, .inode, 0)
        guard let (_, item) = try tree.first(key...key) else {
            throw ExtractionError(.corrupt, "there is no inode \(inode)")
        }
        let size: UInt64 = try item.little(16)
        guard size <= UInt64(Int64.max) else { throw ExtractionError(.corrupt, "inode \(inode): its size is negative") }
        return Node(id: id, kind: UnixMode.kind(try item.little(52)), size: size)
    }

    func content(of id: NodeID) throws(ExtractionError) -> BtrfsContent {
        let (_, tree, inode) = try locate(id)
        return try BtrfsContent(inode, in: tree)
    }

    func entries(of directory: NodeID) throws(ExtractionError) -> [DirectoryEntry] {
        if directory == Self.stub { return [] }
        let (place, tree, inode) = try locate(directory)
        var names: [BtrfsName] = []
        try tree.scan(BtrfsKey.all(inode, .nameByIndex)) { _, item throws(ExtractionError) in
            names += try BtrfsName.all(item)
            guard names.count <= Limits.directoryEntries else {
                throw ExtractionError(.limit, "directory \(inode): more than \(Limits.directoryEntries) names")
            }
            return true
        }
        var entries: [DirectoryEntry] = []
        for name in names {
            entries.append(DirectoryEntry(name: name.name, node: try follow(name, in: inode, of: place)))
        }
        return entries
    }

    func child(of directory: NodeID, named name: [UInt8]) throws(ExtractionError) -> NodeID? {
        if directory == Self.stub { return nil }
        let (place, tree, inode) = try locate(directory)
        let key = BtrfsKey(inode, .nameByHash, BtrfsName.hash(name))
        guard let (_, item) = try tree.first(key...key) else { return nil }
        guard let found = try BtrfsName.all(item).first(where: { $0.name == name }) else { return nil }
        return try follow(found, in: inode, of: place)
    }

    private func follow(_ name: BtrfsName, in directory: UInt64, of place: Int) throws(ExtractionError) -> NodeID {
        guard name.location.is(.root) else { return try id(place, name.location.object) }
        let child = name.location.object
        let parent = trees[place].id
        guard try roots.holds(child, in: parent, directory: directory, name: name.name) else { return Self.stub }
        return try top(of: child)
    }

    private func id(_ place: Int, _ inode: UInt64) throws(ExtractionError) -> NodeID {
        guard inode >> Self.inodeBits == 0 else { throw ExtractionError(.limit, "inode \(inode) is too large") }
        return NodeID(UInt64(place) << Self.inodeBits | inode)
    }

    private func locate(_ id: NodeID) throws(ExtractionError) -> (place: Int, tree: BtrfsTree, inode: UInt64) {
        let place = Int(id.number >> Self.inodeBits)
        guard place < trees.count else { throw ExtractionError(.corrupt, "there is no such node") }
        return (place, trees[place].tree, id.number & (1 << Self.inodeBits - 1))
    }
}
