import Testing

@testable import HostLinux

@Suite("SHA-256") struct SHA256Tests {
    private func sum(_ pieces: [[UInt8]]) -> String {
        var hash = SHA256()
        for piece in pieces { piece.withUnsafeBytes { hash.update($0) } }
        return hash.finish()
    }

    // FIPS 180-4 examples (NIST, "SHA256.pdf") and the empty message.
    @Test(
        "the published vectors come out",
        arguments: [
            ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
            ),
        ])
    func vectors(message: String, expected: String) {
        #expect(sum([Array(message.utf8)]) == expected)
    }

    @Test("every length around a block agrees with sha256sum, in one piece or in many")
    func lengths() throws {
        let directory = try TemporaryDirectory()
        for length in [1, 55, 56, 57, 63, 64, 65, 119, 120, 127, 128, 129, 1000] {
            let message = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7) }
            let expected = try Tool.run("sha256sum", try directory.write("message", message)).prefix(64)
            #expect(sum([message]) == expected)
            #expect(sum(message.map { [$0] }) == expected)
            #expect(sum([Array(message.prefix(10)), Array(message.dropFirst(10))]) == expected)
        }
    }
}
