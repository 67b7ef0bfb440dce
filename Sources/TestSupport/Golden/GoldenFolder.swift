import FoundationEssentials
import Glibc
import Model

/// A pair of trees, `before` and `after`, that shows what a guest edit does.
///
/// With `RECORD_GOLDEN=1` in the environment `after` is written anew from what the edit does now, and the test fails all
/// the same, so that no recording run can be mistaken for a passing one.
package struct GoldenFolder: Sendable {
    private let folder: String

    /// - Parameters:
    ///   - name: `<Edit>/<case>` below the folder `Fixtures` beside the test's source file.
    ///   - testFile: the test's source file, also one in a folder of its own below the target's.
    package init(_ name: String, testFile: String = #filePath) {
        var directory = URL(filePath: testFile).deletingLastPathComponent()
        while directory.path.count > 1, !FileManager.default.fileExists(atPath: directory.path + "/Fixtures") {
            directory = directory.deletingLastPathComponent()
        }
        folder = directory.path + "/Fixtures/" + name
    }

    /// The root before the edit.
    package func before() throws -> GuestTree { try GuestTree(folder: folder + "/before") }

    /// Applies the edits one after the other and compares with `after`; then once more, because an edit that is applied
    /// twice must change nothing the second time.
    ///
    /// - Returns: what differs, empty when all is well.
    package func differences(applying edits: any GuestEdit...) throws -> [String] {
        var tree = try before()
        for edit in edits { try Self.apply(edit, to: &tree) }
        guard getenv("RECORD_GOLDEN") == nil else {
            try tree.store(in: folder + "/after")
            return ["recorded \(folder)/after: read it, then run without RECORD_GOLDEN"]
        }
        guard FileManager.default.fileExists(atPath: folder + "/after") else {
            return ["\(folder)/after is missing: record it with RECORD_GOLDEN=1"]
        }
        let differences = tree.differences(from: try GuestTree(folder: folder + "/after"))
        var again = tree
        for edit in edits { try Self.apply(edit, to: &again) }
        return differences + again.differences(from: tree).map { "the second time: " + $0 }
    }

    private static func apply(_ edit: any GuestEdit, to tree: inout GuestTree) throws {
        let seen = tree.visible(to: edit)
        tree.apply(try edit.apply(to: seen).changes(from: seen))
    }
}
