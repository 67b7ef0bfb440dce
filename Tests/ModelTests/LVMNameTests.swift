import Model
import Testing

@Suite("A name for LVM")
struct LVMNameTests {
    @Test("is what lvm(8) calls valid", arguments: ["vg0", "a.b+c_d-e", "web1.example.org-disk", "_x"])
    func valid(text: String) throws { #expect(try LVMName(text).text == text) }

    @Test(
        "is refused where a shell, a selection or a command line could read it as something else",
        arguments: ["", "-x", ".", "..", "a b", "a\"b", "a/b", "a'", "ä", "a\n", String(repeating: "x", count: 128)])
    func invalid(text: String) { #expect(throws: ProvisionError.self) { try LVMName(text) } }

    @Test("counts hyphens twice, as device-mapper writes them")
    func mangled() throws { #expect(try LVMName("a-b-c").mangledLength == 7) }
}
