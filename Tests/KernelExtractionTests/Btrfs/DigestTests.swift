import Foundation
import KernelExtraction
import Testing

@Suite("Digests")
struct DigestTests {
    private static let lengths = [0, 1, 3, 31, 32, 55, 56, 63, 64, 65, 111, 127, 128, 129, 255, 256, 4064]

    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// What a program of the system says.
    private func reference(_ command: [String], _ bytes: [UInt8]) throws -> String {
        let scratch = try Scratch()
        try SampleTree.write(bytes, scratch.path("bytes"))
        let output = try ImageTool.run(command + [scratch.path("bytes")])
        return String(String(decoding: output, as: UTF8.self).prefix { $0 != " " })
    }

    @Test("of SHA-256 are coreutils'", arguments: lengths)
    func sha256(length: Int) throws {
        let bytes = SampleTree.noise(length, seed: 5)
        #expect(hex(SHA256.digest(bytes[...])) == (try reference(["sha256sum"], bytes)))
    }

    @Test("of BLAKE2b are coreutils'", arguments: lengths)
    func blake2b(length: Int) throws {
        let bytes = SampleTree.noise(length, seed: 6)
        #expect(hex(BLAKE2b.digest(bytes[...])) == (try reference(["b2sum", "-l", "256"], bytes)))
    }

    @Test("of xxHash are its specification's")
    func xxhash64() {
        #expect(XXHash64.digest([]) == 0xef46_db37_51d8_e999)
        #expect(XXHash64.digest(Array("abc".utf8)[...]) == 0x44bc_2cf5_ad77_0999)
        // From the documentation of python-xxhash: lengths of 6 and 39.
        #expect(XXHash64.digest(Array("xxhash".utf8)[...]) == 0x32dd_3895_2c4b_c720)
        #expect(
            XXHash64.digest(Array("Nobody inspects the spammish repetition".utf8)[...]) == 0xfbce_a83c_8a37_8bf1)
    }
}
