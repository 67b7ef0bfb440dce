import Glibc
import Model

/// Whole reads and writes on a file descriptor.
enum Descriptor {
    static func readAll(_ descriptor: Int32, _ path: String) throws(ProvisionError) -> [UInt8] {
        var content: [UInt8] = []
        while true {
            var count = 0
            let chunk = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, filled in
                count = read(descriptor, buffer.baseAddress, buffer.count)
                filled = max(count, 0)
            }
            if count == 0 { return content }
            if count < 0 {
                if errno == EINTR { continue }
                throw .system("reading \(path)", errno: errno)
            }
            content += chunk
        }
    }

    static func writeAll(_ descriptor: Int32, _ bytes: [UInt8], _ path: String) throws(ProvisionError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                if errno == EINTR { continue }
                throw .system("writing \(path)", errno: errno)
            }
            rest = rest.dropFirst(count)
        }
    }
}
