import Model
import Testing

@Suite("A size")
struct ByteSizeTests {
    @Test("xen-tools' forms and IEC ones are read, in any case")
    func forms() throws {
        let cases: [(String, UInt64)] = [
            ("4G", 4 << 30), ("4Gb", 4 << 30), ("4GiB", 4 << 30), ("4gb", 4 << 30), ("512M", 512 << 20),
            ("512Mb", 512 << 20), ("128mb", 128 << 20), ("0.5G", 512 << 20), ("1.5Gb", 1536 << 20), (".5G", 512 << 20),
            ("2T", 2 << 40), ("2TiB", 2 << 40), ("8192k", 8 << 20), ("8 G", 8 << 30), ("0G", 0), ("007M", 7 << 20),
        ]
        for (text, bytes) in cases { #expect(try ByteSize(parsing: text).bytes == bytes, "\(text)") }
    }

    @Test(
        "what is no size is refused",
        arguments: [
            "", "4", "G", "-4G", "+4G", "4X", "4Gx", "4GG", "4G 4G", "1.2.3G", ".", ".G", "0x4G", "1e3G", "infG",
            "nanM",
            "٤G", "4\u{301}G", "4G\0", "G4", "1,5G",
        ])
    func bad(text: String) {
        #expect(refusal { _ = try ByteSize(parsing: text) }?.code == .usage)
    }

    @Test("what does not fit is refused, and nothing overflows")
    func overflow() throws {
        for text in ["1048576T", "99999999999999999999999T", String(repeating: "9", count: 400) + "G"] {
            #expect(refusal { _ = try ByteSize(parsing: text) }?.code == .usage, "\(text)")
        }
        #expect(try ByteSize(parsing: "1048575T").bytes == 1_048_575 << 40)
        #expect(ByteSize(bytes: .max).mebibytes == 1 << 44)
    }

    @Test("mebibytes are rounded up")
    func mebibytes() {
        #expect(ByteSize(bytes: 0).mebibytes == 0)
        #expect(ByteSize(bytes: 1).mebibytes == 1)
        #expect(ByteSize(mebibytes: 5).mebibytes == 5)
        #expect(ByteSize(bytes: (5 << 20) + 1).mebibytes == 6)
    }

    @Test("a size is printed in the largest unit that divides it")
    func description() {
        #expect(ByteSize(gibibytes: 4).description == "4G")
        #expect(ByteSize(mebibytes: 1536).description == "1536M")
        #expect(ByteSize(bytes: 10 << 10).description == "10K")
        #expect(ByteSize(bytes: 123).description == "123B")
        #expect(ByteSize(bytes: 0).description == "0B")
    }
}
