import Glibc
import Provision

/// Finds programs in the fixed search path; the user's PATH has no say in what runs as root.
package struct ToolLocator: Sendable {
    package static let searchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    package init() {}

    /// - Returns: the absolute path of an executable file; nil where there is none.
    package func find(_ tool: String) -> String? {
        if tool.hasPrefix("/") { return access(tool, X_OK) == 0 ? tool : nil }
        for directory in Self.searchPath.split(separator: ":") {
            let path = "\(directory)/\(tool)"
            if access(path, X_OK) == 0 { return path }
        }
        return nil
    }
}
