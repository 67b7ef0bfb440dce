/// The compressions that kernels come in, known by their first bytes (chapter 4.1 of Linux' Documentation/x86/boot.rst
/// names none; these are scripts/Makefile.lib's).
package enum Codec: String, CaseIterable, Sendable {
    case gzip, bzip2, lzma, xz, lzo, lz4, zstd

    /// Bytes to read for ``detect(_:)``.
    package static let magicLength = 9

    /// The compression of data beginning so, nil where it is none of these.
    package static func detect(_ head: some Collection<UInt8>) -> Codec? {
        allCases.first { head.starts(with: $0.magic) }
    }

    /// Whether the format's own end is the size of what it holds, so that Linux' build appends no other.
    package var endsInSize: Bool { self == .gzip }

    private var magic: [UInt8] {
        switch self {
        case .gzip: [0x1f, 0x8b, 0x08]
        case .bzip2: [0x42, 0x5a, 0x68]
        case .lzma: [0x5d, 0x00, 0x00]
        case .xz: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]
        case .lzo: [0x89, 0x4c, 0x5a, 0x4f, 0x00, 0x0d, 0x0a, 0x1a, 0x0a]
        case .lz4: [0x02, 0x21, 0x4c, 0x18]
        case .zstd: [0x28, 0xb5, 0x2f, 0xfd]
        }
    }

    /// Unpacks one stream; what follows its end is left in the input.
    ///
    /// - Parameter limit: bytes that may come out.
    /// - Returns: bytes that came out.
    /// - Throws: `.corrupt` for a stream that breaks its format's rules or checksums or ends early, `.limit` when more
    ///   than `limit` come out or more memory is wanted than ``CodecLimits`` grants, and what `sink` throws.
    @discardableResult
    package func unpack(
        _ input: CompressedInput, limit: UInt64, into sink: any ByteSink
    ) throws(ExtractionError) -> UInt64 {
        let bounded = BoundedSink(sink, limit: limit, of: "what it unpacks to")
        do throws(ExtractionError) {
            switch self {
            case .gzip: try Inflate(.gzip).run(input, into: bounded)
            case .bzip2: try Bunzip2().run(input, into: bounded)
            case .lzma: try Unxz(.alone).run(input, into: bounded)
            case .xz: try Unxz(.stream).run(input, into: bounded)
            case .zstd: try Unzstd().run(input, into: bounded)
            case .lz4: try LZ4Legacy.unpack(input, into: bounded)
            case .lzo: try Lzop.unpack(input, into: bounded)
            }
        } catch {
            throw error.during(rawValue)
        }
        return bounded.written
    }

    /// Unpacks bytes in memory.
    package func unpack(_ bytes: [UInt8], limit: Int) throws(ExtractionError) -> [UInt8] {
        let sink = MemorySink()
        try unpack(CompressedInput(MemoryDisk(bytes)), limit: UInt64(max(0, limit)), into: sink)
        return sink.bytes
    }
}

/// Bounds on what a compressed stream may make its decoder allocate.
package enum CodecLimits {
    /// Bytes for liblzma: kernels are packed with dictionaries of up to 128 MiB.
    package static let lzmaMemory: UInt64 = 256 << 20
    /// The logarithm of Zstandard's window in bytes; kernels are packed with 128 MiB.
    package static let zstdWindowLog: Int32 = 27
}
