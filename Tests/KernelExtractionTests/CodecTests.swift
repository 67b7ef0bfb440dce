import KernelExtraction
import Testing

/// How a kernel's build packs, by the name of our codec.
struct Packing: CustomTestStringConvertible, Sendable {
    let codec: Codec
    let tool: String
    let arguments: [String]

    var testDescription: String { codec.rawValue }

    static let all = [
        Packing(codec: .gzip, tool: "gzip", arguments: ["-n", "-9"]),
        Packing(codec: .bzip2, tool: "bzip2", arguments: ["-9"]),
        Packing(codec: .lzma, tool: "xz", arguments: ["--format=lzma", "-9"]),
        Packing(codec: .xz, tool: "xz", arguments: ["--check=crc32", "--x86", "--lzma2=dict=32MiB"]),
        Packing(codec: .lzo, tool: "lzop", arguments: ["-9"]),
        Packing(codec: .lz4, tool: "lz4", arguments: ["-l", "-9"]),
        Packing(codec: .zstd, tool: "zstd", arguments: ["-22", "--ultra"]),
    ]

    func pack(_ bytes: [UInt8]) throws -> [UInt8] { try Tool.filter(tool, arguments, bytes) }
}

@Suite("Compressed data")
struct CodecTests {
    private static let plain = SyntheticKernel().elf

    @Test("of every format are known by their first bytes and unpacked to what was packed", arguments: Packing.all)
    func roundTrip(packing: Packing) throws {
        for plain in [Self.plain, [], [7], Array(repeating: 0, count: 1_000_000)] {
            let packed = try packing.pack(plain)
            #expect(Codec.detect(packed) == packing.codec)
            #expect(try packing.codec.unpack(packed, limit: plain.count) == plain)
        }
    }

    @Test("that unpack to one byte more than announced are refused", arguments: Packing.all)
    func bomb(packing: Packing) throws {
        let packed = try packing.pack(Self.plain)
        #expect(throws: ExtractionError.self) { try packing.codec.unpack(packed, limit: Self.plain.count - 1) }
    }

    @Test("that end early are refused or give a beginning of the whole", arguments: Packing.all)
    func truncated(packing: Packing) throws {
        let packed = try packing.pack(Self.plain)
        for keep in stride(from: 0, to: packed.count, by: packed.count / 61 + 1) {
            guard let bytes = try? packing.codec.unpack(Array(packed.prefix(keep)), limit: Self.plain.count) else {
                continue
            }
            // Only a legacy frame of LZ4 has no end mark; every other must throw.
            #expect(packing.codec == .lz4 && bytes.count < Self.plain.count)
        }
    }

    @Test("with any bytes changed are refused or stay within their bound", arguments: Packing.all)
    func mutated(packing: Packing) throws {
        let packed = try packing.pack(Array(Self.plain.prefix(20_000)))
        var random = SeededGenerator(seed: 0x5eed)
        for _ in 0..<2000 {
            var bytes = packed
            for _ in 0...Int.random(in: 0..<4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if let out = try? packing.codec.unpack(bytes, limit: 30_000) { #expect(out.count <= 30_000) }
        }
    }

    @Test("in LZ4 whose match reaches before the beginning are refused")
    func lz4Distance() {
        let frame: [UInt8] = [0x02, 0x21, 0x4c, 0x18, 5, 0, 0, 0, 0x10, 65, 9, 0, 0]
        #expect(throws: ExtractionError(.corrupt, "lz4: a match reaches 9 bytes back, and there are 1")) {
            try Codec.lz4.unpack(frame, limit: 100)
        }
    }

    @Test("in LZO with a checksum that is wrong are refused")
    func lzoChecksum() throws {
        var packed = try Tool.filter("lzop", ["-9"], Self.plain)
        packed[packed.count - 100] ^= 1
        #expect(throws: ExtractionError.self) { try Codec.lzo.unpack(packed, limit: Self.plain.count) }
    }

    @Test("in zlib's own wrapping are unpacked, as btrfs has them")
    func zlib() throws {
        // `zlib.compress(b"hello hello hello hello")`
        let packed: [UInt8] = [
            0x78, 0x9c, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0x57, 0xc8, 0x40, 0x27, 0x01, 0x68, 0x03, 0x08, 0xb1,
        ]
        let sink = MemorySink()
        try Inflate(.zlib).run(CompressedInput(MemoryDisk(packed)), into: sink)
        #expect(sink.bytes == Array("hello hello hello hello".utf8))
    }
}

/// The same numbers in every run.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
