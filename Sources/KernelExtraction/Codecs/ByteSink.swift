/// Where unpacked bytes go, in order.
package protocol ByteSink: AnyObject {
    /// Takes all of `bytes`.
    ///
    /// - Throws: what makes going on pointless: a bound reached, a pipe that nobody reads.
    func write(_ bytes: UnsafeRawBufferPointer) throws(ExtractionError)
}

/// Keeps everything in memory: for small things and tests, and where a second look is needed.
package final class MemorySink: ByteSink {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package func write(_ bytes: UnsafeRawBufferPointer) { self.bytes += bytes }
}

/// Counts what passes and refuses one byte more than may pass, so that a bomb ends when it is lit.
package final class BoundedSink: ByteSink {
    private let next: any ByteSink
    private let limit: UInt64
    private let what: String
    package private(set) var written: UInt64 = 0

    /// - Parameters: `limit` bytes may pass; `what` names in a message what had more.
    package init(_ next: any ByteSink, limit: UInt64, of what: String) {
        self.next = next
        self.limit = limit
        self.what = what
    }

    package func write(_ bytes: UnsafeRawBufferPointer) throws(ExtractionError) {
        guard UInt64(bytes.count) <= limit - written else {
            throw ExtractionError(.limit, "\(what) has more than \(limit) bytes")
        }
        written += UInt64(bytes.count)
        try next.write(bytes)
    }
}

extension ByteSink {
    /// Writes an array.
    package func write(_ bytes: [UInt8]) throws(ExtractionError) {
        // The closure cannot throw typed errors in every release of the standard library, so it hands the result out.
        let result = bytes.withUnsafeBytes { raw -> Result<Void, ExtractionError> in
            do throws(ExtractionError) {
                try write(raw)
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }
}
