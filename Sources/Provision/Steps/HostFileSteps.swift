import Model

/// Writes a file of the host under a temporary name; `Publish` gives it its own.
struct StageFile: Step {
    let temporary: String
    let target: String
    let mode: UInt16
    let origin: String
    /// Made when the step runs: it may hold what earlier steps found out.
    let content: @Sendable (RunResults) -> String
    /// For the plan, where it is known beforehand.
    let preview: String?

    let phase = "Commit"
    var title: String { "write \(target) as \(temporary)" }
    var effects: [PlannedEffect] { [.file(path: target, origin: origin, content: preview)] }

    func undo(_ world: World) throws(ProvisionError) -> [UndoOperation] {
        [.removeFile(path: temporary, identity: nil)]
    }

    func run(_ world: World) throws(ProvisionError) {
        try world.files.create(temporary, content: content(world.results), mode: mode)
    }
}

/// Makes a symbolic link under a temporary name; `Publish` gives it its own.
struct StageLink: Step {
    let temporary: String
    let target: String
    /// What it names.
    let destination: String

    let phase = "Commit"
    var title: String { "make the link \(target) to \(destination) as \(temporary)" }
    var effects: [PlannedEffect] { [.file(path: target, origin: "--autostart", content: "-> \(destination)\n")] }

    func undo(_ world: World) throws(ProvisionError) -> [UndoOperation] {
        [.removeFile(path: temporary, identity: nil)]
    }

    func run(_ world: World) throws(ProvisionError) { try world.files.link(temporary, to: destination) }
}

/// Gives something finished its place: one rename, which fails where something is.
struct Publish: Step {
    let from: String
    let target: String
    /// `.file` or `.directory`.
    let kind: FileKind

    let phase = "Commit"
    var title: String { "rename \(from) to \(target)" }

    func undo(_ world: World) throws(ProvisionError) -> [UndoOperation] {
        guard let found = try world.files.look(at: from) else {
            throw ProvisionError(.failed, "\(from) is gone", hint: "somebody else has removed it; try again")
        }
        return kind == .directory
            ? [.removeTree(path: target, identity: found.identity)]
            : [.removeFile(path: target, identity: found.identity)]
    }

    func run(_ world: World) throws(ProvisionError) { try world.files.move(from, to: target) }
}

extension Publish {
    /// The two steps that make a file of the host: written beside its place, and then moved there.
    static func file(
        _ target: String, run: RunID, mode: UInt16, origin: String, preview: String?,
        content: @escaping @Sendable (RunResults) -> String
    ) -> [any Step] {
        let (directory, name) = target.lastComponentSplit
        let temporary = "\(directory)/.\(name).\(run)"
        return [
            StageFile(
                temporary: temporary, target: target, mode: mode, origin: origin, content: content, preview: preview),
            Publish(from: temporary, target: target, kind: .file),
        ]
    }
}

/// Adds a line to dom0's hosts file.
struct AddHostsLine: Step {
    let path: String
    let line: String
    let run: RunID

    let phase = "Commit"
    var title: String { "add '\(line)' to \(path)" }
    var effects: [PlannedEffect] { [.file(path: path, origin: "--ip", content: line)] }

    func undo(_ world: World) throws(ProvisionError) -> [UndoOperation] {
        guard let text = try world.files.read(path), HostLines.adding(line, to: text) != text else { return [] }
        return [.removeLine(path: path, line: line)]
    }

    func run(_ world: World) throws(ProvisionError) {
        _ = try world.files.edit(path, tag: run.text) { HostLines.adding(line, to: $0) }
    }
}

extension String {
    /// An absolute path as directory and name.
    var lastComponentSplit: (directory: Substring, name: Substring) {
        let slash = lastIndex(of: "/") ?? startIndex
        return (self[..<slash], self[slash...].dropFirst())
    }
}
