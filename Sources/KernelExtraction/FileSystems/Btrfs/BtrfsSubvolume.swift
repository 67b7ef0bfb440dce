/// A subvolume or snapshot of btrfs.
package struct BtrfsSubvolume: Equatable, Sendable {
    /// The number of the top level, which every btrfs has.
    package static let topLevel: UInt64 = 5

    /// As `subvolid=` of mount(8) takes it.
    package let id: UInt64
    /// From the top level, without a slash at the beginning; empty for the top level itself.
    package let path: [UInt8]

    package init(id: UInt64, path: [UInt8]) {
        self.id = id
        self.path = path
    }
}

/// The tree of roots: where subvolumes are and what they are called.
struct BtrfsRoots {
    /// The directory at the top of every subvolume.
    static let topDirectory: UInt64 = 256
    private static let limit = 65_536
    /// Directories that are looked at to name all subvolumes.
    private static let steps = 1 << 17

    private let volume: BtrfsVolume
    private let tree: BtrfsTree

    init(_ volume: BtrfsVolume) {
        self.volume = volume
        tree = volume.tree(volume.superblock.root)
    }

    /// The tree of a subvolume.
    ///
    /// - Throws: `.notFound` when there is no such subvolume.
    func subvolume(_ id: UInt64) throws(ExtractionError) -> BtrfsTree {
        var found: Fields?
        // Snapshots are filed under the transaction that made them; the last one is meant.
        try tree.scan(BtrfsKey.all(id, .root)) { _, item in
            found = item
            return true
        }
        guard let found, try found.little(216) != 0 as UInt32 else {
            throw ExtractionError(.notFound, "there is no subvolume \(id)")
        }
        return volume.tree(
            try BtrfsPointer(address: found.little(176), generation: found.little(160), level: found.byte(238)))
    }

    /// The subvolume that is mounted where none is named.
    func defaultSubvolume() throws(ExtractionError) -> UInt64 {
        let name = Array("default".utf8)
        let range = BtrfsKey.all(volume.superblock.rootDirectory, .nameByHash, from: BtrfsName.hash(name))
        guard let (_, item) = try tree.first(range) else { return BtrfsSubvolume.topLevel }
        let entry = try BtrfsName.all(item).first { $0.name == name && $0.location.is(.root) }
        return entry?.location.object ?? BtrfsSubvolume.topLevel
    }

    /// Whether a subvolume is really there in a directory: a snapshot keeps the names of those that it does not hold.
    func holds(
        _ child: UInt64, in parent: UInt64, directory: UInt64, name: [UInt8]
    ) throws(ExtractionError) -> Bool {
        let key = BtrfsKey(parent, .rootReference, child)
        guard let (_, item) = try tree.first(key...key) else { return false }
        let reference = try Reference(item)
        return reference.directory == directory && reference.name == name
    }

    /// All subvolumes but the top level, by number.
    func all() throws(ExtractionError) -> [BtrfsSubvolume] {
        var parents: [UInt64: (parent: UInt64, reference: Reference)] = [:]
        let last = BtrfsKey(.max, .rootBackReference, .max)
        try tree.scan(BtrfsKey(Self.topDirectory, .rootBackReference, 0)...last) { key, item throws(ExtractionError) in
            guard key.is(.rootBackReference) else { return true }
            guard parents.count < Self.limit else {
                throw ExtractionError(.limit, "there are more than \(Self.limit) subvolumes")
            }
            parents[key.object] = (key.offset, try Reference(item))
            return true
        }
        var found: [BtrfsSubvolume] = []
        var steps = Self.steps
        for id in parents.keys.sorted() {
            if let path = try path(of: id, parents, &steps) { found.append(BtrfsSubvolume(id: id, path: path)) }
        }
        return found
    }

    /// A subvolume's way from the top level, nil where it leads nowhere.
    private func path(
        of id: UInt64, _ parents: [UInt64: (parent: UInt64, reference: Reference)], _ steps: inout Int
    ) throws(ExtractionError) -> [UInt8]? {
        var path: [UInt8] = []
        var current = id
        while current != BtrfsSubvolume.topLevel {
            guard let (parent, reference) = parents[current] else { return nil }
            path = reference.name + (path.isEmpty ? [] : [0x2f] + path)
            let tree = try subvolume(parent)
            var directory = reference.directory
            while directory != Self.topDirectory {
                guard let (key, item) = try tree.first(BtrfsKey.all(directory, .inodeReference)) else { return nil }
                path = try Array(item.range(10, Int(item.little(8, as: UInt16.self)))) + [0x2f] + path
                directory = key.offset
                try Self.count(&steps)
                guard path.count <= Limits.pathLength else { return nil }
            }
            try Self.count(&steps)
            guard path.count <= Limits.pathLength else { return nil }
            current = parent
        }
        return path
    }

    private static func count(_ steps: inout Int) throws(ExtractionError) {
        steps -= 1
        guard steps >= 0 else { throw ExtractionError(.limit, "the subvolumes lie too deep") }
    }

    /// Where a subvolume is named (`struct btrfs_root_ref`).
    private struct Reference {
        let directory: UInt64
        let name: [UInt8]

        init(_ item: Fields) throws(ExtractionError) {
            directory = try item.little(0)
            name = try Array(item.range(18, Int(item.little(16, as: UInt16.self))))
            guard !name.isEmpty else { throw ExtractionError(.corrupt, "a subvolume has no name") }
        }
    }
}
