import KernelExtraction
import Testing

@Suite("Paths in a guest's file system")
struct PathWalkerTests {
    private let walker = PathWalker(
        Tree([
            0: .directory(["boot": 1, "vmlinuz": 3, "loop": 5, "out": 6]),
            1: .directory(["vmlinuz-6": 2, "up": 4]),
            2: .file(Array("kernel".utf8)),
            3: .link("boot/vmlinuz-6"),
            4: .link("/../../vmlinuz"),
            5: .link("loop"),
            6: .link("../../../boot/./vmlinuz-6"),
        ])
    )

    @Test(
        "lead to the file, through links and never above the top",
        arguments: [
            "/boot/vmlinuz-6", "boot//vmlinuz-6", "/vmlinuz", "/boot/up", "/out", "/boot/../vmlinuz",
        ])
    func found(path: String) throws {
        #expect(try walker.contents(path, limit: 100) == Array("kernel".utf8))
    }

    @Test("lead nowhere where a part is missing or no directory", arguments: ["/none", "/boot/none", "/vmlinuz/x"])
    func missing(path: String) throws {
        #expect(try walker.find(path) == nil)
    }

    @Test("that go round in links are refused")
    func loop() {
        #expect(throws: ExtractionError(.limit, "more than 40 links in /loop")) { try walker.find("/loop") }
    }

    @Test("to a file beyond the limit are refused")
    func large() {
        #expect(throws: ExtractionError.self) { try walker.contents("/vmlinuz", limit: 5) }
    }
}
