import Glibc
import Testing

/// Real programs of the host, to look at what the program has made.
enum Tool {
    private static let environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C"]

    static func path(_ name: String) -> String? {
        ["/usr/sbin/", "/usr/bin/", "/sbin/", "/bin/"].map { $0 + name }.first { access($0, X_OK) == 0 }
    }

    /// Runs one to its end; its output. The test fails where it fails.
    @discardableResult
    static func run(_ words: String..., sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
        let ending = try end(words)
        #expect(ending.status == 0, "\(words.joined(separator: " ")): \(ending.said)", sourceLocation: sourceLocation)
        return ending.output
    }

    /// Runs one that may fail.
    static func end(_ words: [String]) throws -> Child.Ending {
        let program = try #require(path(words[0]), "\(words[0]) is not installed")
        return try Child(program, Array(words.dropFirst()), environment: environment).wait(seconds: 300)
    }
}
