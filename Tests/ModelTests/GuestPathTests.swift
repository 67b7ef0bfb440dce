import Model
import Testing

@Suite("A path in a guest")
struct GuestPathTests {
    @Test("slashes and dots are normalised away")
    func normalised() throws {
        let cases = [("/", "/"), ("//", "/"), ("/a//b/", "/a/b"), ("/./a/./", "/a"), ("/a...b/..c", "/a...b/..c")]
        for (text, path) in cases { #expect(try GuestPath(text).text == path) }
    }

    @Test(
        "what is relative, leads upwards or holds a NUL is refused",
        arguments: [
            "", "a", "./a", "..", "/..", "/a/..", "/a/../b", "/a/..//b", "/a\0b",
            // To Swift the slash and the accent are one character that is no slash; to the kernel it is one.
            "/a/../\u{301}b", "/..\u{2F}\u{301}b",
        ])
    func bad(text: String) {
        #expect(refusal { _ = try GuestPath(text) }?.code == .badInput)
    }

    @Test("parent, name and components fit together")
    func parts() throws {
        let path: GuestPath = "/etc/ssh/sshd_config"
        #expect(path.parent == "/etc/ssh")
        #expect(path.name == "sshd_config")
        #expect(path.components == ["etc", "ssh", "sshd_config"])
        let root: GuestPath = "/"
        #expect(root.parent == "/")
        #expect(root.name == "/")
        #expect(root.components.isEmpty)
        #expect(try path.parent.appending("moduli") == "/etc/ssh/moduli")
        #expect(refusal { _ = try path.appending("..") }?.code == .badInput)
    }
}
