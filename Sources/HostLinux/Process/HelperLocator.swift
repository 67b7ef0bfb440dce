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

    /// Finds a script of the lab, where `make install` puts it or in the tree that the program was built in.
    package static func lab(_ script: String, program: String = Self.ownPath) -> String? {
        let own = program.lastIndex(of: "/").map { String(program[..<$0]) } ?? "."
        let places = [own + "/../share/xen-provision/lab", own + "/../../../Tests/Lab"]
        return places.map { "\($0)/\(script)" }.first { access($0, X_OK) == 0 }
    }

    /// The path of this very program, whatever it was called by.
    package static var ownPath: String {
        guard let path = realpath("/proc/self/exe", nil) else { return "/usr/local/bin/xen-provision" }
        defer { free(path) }
        return String(cString: path)
    }
}
