import KernelExtraction
import Testing

@Suite("Checksums")
struct ChecksumTests {
    private let digits = Array("123456789".utf8)

    @Test("agree with the values that the catalogue of CRCs gives for 123456789")
    func catalogue() {
        #expect(CRC32.ieee.checksum(digits) == 0xCBF4_3926)
        #expect(CRC32.castagnoli.checksum(digits) == 0xE306_9283)
        #expect(CRC16.update(0, digits[...]) == 0xBB3D)
    }

    @Test("of parts one behind the other are the checksum of the whole", arguments: [0, 1, 7, 8, 9, 63])
    func parts(cut: Int) {
        var random = SeededBytes(seed: 1)
        let bytes = random.bytes(100)
        let crc = CRC32.castagnoli
        #expect(~crc.update(crc.update(~0, bytes[..<cut]), bytes[cut...]) == crc.checksum(bytes))
    }

    @Test("of eight bytes at a time are those of single bytes")
    func slices() {
        var random = SeededBytes(seed: 2)
        let bytes = random.bytes(1000)
        let single = bytes.indices.reduce(UInt32.max) { CRC32.ieee.update($0, bytes[$1...$1]) }
        #expect(~single == CRC32.ieee.checksum(bytes))
    }
}
