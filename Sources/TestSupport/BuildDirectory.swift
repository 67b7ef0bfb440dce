import Glibc

/// Where the build has put the programs: beside the bundle of the tests.
package enum BuildDirectory {
    /// The path of a program of ours.
    package static func program(_ name: String) -> String { path + "/" + name }

    private static let path: String = {
        // `swift test` runs the bundle itself, or a helper that is told where it is.
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? "/proc/self/exe"
        let absolute = realpath(bundle, nil)
        defer { free(absolute) }
        let resolved = absolute.map { String(cString: $0) } ?? bundle
        return resolved.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }
    }()
}
