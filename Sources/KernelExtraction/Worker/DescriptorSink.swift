import Glibc

/// A pipe or file of the parent's that takes at most so many bytes.
final class DescriptorSink: ByteSink {
    private let descriptor: Int32
    private let limit: UInt64
    private let what: String
    private(set) var written: UInt64 = 0

    init(_ descriptor: Int32, limit: Int, of what: String) {
        self.descriptor = descriptor
        self.limit = UInt64(limit)
        self.what = what
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(ExtractionError) {
        guard UInt64(bytes.count) <= limit - written else {
            throw ExtractionError(.limit, "\(what) has more than \(limit) bytes")
        }
        written += UInt64(bytes.count)
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                throw ExtractionError(.output, "\(what) cannot be stored: \(String(cString: strerror(errno)))")
            }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
        }
    }
}
