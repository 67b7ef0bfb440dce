import CCodecs

/// One Zstandard frame, by libzstd, whose window is bounded. A checksum that is there is verified.
package final class Unzstd: StreamDecoder {
    private let context: OpaquePointer

    package init() throws(ExtractionError) {
        guard let context = ZSTD_createDCtx() else {
            throw ExtractionError(.limit, "libzstd cannot start: out of memory")
        }
        self.context = context
        let status = ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, CodecLimits.zstdWindowLog)
        guard ZSTD_isError(status) == 0 else { throw Self.error(status) }
    }

    deinit { ZSTD_freeDCtx(context) }

    package func decode(
        _ input: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer
    ) throws(ExtractionError) -> DecoderProgress {
        var from = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
        var to = ZSTD_outBuffer(dst: room.baseAddress, size: room.count, pos: 0)
        let status = ZSTD_decompressStream(context, &to, &from)
        guard ZSTD_isError(status) == 0 else { throw Self.error(status) }
        return DecoderProgress(consumed: from.pos, produced: to.pos, ended: status == 0)
    }

    private static func error(_ status: Int) -> ExtractionError {
        let reason = String(cString: ZSTD_getErrorName(status))
        let isLimit = ZSTD_getErrorCode(status) == ZSTD_error_frameParameter_windowTooLarge
        return ExtractionError(isLimit ? .limit : .corrupt, reason)
    }
}
