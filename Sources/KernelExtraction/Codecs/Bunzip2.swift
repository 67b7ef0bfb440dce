import CCodecs

/// bzip2 streams, by libbz2: at most 3.7 MB of memory, checksums verified.
final class Bunzip2: StreamDecoder {
    /// At one place for its whole life, which the library checks.
    private let stream: UnsafeMutablePointer<bz_stream>

    init() throws(ExtractionError) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: bz_stream())
        let status = BZ2_bzDecompressInit(stream, 0, 0)
        guard status == BZ_OK else { throw ExtractionError(.limit, "libbz2 cannot start (status \(status))") }
    }

    deinit {
        BZ2_bzDecompressEnd(stream)
        stream.deallocate()
    }

    func decode(
        _ input: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer
    ) throws(ExtractionError) -> DecoderProgress {
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: CChar.self).baseAddress)
        stream.pointee.avail_in = UInt32(clamping: input.count)
        stream.pointee.next_out = room.bindMemory(to: CChar.self).baseAddress
        stream.pointee.avail_out = UInt32(clamping: room.count)
        let status = BZ2_bzDecompress(stream)
        guard status == BZ_OK || status == BZ_STREAM_END else {
            throw ExtractionError(.corrupt, "the stream is damaged (libbz2 status \(status))")
        }
        return DecoderProgress(
            consumed: input.count - Int(stream.pointee.avail_in), produced: room.count - Int(stream.pointee.avail_out),
            ended: status == BZ_STREAM_END)
    }
}
