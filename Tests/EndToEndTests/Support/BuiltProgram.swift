import Glibc
import Testing

/// The program under test: built beside the bundle of these tests.
enum BuiltProgram {
    /// The environment variable that puts the whole host of a run below one directory.
    static let rootVariable = "XEN_PROVISION_ROOT"

    static let path: String = {
        // `swift test` runs the bundle itself, or a helper that is told where it is.
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? link("/proc/self/exe")
        let absolute = realpath(bundle, nil)
        defer { free(absolute) }
        let resolved = absolute.map { String(cString: $0) } ?? bundle
        return resolved.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/xen-provision"
    }()

    private static func link(_ path: String) -> String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink(path, &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
