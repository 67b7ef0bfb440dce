/// One entry of a guest's root, as far as an edit looks at it.
package enum GuestEntry: Hashable, Sendable {
    /// A regular file with its content.
    case file(GuestFile)
    /// A symbolic link and its target, not followed.
    case link(String)
    /// A directory; `names` are filled only for a path that an edit asked to list.
    case directory(GuestDirectory)
    /// Something is there (for links: at their end), but nobody asked for its content.
    case present
}

/// A regular file: content, permission bits, numeric owner and group inside the guest.
package struct GuestFile: Hashable, Sendable {
    package var content: [UInt8]
    package var mode: UInt16
    package var owner: UInt32
    package var group: UInt32

    package init(content: [UInt8], mode: UInt16 = 0o644, owner: UInt32 = 0, group: UInt32 = 0) {
        self.content = content
        self.mode = mode
        self.owner = owner
        self.group = group
    }

    /// The content as UTF-8; bytes that are not are replaced.
    package var text: String { String(decoding: content, as: UTF8.self) }
}

/// A directory: permission bits, owner, group, and the names in it where they were asked for.
package struct GuestDirectory: Hashable, Sendable {
    package var mode: UInt16
    package var owner: UInt32
    package var group: UInt32
    package var names: [String]

    package init(mode: UInt16 = 0o755, owner: UInt32 = 0, group: UInt32 = 0, names: [String] = []) {
        self.mode = mode
        self.owner = owner
        self.group = group
        self.names = names
    }
}

/// The part of a guest's root that an edit reads and writes, as a value.
///
/// An edit takes one and gives back another; the difference is what the adapter carries out.
package struct GuestFiles: Hashable, Sendable {
    package private(set) var entries: [GuestPath: GuestEntry]
    /// Paths that were removed and are known only by name from a listing.
    private var removed: Set<GuestPath> = []

    package init(_ entries: [GuestPath: GuestEntry] = [:]) { self.entries = entries }

    package subscript(path: GuestPath) -> GuestEntry? {
        get { entries[path] }
        set {
            entries[path] = newValue
            removed.remove(path)
        }
    }

    package func exists(_ path: GuestPath) -> Bool { entries[path] != nil }

    /// The text of a regular file; nil where there is none or its content was not read.
    package func text(_ path: GuestPath) -> String? {
        guard case .file(let file) = entries[path] else { return nil }
        return file.text
    }

    /// The names in a directory that was listed, sorted; empty where there is none.
    package func names(in path: GuestPath) -> [String] {
        guard case .directory(let directory) = entries[path] else { return [] }
        return directory.names.sorted()
    }

    /// Writes a text file. An existing file keeps its owner, and its mode unless one is given; a link is replaced.
    package mutating func write(_ path: GuestPath, _ text: String, mode: UInt16? = nil) {
        var file = GuestFile(content: Array(text.utf8))
        if case .file(let old) = entries[path] {
            (file.mode, file.owner, file.group) = (old.mode, old.owner, old.group)
        }
        if let mode { file.mode = mode }
        self[path] = .file(file)
    }

    /// Removes a file or link; its name in a directory's listing is enough to know it by.
    package mutating func remove(_ path: GuestPath) {
        let isOnlyListed = entries[path] == nil && names(in: path.parent).contains(path.name)
        self[path] = nil
        if isOnlyListed { removed.insert(path) }
    }
}

/// What to do to a guest's root to get from one `GuestFiles` to another.
package enum GuestChange: Hashable, Sendable {
    /// Put this entry at the path, in place of what is there. Missing parent directories are made, root's, 0755.
    case put(GuestPath, GuestEntry)
    /// Remove the file or link; nothing happens where there is none.
    case remove(GuestPath)

    package var path: GuestPath {
        switch self {
        case .put(let path, _), .remove(let path): path
        }
    }
}

extension GuestFiles {
    /// The changes that lead from `original` to this value: parents before children, in a stable order.
    package func changes(from original: GuestFiles) -> [GuestChange] {
        let put = entries.keys.sorted().compactMap { path -> GuestChange? in
            guard let entry = entries[path], entry != original.entries[path] else { return nil }
            return .put(path, entry)
        }
        let missing = original.entries.keys.filter { entries[$0] == nil }
        return removed.subtracting(original.removed).union(missing).sorted().map(GuestChange.remove) + put
    }
}
