import Glibc
import Model

/// A loop device of a test's own; gone with the value.
package final class ScratchDevice {
    package let path: String
    private let file: String

    package init(mebibytes: Int) throws {
        var template = Array("/tmp/xen-provision-device.XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw ProvisionError(.failed, "no temporary file") }
        close(descriptor)
        file = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        try Shell.run(["truncate", "--size=\(mebibytes)M", file])
        path = try Shell.run(["losetup", "--find", "--show", file]).trimmed
    }

    deinit {
        _ = try? Shell.run(["losetup", "--detach", path])
        unlink(file)
    }
}
