import FoundationEssentials
import Glibc

/// Recorded texts beside the tests.
package enum Fixture {
    /// The folder of fixtures of a test target.
    package static func folder(_ target: String, source: String = #filePath) -> String {
        let root = source.split(separator: "/", omittingEmptySubsequences: false).dropLast(4)
        return root.joined(separator: "/") + "/Tests/\(target)/Fixtures"
    }

    /// What differs between a text and its recording, nil when nothing does.
    ///
    /// With `RECORD_GOLDEN=1` in the environment the text is recorded, and that is told as a difference too, so that no
    /// recording run can be mistaken for a passing one.
    package static func difference(_ text: String, from name: String, of target: String) throws -> String? {
        let file = URL(filePath: folder(target) + "/" + name)
        guard getenv("RECORD_GOLDEN") == nil else {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
            return "recorded \(file.path): read it, then run without RECORD_GOLDEN"
        }
        let recorded = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        if text == recorded { return nil }
        let (mine, theirs) = (text.split(separator: "\n"), recorded.split(separator: "\n"))
        let pairs = zip(mine, theirs)
        guard let first = pairs.first(where: { $0 != $1 }) else {
            return "one is \(mine.count - theirs.count) lines longer"
        }
        return "recorded '\(first.1)', now '\(first.0)'"
    }
}

/// The error with which a call is refused; nil where it is not.
package func refusal(of call: () throws -> Void) -> String? {
    do {
        try call()
        return nil
    } catch {
        return "\(error)"
    }
}
