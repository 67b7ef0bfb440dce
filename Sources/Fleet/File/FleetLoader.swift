import Model
import Provision

/// What a loader needs of the host: texts of files, no larger than a fleet may be.
package protocol FleetSource {
    /// Bytes of a file; nil where none is.
    func size(of path: String) throws(ProvisionError) -> UInt64?
    /// Its content as UTF-8.
    func text(of path: String) throws(ProvisionError) -> String
}

/// Reads a fleet file and those that it includes, each once, the included first.
package struct FleetLoader {
    /// Files of one fleet.
    static let fileLimit = 100

    private let source: any FleetSource
    /// What absolute paths are shown without, to name files as they were given.
    private let base: String

    /// - Parameter base: the directory where the program was started.
    package init(source: any FleetSource, base: String) {
        self.source = source
        self.base = base
    }

    /// - Parameter path: absolute.
    /// - Throws: `.usage` where the file is not there, `.badInput` with file, line and column.
    package func load(_ path: String) throws(ProvisionError) -> FleetFile {
        var reading = Reading()
        try read(path, from: nil, &reading)
        return reading.file
    }

    private struct Reading {
        var file = FleetFile()
        var stack: [String] = []
        var done: Set<String> = []
    }

    private func read(
        _ path: String, from place: FleetPosition?, _ reading: inout Reading
    ) throws(ProvisionError) {
        if let start = reading.stack.firstIndex(of: path) {
            let circle = (reading.stack[start...] + [path]).map(shown).joined(separator: " → ")
            throw refusal(place, "the files include each other: \(circle)", hint: "take one 'includes' out")
        }
        guard !reading.done.contains(path) else { return }
        guard reading.done.count + reading.stack.count < Self.fileLimit else {
            throw refusal(place, "a fleet of more than \(Self.fileLimit) files")
        }
        let root = try YAMLReader(file: shown(path)).read(text(path, from: place))
        reading.stack.append(path)
        for entry in try root.entries(of: "a fleet") where entry.key.value == FleetKeys.includes {
            for text in try entry.value.texts(of: "'includes'") {
                let directory = path.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }
                try read(HostPath.absolute(text.value, from: directory), from: text.position, &reading)
            }
        }
        reading.stack.removeLast()
        reading.done.insert(path)
        try reading.file.add(root)
    }

    private func text(_ path: String, from place: FleetPosition?) throws(ProvisionError) -> String {
        guard let size = try source.size(of: path) else {
            if place == nil { throw ProvisionError(.usage, "there is no file \(shown(path).printable)") }
            throw refusal(place, "there is no file \(shown(path).printable)")
        }
        guard size <= UInt64(YAMLReader.sizeLimit) else { throw YAMLReader.tooLarge(shown(path)) }
        return try source.text(of: path)
    }

    private func refusal(_ place: FleetPosition?, _ message: String, hint: String? = nil) -> ProvisionError {
        place?.refusal(message, hint: hint) ?? ProvisionError(.badInput, message, hint: hint)
    }

    private func shown(_ path: String) -> String {
        path.hasPrefix(base + "/") ? String(path.dropFirst(base.count + 1)) : path
    }
}
