import FoundationEssentials
import Model

/// A whole root as a value: every file, link and directory, for golden folders.
///
/// On disk it is a plain tree. What git cannot keep stands in a file `.modes` beside the entries, one a line:
/// `0600 /etc/shadow`, `0640 0:42 /etc/gshadow` with owner and group, `0700 /root/.ssh/` for a directory, which need not
/// be there otherwise. Without a line files are root's 0644, directories root's 0755.
package struct GuestTree: Equatable, Sendable {
    package private(set) var entries: [GuestPath: GuestEntry] = [:]

    private static let modesFile = ".modes"

    /// Loads the tree below a directory of the host; a missing one is an empty root.
    package init(folder: String) throws {
        let manager = FileManager.default
        guard manager.fileExists(atPath: folder) else { return }
        for name in try manager.subpathsOfDirectory(atPath: folder) where name != Self.modesFile {
            let (path, place) = (try GuestPath("/" + name), folder + "/" + name)
            if let target = try? manager.destinationOfSymbolicLink(atPath: place) {
                put(path, .link(target))
            } else if let data = manager.contents(atPath: place) {
                put(path, .file(GuestFile(content: Array(data))))
            }
        }
        guard let modes = manager.contents(atPath: folder + "/" + Self.modesFile) else { return }
        for line in String(decoding: modes, as: UTF8.self).split(separator: "\n") { try applyMode(String(line)) }
    }

    /// Carries out what an edit asked for, as the adapter would.
    package mutating func apply(_ changes: [GuestChange]) {
        for change in changes {
            switch change {
            case .remove(let path): entries[path] = nil
            case .put(_, .present): break
            case .put(let path, .directory(var directory)):
                directory.names = []
                put(path, .directory(directory))
            case .put(let path, let entry): put(path, entry)
            }
        }
    }

    /// What an edit gets to see of the root: only the paths that it names.
    package func visible(to edit: any GuestEdit) -> GuestFiles {
        var files = GuestFiles()
        for path in edit.probes where resolve(path) != nil { files[path] = .present }
        for path in edit.reads {
            guard let entry = entry(at: path) else { continue }
            files[path] = entry
        }
        for path in edit.lists {
            guard let end = resolve(path), case .directory(var directory)? = entries[end] else { continue }
            directory.names = entries.keys.filter { $0.parent == end && $0 != end }.map(\.name)
            files[path] = .directory(directory)
        }
        return files
    }

    /// Writes the tree in place of what the folder held.
    package func store(in folder: String) throws {
        let manager = FileManager.default
        if manager.fileExists(atPath: folder) { try manager.removeItem(atPath: folder) }
        try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for (path, entry) in entries {
            let place = folder + path.text
            try manager.createDirectory(
                atPath: folder + path.parent.text, withIntermediateDirectories: true)
            switch entry {
            case .file(let file): try Data(file.content).write(to: URL(filePath: place))
            case .link(let target):
                try manager.createSymbolicLink(atPath: place, withDestinationPath: target)
            case .directory, .present: break
            }
        }
        let modes = modeLines.sorted().joined()
        if !modes.isEmpty { try Data(modes.utf8).write(to: URL(filePath: folder + "/" + Self.modesFile)) }
    }

    /// Where the trees differ, one line a path, each with both sides.
    package func differences(from expected: GuestTree) -> [String] {
        Set(entries.keys).union(expected.entries.keys).sorted().compactMap { path in
            let (got, wanted) = (entries[path], expected.entries[path])
            return got == wanted
                ? nil : "\(path)\n  expected: \(Self.describe(wanted))\n  got:      \(Self.describe(got))"
        }
    }
}

extension GuestTree {
    private mutating func put(_ path: GuestPath, _ entry: GuestEntry) {
        entries[path] = entry
        var parent = path.parent
        while parent.text != "/" {
            if entries[parent] == nil { entries[parent] = .directory(GuestDirectory()) }
            parent = parent.parent
        }
    }

    private mutating func applyMode(_ line: String) throws {
        guard let slash = line.firstIndex(of: "/") else {
            throw ProvisionError(.badInput, "'\(line)' is no line of .modes")
        }
        let words = line[..<slash].split(separator: " ")
        let ids = words.dropFirst().flatMap { $0.split(separator: ":") }.compactMap { UInt32($0) } + [0, 0]
        guard let mode = words.first.flatMap({ UInt16($0, radix: 8) }), words.count <= 2 else {
            throw ProvisionError(.badInput, "'\(line)' is no line of .modes")
        }
        let name = String(line[slash...])
        let path = try GuestPath(name)
        if name.hasSuffix("/") {
            put(path, .directory(GuestDirectory(mode: mode, owner: ids[0], group: ids[1])))
        } else if case .file(var file)? = entries[path] {
            (file.mode, file.owner, file.group) = (mode, ids[0], ids[1])
            entries[path] = .file(file)
        } else {
            throw ProvisionError(.badInput, ".modes speaks of \(path), which is no file here")
        }
    }

    private var modeLines: [String] {
        entries.compactMap { path, entry in
            switch entry {
            case .file(let file) where (file.mode, file.owner, file.group) != (0o644, 0, 0):
                Self.modeLine(path.text, file.mode, file.owner, file.group)
            case .directory(let directory)
            where directory != GuestDirectory() || !entries.keys.contains { $0.parent == path }:
                Self.modeLine(path.text + "/", directory.mode, directory.owner, directory.group)
            default: nil
            }
        }
    }

    private static func modeLine(_ path: String, _ mode: UInt16, _ owner: UInt32, _ group: UInt32) -> String {
        let digits = String(mode, radix: 8)
        let padded = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        return padded + (owner == 0 && group == 0 ? " " : " \(owner):\(group) ") + path + "\n"
    }

    /// The entry with links followed in every component but the last.
    private func entry(at path: GuestPath) -> GuestEntry? {
        guard path.text != "/", let parent = resolve(path.parent) else { return nil }
        return (try? parent.appending(path.name)).flatMap { entries[$0] }
    }

    /// The path without links, inside the root; nil where it leads nowhere.
    private func resolve(_ path: GuestPath, hops: Int = 40) -> GuestPath? {
        guard path.text != "/" else { return path }
        guard hops > 0, let parent = resolve(path.parent, hops: hops - 1),
            let place = try? parent.appending(path.name), let entry = entries[place]
        else { return nil }
        guard case .link(let target) = entry else { return place }
        return Self.join(parent, target).flatMap { resolve($0, hops: hops - 1) }
    }

    private static func join(_ directory: GuestPath, _ target: String) -> GuestPath? {
        var components = target.hasPrefix("/") ? [] : directory.components
        for component in target.split(separator: "/") {
            switch component {
            case ".": continue
            case "..": _ = components.popLast()
            default: components.append(String(component))
            }
        }
        return try? GuestPath("/" + components.joined(separator: "/"))
    }

    private static func describe(_ entry: GuestEntry?) -> String {
        switch entry {
        case nil: "nothing"
        case .file(let file):
            "file \(String(file.mode, radix: 8)) \(file.owner):\(file.group) \(file.text.debugDescription)"
        case .link(let target): "link to \(target)"
        case .directory(let it): "directory \(String(it.mode, radix: 8)) \(it.owner):\(it.group)"
        case .present: "something"
        }
    }
}
