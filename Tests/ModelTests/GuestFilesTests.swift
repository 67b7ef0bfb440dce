import Model
import Testing

@Suite("The files of a guest as a value")
struct GuestFilesTests {
    @Test("nothing changed is nothing to do")
    func unchanged() {
        let files = GuestFiles(["/etc/hostname": .file(GuestFile(content: [1])), "/etc": .present])
        #expect(files.changes(from: files).isEmpty)
        var same = files
        same.write("/etc/hostname", "\u{1}")
        #expect(same.changes(from: files).isEmpty)
    }

    @Test("removals come first, then parents before children, each once")
    func order() {
        let original = GuestFiles([
            "/etc/old": .link("new"), "/etc/kept": .present, "/a": .file(GuestFile(content: [])),
        ])
        var files = original
        files.remove("/etc/old")
        files["/a"] = .directory(GuestDirectory())
        files.write("/a/b", "text\n")
        files.write("/a-b", "text\n")
        files["/etc/link"] = .link("../run/x")
        let text = GuestEntry.file(GuestFile(content: Array("text\n".utf8)))
        #expect(
            files.changes(from: original) == [
                .remove("/etc/old"), .put("/a", .directory(GuestDirectory())), .put("/a-b", text), .put("/a/b", text),
                .put("/etc/link", .link("../run/x")),
            ])
    }

    @Test("a file that is made and taken away again leaves no change")
    func undone() {
        let original = GuestFiles()
        var files = original
        files.write("/a", "x")
        files.remove("/a")
        #expect(files.changes(from: original).isEmpty)
    }

    @Test("writing keeps owner and mode of a file, and takes the place of a link")
    func writing() {
        var files = GuestFiles([
            "/a": .file(GuestFile(content: [], mode: 0o600, owner: 7, group: 8)), "/b": .link("/elsewhere"),
        ])
        files.write("/a", "x")
        files.write("/b", "y")
        #expect(files["/a"] == .file(GuestFile(content: [0x78], mode: 0o600, owner: 7, group: 8)))
        #expect(files["/b"] == .file(GuestFile(content: [0x79], mode: 0o644)))
        files.write("/a", "x", mode: 0o640)
        #expect(files["/a"] == .file(GuestFile(content: [0x78], mode: 0o640, owner: 7, group: 8)))
    }

    @Test("a change of mode or owner alone is a change")
    func metadata() {
        let original = GuestFiles(["/a": .file(GuestFile(content: [], mode: 0o644))])
        var files = original
        files["/a"] = .file(GuestFile(content: [], mode: 0o600))
        #expect(files.changes(from: original).map(\.path) == ["/a"])
    }

    @Test("text and names are there only for what was read as such")
    func reading() {
        let files = GuestFiles([
            "/f": .file(GuestFile(content: [0x61, 0xFF])), "/d": .directory(GuestDirectory(names: ["b", "a"])),
            "/l": .link("/f"),
        ])
        #expect(files.text("/f") == "a\u{FFFD}")
        #expect(files.text("/l") == nil)
        #expect(files.names(in: "/d") == ["a", "b"])
        #expect(files.names(in: "/f").isEmpty)
        #expect(files.exists("/l") && !files.exists("/none"))
    }
}
