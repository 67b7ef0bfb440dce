import Model
import TestSupport
import Testing

@testable import Distros

@Suite("SSH keys")
struct KeyEditTests {
    @Test("keys are added once, also when one is there with options in front", arguments: ["fresh", "merge"])
    func rootKeys(root: String) throws {
        let edit = try AuthorizeRootKeys([SampleKeys.first, "# a comment\n\n" + SampleKeys.second, SampleKeys.first])
        #expect(try GoldenFolder("AuthorizeRootKeys/\(root)").differences(applying: edit) == [])
    }

    @Test("a private key is refused and not repeated")
    func privateKey() {
        let error = #expect(throws: ProvisionError.self) { try AuthorizeRootKeys([SampleKeys.privateKey]) }
        #expect(error?.code == .badInput)
        #expect(error.map { "\($0)".contains(".pub") && !"\($0)".contains("BEGIN") } == true)
    }

    @Test(
        "a line that is no public key is refused",
        arguments: [
            "hello", "ssh-ed25519", "ssh-ed25519 AAAA", "ssh-rsa " + SampleKeys.first.split(separator: " ")[1],
            "ssh-dss AAAAB3NzaC1kc3MAAACB", String(SampleKeys.first.prefix(60)), SampleKeys.first + "\u{7}",
        ])
    func damaged(line: String) {
        #expect(throws: ProvisionError.self) { try AuthorizedKey(line) }
    }

    @Test("options with quoted blanks may stand in front")
    func options() throws {
        let line = "command=\"/bin/echo hi there\",no-pty " + SampleKeys.ecdsa
        #expect(try AuthorizedKey(line).line == line)
    }

    @Test("the guest's host keys are ours and no others")
    func hostKeys() throws {
        let key = try HostKey(kind: .ed25519, privateKey: SampleKeys.privateKey, publicKey: SampleKeys.first)
        let edit = try InstallHostKeys([key])
        #expect(try GoldenFolder("InstallHostKeys/image").differences(applying: edit) == [])
    }

    @Test("a host key's description and dump hide the private half")
    func hostKeySecrecy() throws {
        let key = try HostKey(kind: .ed25519, privateKey: SampleKeys.privateKey, publicKey: SampleKeys.first)
        var text = "\(key) \(String(reflecting: key))"
        dump(key, to: &text)
        #expect(!text.contains("PRIVATE"))
    }

    @Test("host keys of the wrong kind, twice the same kind, or none are refused")
    func wrongHostKeys() throws {
        #expect(throws: ProvisionError.self) {
            try HostKey(kind: .rsa, privateKey: SampleKeys.privateKey, publicKey: SampleKeys.first)
        }
        let key = try HostKey(kind: .ed25519, privateKey: SampleKeys.privateKey, publicKey: SampleKeys.first)
        #expect(throws: ProvisionError.self) { try InstallHostKeys([key, key]) }
        #expect(throws: ProvisionError.self) { try InstallHostKeys([]) }
    }

    @Test("base64 is strict", arguments: ["A", "AAA", "AA=A", "A===", "AA A", "ÄÄÄÄ", ""])
    func base64(text: String) { #expect(Base64.decode(text) == nil) }

    @Test("base64 decodes all lengths")
    func base64Lengths() {
        #expect(Base64.decode("Zm9v") == Array("foo".utf8))
        #expect(Base64.decode("Zm8=") == Array("fo".utf8))
        #expect(Base64.decode("Zg==") == Array("f".utf8))
    }
}
