import Glibc
import Model

/// Finds our own helper programs: where `make install` puts them, or beside a program that was just built.
package struct HelperLocator: Sendable {
    private let directories: [String]

    /// - Parameter program: path of the running program.
    package init(program: String = Self.ownPath) {
        let own = program.lastIndex(of: "/").map { String(program[..<$0]) } ?? "."
        directories = [
            own + "/../libexec/xen-provision", own, "/usr/local/libexec/xen-provision",
            "/usr/libexec/xen-provision",
        ]
    }

    /// - Returns: the path of an executable file; nil where there is none.
    package func find(_ name: String) -> String? {
        directories.map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }

    /// The path of this very program, whatever it was called by.
    package static var ownPath: String {
        guard let path = realpath("/proc/self/exe", nil) else { return "/usr/local/bin/xen-provision" }
        defer { free(path) }
        return String(cString: path)
    }
}
