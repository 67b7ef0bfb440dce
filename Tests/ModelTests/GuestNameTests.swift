import Model
import Testing

@Suite("The name of a guest")
struct GuestNameTests {
    @Test(
        "what could leave its directory, break a tool, or mean another domain is no name",
        arguments: [
            "", ".", "..", "../etc", "a/b", "/", "a_b", "a b", " a", "a ", "a\n", "a\r\n", "a\u{7F}", "a\0",
            "\u{1B}[2J",
            "-a", "a-", "a.-b", ".a", "a.", "a..b", "ä", "web\u{301}", "①", "0", "1234", "192.0.2.1", "Domain-0", "a,b",
            "a'b", "a;b", "$(id)", "`id`", "a\\b", "*", "a=b", "a#b",
        ])
    func bad(text: String) {
        #expect(refusal { _ = try GuestName(text) }?.code == .usage)
    }

    @Test("63 characters are a name, 64 are none")
    func length() {
        #expect(refusal { _ = try GuestName(String(repeating: "a", count: 63)) } == nil)
        #expect(refusal { _ = try GuestName(String(repeating: "a", count: 64)) }?.code == .usage)
        #expect(refusal { _ = try GuestName(String(repeating: "a", count: 5000)) }?.code == .usage)
    }

    @Test("host names of RFC 1123 are names", arguments: ["a", "web1", "1a", "Web-1.Example.ORG", "a.b.c", "x--y"])
    func good(text: String) throws {
        #expect(try GuestName(text).text == text)
    }

    @Test("a qualified name falls into label and domain")
    func parts() throws {
        let name = try GuestName("web1.example.org")
        #expect(name.short == "web1")
        #expect(name.domain == "example.org")
        #expect(name.fullyQualified == "web1.example.org")
        let short = try GuestName("web1")
        #expect(short.short == "web1")
        #expect(short.domain == nil)
        #expect(short.fullyQualified == nil)
    }

    @Test("a refusal shows control characters harmlessly and says why")
    func message() {
        let error = refusal { _ = try GuestName("a\u{1B}b") }
        #expect(error?.message == "'a\\u{1b}b' is not a host name: it holds '\\u{1b}'")
        #expect(error?.hint != nil)
    }
}
