import Model
import Provision
import Testing

@testable import HostLinux

@Suite("Passwords") struct PasswordTests {
    @Test(
        "a hash has its scheme's prefix, a fresh salt, and verifies",
        arguments: [
            (PasswordScheme.yescrypt, "$y$"), (.sha512, "$6$"),
        ])
    func schemes(scheme: PasswordScheme, prefix: String) throws {
        let hashes = [
            try PasswordHasher.hash("correct horse", scheme: scheme),
            try PasswordHasher.hash("correct horse", scheme: scheme),
        ]
        for hash in hashes {
            #expect(hash.hasPrefix(prefix))
            #expect(PasswordHasher.verify("correct horse", against: hash))
            #expect(!PasswordHasher.verify("correct horse ", against: hash))
        }
        #expect(hashes[0] != hashes[1])
    }

    @Test("another program's hashes verify")
    func foreignHash() throws {
        // Made by openssl passwd -6, which has its own implementation of SHA-crypt.
        let hash =
            "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1"
        #expect(PasswordHasher.verify("Hello world!", against: hash))
        #expect(!PasswordHasher.verify("Hello world", against: hash))
    }

    @Test("bytes beyond ASCII count")
    func unicode() throws {
        let hash = try PasswordHasher.hash("pässwörd", scheme: .sha512)
        #expect(PasswordHasher.verify("pässwörd", against: hash))
        #expect(!PasswordHasher.verify("password", against: hash))
    }

    @Test("what crypt cannot take is refused", arguments: ["", "with\0NUL", String(repeating: "x", count: 513)])
    func refusals(password: String) {
        expectFailure(.usage, "cannot be hashed") { () throws(ProvisionError) in
            _ = try PasswordHasher.hash(password)
        }
    }

    @Test("a broken hash verifies nothing")
    func brokenHash() {
        #expect(!PasswordHasher.verify("x", against: "*0"))
        #expect(!PasswordHasher.verify("x", against: ""))
    }

    @Test("passwords have the length and only letters that cannot be mistaken")
    func alphabet() throws {
        #expect(PasswordGenerator.alphabet.count == 56)
        #expect(Set(PasswordGenerator.alphabet).isDisjoint(with: Array("01lOoI".utf8)))
        let password = try PasswordGenerator.generate(length: 500)
        #expect(password.utf8.count == 500)
        #expect(password.utf8.allSatisfy(PasswordGenerator.alphabet.contains))
        #expect(try PasswordGenerator.generate(length: 0).isEmpty)
        #expect(try PasswordGenerator.generate(length: 20) != PasswordGenerator.generate(length: 20))
    }

    @Test("every letter comes from equally many bytes")
    func noModuloBias() throws {
        // All 256 bytes once; what is thrown away is asked for again and answered with byte 0.
        var isFirst = true
        let password = try PasswordGenerator.generate(length: 256) { count throws(ProvisionError) in
            defer { isFirst = false }
            return isFirst ? (0...255).map(UInt8.init) : [UInt8](repeating: 0, count: count)
        }
        let counts = Dictionary(grouping: password.utf8.prefix(224)) { $0 }.mapValues(\.count)
        #expect(counts.count == 56)
        #expect(counts.values.allSatisfy { $0 == 4 })
        #expect(password.utf8.dropFirst(224).allSatisfy { $0 == PasswordGenerator.alphabet[0] })
    }

    @Test("random bytes have the count asked for and differ")
    func randomBytes() throws {
        #expect(try SystemRandom.bytes(0).isEmpty)
        #expect(try SystemRandom.bytes(1000).count == 1000)
        #expect(try SystemRandom.bytes(16) != SystemRandom.bytes(16))
    }
}
