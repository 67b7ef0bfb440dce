import Model
import Testing

@Suite("Texts and small values")
struct TextTests {
    @Test("lines end at a line feed, with or without carriage return, and nowhere else")
    func lines() {
        #expect("".lines.isEmpty)
        #expect("a".lines == ["a"])
        #expect("a\nb\n".lines == ["a", "b"])
        #expect("a\r\n\r\nb\r\n".lines == ["a", "", "b"])
        #expect("a\u{2028}b\u{B}c\n\n".lines == ["a\u{2028}b\u{B}c", ""])
        #expect("a\n\u{301}b".lines == ["a", "\u{301}b"])
    }

    @Test("control characters are shown, not sent to the terminal")
    func printable() {
        #expect("a\u{1B}[2J\nä".printable == "a\\u{1b}[2J\\u{a}ä")
        #expect("a\u{202E}b\u{2028}".printable == "a\\u{202e}b\\u{2028}")
        #expect(" \t a b \n".trimmed == "a b")
        #expect(" ".trimmed == "")
    }

    @Test("login names follow useradd's rule")
    func accounts() {
        for name in ["a", "_x", "web-admin_1", String(repeating: "a", count: 32)] {
            #expect(refusal { _ = try AccountSpec(name: name) } == nil, "\(name)")
        }
        for name in ["", "1a", "-a", "Admin", "a b", "a:b", "ä", "a\n", "a$", String(repeating: "a", count: 33)] {
            #expect(refusal { _ = try AccountSpec(name: name) }?.code == .usage, "\(name)")
        }
    }

    @Test("the interface that carries the addresses has the tag inside the guest")
    func interfaces() {
        var vif = VifSpec(index: 1, mac: MACAddress(xenSuffix: (0, 0, 1)))
        #expect(vif.addressInterface == "eth1")
        vif.guestVLAN = 20
        #expect(vif.addressInterface == "eth1.20")
        #expect(vif.addressing.isEmpty)
    }

    @Test("an error says what, then how to mend it")
    func errors() {
        let error = ProvisionError(.failed, "no space left", hint: "free some").during("copying /a")
        #expect(error.description == "copying /a: no space left (free some)")
        #expect(ProvisionError(.busy, "locked").description == "locked")
    }
}
