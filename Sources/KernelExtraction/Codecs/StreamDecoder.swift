/// What one call of a decoder did.
package struct DecoderProgress {
    /// Bytes taken from the input.
    package let consumed: Int
    /// Bytes put into the output.
    package let produced: Int
    /// Whether the stream ended here.
    package let ended: Bool

    package init(consumed: Int, produced: Int, ended: Bool) {
        self.consumed = consumed
        self.produced = produced
        self.ended = ended
    }
}

/// A decoder that takes its input and gives its output in pieces of any size, as the C libraries do.
package protocol StreamDecoder: AnyObject {
    /// Decodes as much as input and room allow.
    ///
    /// - Throws: `.corrupt` or `.limit` with the library's reason.
    func decode(
        _ input: UnsafeRawBufferPointer, into room: UnsafeMutableRawBufferPointer
    ) throws(ExtractionError) -> DecoderProgress
}

extension StreamDecoder {
    /// Runs the decoder to its stream's end.
    package func run(_ input: CompressedInput, into sink: any ByteSink) throws(ExtractionError) {
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 16)
        defer { room.deallocate() }
        while true {
            let piece = try input.peek()
            let isLast = UInt64(piece.count) == input.remaining
            let step = try piece.withUnsafeBytes { raw in
                Result { () throws(ExtractionError) in try decode(raw, into: room) }
            }.get()
            input.skip(step.consumed)
            if step.produced > 0 {
                try sink.write(UnsafeRawBufferPointer(rebasing: room.prefix(step.produced)))
            }
            if step.ended { return }
            // Neither progress in nor out would go on for ever (CVE-2011-1583).
            guard step.consumed > 0 || step.produced > 0 else {
                throw ExtractionError(.corrupt, isLast ? "the stream ends too early" : "the stream makes no progress")
            }
        }
    }
}
