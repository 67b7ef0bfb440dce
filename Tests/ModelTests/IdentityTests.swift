import Model
import Testing

@Suite("Identities that come out the same on every run")
struct IdentityTests {
    private func hex(_ text: String) -> String {
        MD5Digest(of: Array(text.utf8)).bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    @Test("MD5 gives the digests of RFC 1321")
    func vectors() {
        #expect(hex("") == "d41d8cd98f00b204e9800998ecf8427e")
        #expect(hex("a") == "0cc175b9c0f1b6a831c399e269772661")
        #expect(hex("abc") == "900150983cd24fb0d6963f7d28e17f72")
        #expect(hex("message digest") == "f96b697d7cb7938d525a2f31aaf161d0")
        #expect(hex("abcdefghijklmnopqrstuvwxyz") == "c3fcd3d76192e4007dfb496cca67e13b")
        #expect(
            hex("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
                == "d174ab98d277d9f5a5611c2c9f419d9f")
        #expect(hex(String(repeating: "1234567890", count: 8)) == "57edf4a22be3c955ac49da2e2107b67a")
    }

    @Test("MD5 pads messages around the end of a block as md5sum does")
    func padding() {
        #expect(hex(String(repeating: "a", count: 55)) == "ef1772b6dff9a122358552954ad0df65")
        #expect(hex(String(repeating: "a", count: 56)) == "3b0c8ac703f828b04c6c197006d17218")
        #expect(hex(String(repeating: "a", count: 64)) == "014842d480b571495a4a0363793f7367")
    }

    @Test("a guest gets the MAC address that xen-tools gave it")
    func macAddress() {
        let fixed = MACAddress.xenTools(hostname: "foo", ips: ["10.0.0.5"], dhcp: false, suite: "bookworm")
        #expect(fixed.description == "00:16:3e:fd:db:fb")
        let dynamic = MACAddress.xenTools(hostname: "foo", ips: [], dhcp: true, suite: "bookworm")
        #expect(dynamic.description == "00:16:3e:94:64:eb")
    }

    @Test("every salt draws another MAC address")
    func salts() {
        let drawn = (0..<50).map {
            MACAddress.xenTools(hostname: "foo", ips: [], dhcp: true, suite: "bookworm", salt: $0)
        }
        #expect(Set(drawn).count == 50)
    }

    @Test("a UUID is read in any case and printed in lower case")
    func uuid() throws {
        let uuid = try UUIDValue(parsing: "5B1D4D6E-6f9e-4a8e-9a10-0d1f6d3c2b1a")
        #expect(uuid.description == "5b1d4d6e-6f9e-4a8e-9a10-0d1f6d3c2b1a")
        #expect(uuid.version == 4)
        let bad = [
            "", "5b1d4d6e6f9e4a8e9a100d1f6d3c2b1a", "5b1d4d6e-6f9e-4a8e-9a10-0d1f6d3c2b1", " 5b1d4d6e-6f9e",
            "5b1d4d6e-6f9e-4a8e-9a10-0d1f6d3c2b1g", "5b1d4d6e-6f9e-4a8e-9a1-00d1f6d3c2b1a",
            "+b1d4d6e-6f9e-4a8e-9a10-0d1f6d3c2b1a",
        ]
        for text in bad { #expect(refusal { _ = try UUIDValue(parsing: text) }?.code == .badInput, "\(text)") }
    }

    @Test("a name's UUID is that of RFC 4122, version 3")
    func named() throws {
        let dns = try UUIDValue(parsing: "6ba7b810-9dad-11d1-80b4-00c04fd430c8")
        #expect(UUIDValue(name: "python.org", namespace: dns).description == "6fa459ea-ee8a-3ca4-894e-db77e160355e")
    }

    @Test("a guest that is built again keeps its UUID; with a salt it gets another")
    func guest() throws {
        let name = try GuestName("web1.example.org")
        #expect(UUIDValue.guest(name).description == "78837bbc-6a96-3895-b1f9-d9cdbc8012d4")
        #expect(UUIDValue.named(name.text) == UUIDValue.guest(name))
        #expect(UUIDValue.guest(name, salt: 1) != UUIDValue.guest(name))
        #expect(try UUIDValue.guest(GuestName("web2.example.org")) != UUIDValue.guest(name))
    }

    @Test("a random UUID keeps the caller's bytes but for version and variant")
    func random() {
        let uuid = UUIDValue(random: [UInt8](repeating: 0xFF, count: 16))
        #expect(uuid.description == "ffffffff-ffff-4fff-bfff-ffffffffffff")
        #expect(UUIDValue(random: [1, 2]).description == "01020000-0000-4000-8000-000000000000")
    }
}
