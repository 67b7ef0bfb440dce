import CCodecs

/// The container of lzop: a header, then blocks of LZO1X with checksums, then an empty block.
///
/// Source: Linux' lib/decompress_unlzo.c and lzop's own description of its header.
enum Lzop {
    /// Flags of the header.
    private enum Flag {
        static let adlerPlain: UInt32 = 0x1
        static let adlerPacked: UInt32 = 0x2
        static let extraField: UInt32 = 0x40
        static let crcPlain: UInt32 = 0x100
        static let crcPacked: UInt32 = 0x200
        static let filter: UInt32 = 0x800
    }

    /// The largest block that lzop writes is 256 KiB, and libxc takes up to 64 MiB; nothing needs more than this.
    private static let largestBlock = 8 << 20

    /// Unpacks until the empty block.
    static func unpack(_ input: CompressedInput, into sink: any ByteSink) throws(ExtractionError) {
        let flags = try header(input)
        var block = UnpackedBlock(capacity: largestBlock)
        while true {
            let plain = try number(input)
            if plain == 0 { return }
            let packed = try number(input)
            guard plain <= UInt32(largestBlock), packed <= plain else {
                throw ExtractionError(.corrupt, "a block of \(packed) bytes claims to unpack to \(plain)")
            }
            let adler = try flags & Flag.adlerPlain == 0 ? nil : number(input)
            let crc = try flags & Flag.crcPlain == 0 ? nil : number(input)
            if packed < plain {
                // The checksum of what comes out says as much as the one of what goes in.
                if flags & Flag.adlerPacked != 0 { _ = try number(input) }
                if flags & Flag.crcPacked != 0 { _ = try number(input) }
            }
            let bytes = try input.take(Int(packed))
            block.reset(limit: Int(plain))
            if packed == plain {
                try block.append(bytes, from: 0, length: bytes.count)
            } else {
                try LZO1X.unpack(bytes, into: &block)
            }
            guard block.count == Int(plain) else {
                throw ExtractionError(.corrupt, "a block of \(plain) bytes has only \(block.count)")
            }
            try check(block.bytes, adler: adler, crc: crc)
            try sink.write(block.bytes)
        }
    }

    /// Passes over the header.
    ///
    /// - Returns: its flags.
    private static func header(_ input: CompressedInput) throws(ExtractionError) -> UInt32 {
        _ = try input.take(Codec.magicLength)
        let version = try pair(input)
        // The library's version, then the version needed since lzop 0.94.
        _ = try input.take(version >= 0x0940 ? 4 : 2)
        let method = try input.take(version >= 0x0940 ? 2 : 1)
        guard let method = method.first, (1...3).contains(method) else {
            throw ExtractionError(.unsupported, "only LZO1X is known, and this is another method")
        }
        let flags = try number(input)
        guard flags & Flag.filter == 0 else { throw ExtractionError(.unsupported, "filters are not known") }
        // The mode and the time, the latter with a high half since 0.94.
        _ = try input.take(version >= 0x0940 ? 12 : 8)
        let name = try Fields(input.take(1), of: "header").byte(0)
        _ = try input.take(Int(name) + 4)
        if flags & Flag.extraField != 0 {
            _ = try input.take(UInt64(number(input)).bounded(by: 64 << 10, "the header's extra field") + 4)
        }
        return flags
    }

    private static func check(
        _ bytes: UnsafeRawBufferPointer, adler: UInt32?, crc: UInt32?
    ) throws(ExtractionError) {
        let start = bytes.bindMemory(to: UInt8.self).baseAddress
        let count = UInt32(clamping: bytes.count)
        let isIntact =
            (adler.map { Checksum.agrees(UInt(adler32(1, start, count)), UInt($0)) } ?? true)
            && (crc.map { Checksum.agrees(UInt(crc32(0, start, count)), UInt($0)) } ?? true)
        guard isIntact else { throw ExtractionError(.corrupt, "a block does not match its checksum") }
    }

    private static func number(_ input: CompressedInput) throws(ExtractionError) -> UInt32 {
        try Fields(input.take(4), of: "block").big(0)
    }

    private static func pair(_ input: CompressedInput) throws(ExtractionError) -> UInt16 {
        try Fields(input.take(2), of: "header").big(0)
    }
}
