import CCodecs

/// gzip and zlib streams, by zlib. Their checksums are verified.
package final class Inflate: StreamDecoder {
    /// What is around the deflated data.
    package enum Wrapping: Int32 {
        case gzip = 31
        case zlib = 15
    }

    /// At one place for its whole life, which the library checks.
    private let stream: UnsafeMutablePointer<z_stream>

    package init(_ wrapping: Wrapping) throws(ExtractionError) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let status = inflateInit2_(stream, wrapping.rawValue, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { throw ExtractionError(.limit, "zlib cannot start (status \(status))") }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    package func decode(
        _ input: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer
    ) throws(ExtractionError) -> DecoderProgress {
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = UInt32(clamping: input.count)
        stream.pointee.next_out = room.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_out = UInt32(clamping: room.count)
        let status = inflate(stream, Z_NO_FLUSH)
        guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
            let reason = stream.pointee.msg.map { String(cString: $0) } ?? "status \(status)"
            throw ExtractionError(.corrupt, reason)
        }
        return DecoderProgress(
            consumed: input.count - Int(stream.pointee.avail_in), produced: room.count - Int(stream.pointee.avail_out),
            ended: status == Z_STREAM_END)
    }
}
