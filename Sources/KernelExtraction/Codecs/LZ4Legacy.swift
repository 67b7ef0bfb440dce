/// The legacy frame of LZ4 as `lz4 -l` writes it: blocks of 8 MiB, no checksums, no end mark.
///
/// Source: lz4's doc/lz4_Frame_format.md, "Legacy frame", and doc/lz4_Block_format.md.
enum LZ4Legacy {
    private static let magic: UInt32 = 0x184c_2102
    private static let blockSize = 8 << 20
    /// What a block that could not be compressed grows to (`LZ4_compressBound`).
    private static let largestInput = blockSize + blockSize / 255 + 16

    /// Unpacks until the input ends.
    static func unpack(_ input: CompressedInput, into sink: any ByteSink) throws(ExtractionError) {
        guard try number(input) == magic else { throw ExtractionError(.corrupt, "there is no legacy frame") }
        var block = UnpackedBlock(capacity: blockSize)
        while input.remaining > 0 {
            let size = try number(input)
            if size == magic { continue }
            guard size > 0, size <= UInt32(largestInput) else {
                throw ExtractionError(.corrupt, "a block of \(size) bytes is larger than \(largestInput)")
            }
            block.reset(limit: blockSize)
            try unpackBlock(input.take(Int(size)), into: &block)
            try sink.write(block.bytes)
        }
    }

    private static func number(_ input: CompressedInput) throws(ExtractionError) -> UInt32 {
        try Fields(input.take(4), of: "block").little(0)
    }

    /// One block: sequences of literals and a match, the last one without a match.
    static func unpackBlock(_ bytes: [UInt8], into block: inout UnpackedBlock) throws(ExtractionError) {
        var cursor = BlockCursor(bytes)
        while true {
            let token = try cursor.next()
            var literals = Int(token >> 4)
            if literals == 15 { literals += try length(&cursor) }
            try block.append(bytes, from: cursor.position, length: literals)
            cursor.skip(literals)
            if cursor.isAtEnd { return }
            let distance = try cursor.nextPair()
            var match = Int(token & 15)
            if match == 15 { match += try length(&cursor) }
            try block.repeatBytes(distance: distance, length: match + 4)
        }
    }

    private static func length(_ cursor: inout BlockCursor) throws(ExtractionError) -> Int {
        var sum = 0
        while true {
            let byte = try cursor.next()
            sum += Int(byte)
            if byte != 255 { return sum }
        }
    }
}
