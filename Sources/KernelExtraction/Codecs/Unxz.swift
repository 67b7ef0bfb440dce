import CCodecs

/// xz and LZMA ("alone") streams, by liblzma, whose memory is bounded. Checksums are verified.
final class Unxz: StreamDecoder {
    /// The two containers of LZMA.
    enum Container {
        case alone, stream
    }

    /// At one place for its whole life, which the library checks.
    private let stream: UnsafeMutablePointer<lzma_stream>

    init(_ container: Container) throws(ExtractionError) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: lzma_stream())
        let status =
            switch container {
            case .alone: lzma_alone_decoder(stream, CodecLimits.lzmaMemory)
            case .stream: lzma_stream_decoder(stream, CodecLimits.lzmaMemory, 0)
            }
        guard status == LZMA_OK else { throw ExtractionError(.limit, "liblzma cannot start (\(Self.reason(status)))") }
    }

    deinit {
        lzma_end(stream)
        stream.deallocate()
    }

    func decode(
        _ input: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer
    ) throws(ExtractionError) -> DecoderProgress {
        stream.pointee.next_in = input.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_in = input.count
        stream.pointee.next_out = room.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_out = room.count
        let status = lzma_code(stream, LZMA_RUN)
        switch status {
        case LZMA_OK, LZMA_STREAM_END, LZMA_BUF_ERROR: break
        case LZMA_MEMLIMIT_ERROR, LZMA_MEM_ERROR:
            let limit = CodecLimits.lzmaMemory >> 20
            throw ExtractionError(.limit, "the dictionary needs more than the \(limit) MiB of memory granted")
        default: throw ExtractionError(.corrupt, Self.reason(status))
        }
        return DecoderProgress(
            consumed: input.count - stream.pointee.avail_in, produced: room.count - stream.pointee.avail_out,
            ended: status == LZMA_STREAM_END)
    }

    private static func reason(_ status: lzma_ret) -> String {
        switch status {
        case LZMA_FORMAT_ERROR: "the header is not of this format"
        case LZMA_OPTIONS_ERROR: "the stream uses options that liblzma does not know"
        case LZMA_DATA_ERROR: "the stream is damaged"
        default: "liblzma status \(status.rawValue)"
        }
    }
}
