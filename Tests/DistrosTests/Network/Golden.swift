import FoundationEssentials
import Model
import Testing

/// Holds the changes that an edit makes against a recorded file: paths, modes, contents, links and removals.
///
/// With `RECORD_GOLDEN=1` in the environment the file is written instead, and the test fails, so that nobody
/// records by mistake.
enum Golden {
    static func check(
        _ changes: [GuestChange], folder: String, name: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/\(folder)")
        let file = fixtures.appending(path: "\(name).golden")
        let text = changes.map(describe).joined(separator: "\n")
        if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
            try FileManager.default.createDirectory(at: fixtures, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
            Issue.record("recorded \(folder)/\(name)", sourceLocation: sourceLocation)
            return
        }
        let golden = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        #expect(text == golden, sourceLocation: sourceLocation)
    }

    private static func describe(_ change: GuestChange) -> String {
        switch change {
        case .remove(let path): "=== \(path) removed\n"
        case .put(let path, .file(let file)): "=== \(path) \(String(file.mode, radix: 8))\n\(file.text)"
        case .put(let path, .link(let target)): "=== \(path) -> \(target)\n"
        case .put(let path, let entry): "=== \(path) \(entry)\n"
        }
    }
}
