import Model
import Provision
import TestSupport
import Testing

@Suite("Undo")
struct UndoerTests {
    private let files = MemoryFiles()
    private let run = RunID(bytes: [0xA, 0xB, 0xC, 0xD, 0xE, 0xF, 1, 2])

    private func undo(_ operations: [UndoOperation]) -> Undoer.Outcome {
        Undoer(run: run, files: files, hypervisor: ScriptedHypervisor()).undo(operations)
    }

    @Test("a directory without the run's name in its path is left alone")
    func foreignTree() {
        files.put("/srv", .directory(mode: 0o755))
        #expect(undo([.removeTree(path: "/srv", identity: nil)]) == Undoer.Outcome())
        #expect(files.snapshot["/srv"] != nil)
    }

    @Test("a file that took the place of ours is left alone")
    func replacedFile() throws {
        files.put("/etc.cfg", .file(content: "ours", mode: 0o644))
        let identity = try files.look(at: "/etc.cfg")?.identity
        files.put("/etc.cfg", .file(content: "somebody else's", mode: 0o644))
        #expect(undo([.removeFile(path: "/etc.cfg", identity: identity)]).undone.isEmpty)
        #expect(try files.read("/etc.cfg") == "somebody else's")
    }

    @Test("a second undo of the same operations does nothing")
    func idempotent() {
        files.put("/x.\(run)", .directory(mode: 0o755))
        let operations: [UndoOperation] = [.removeTree(path: "/x.\(run)", identity: nil)]
        #expect(undo(operations).undone.count == 1)
        #expect(undo(operations) == Undoer.Outcome())
    }

    @Test("a directory that somebody else uses by now stays")
    func usedDirectory() {
        files.put("/domains", .directory(mode: 0o755))
        files.put("/domains/other", .directory(mode: 0o755))
        #expect(undo([.removeEmptyDirectory(path: "/domains")]).undone.isEmpty)
        #expect(files.snapshot["/domains"] != nil)
    }

    @Test("removing a line keeps every other byte of the file")
    func line() throws {
        files.put("/hosts", .file(content: "127.0.0.1 localhost\n\n192.0.2.7\tweb1\n# end", mode: 0o644))
        _ = undo([.removeLine(path: "/hosts", line: "192.0.2.7\tweb1")])
        #expect(try files.read("/hosts") == "127.0.0.1 localhost\n\n# end")
    }

    @Test("undo goes on after a failure and reports it")
    func continues() throws {
        files.put("/hosts", .file(content: "a\n", mode: 0o644))
        files.put("/x.\(run)", .directory(mode: 0o755))
        files.failAfter = 0
        let outcome = undo([.removeLine(path: "/hosts", line: "a"), .removeTree(path: "/x.\(run)", identity: nil)])
        #expect(outcome.left.count == 1)
        #expect(outcome.undone.count == 1)
    }
}

@Suite("Lines of the hosts file")
struct HostLinesTests {
    @Test("adding and removing a line gives the text back", arguments: ["", "a\n", "a", "a\n\n", "a\nb\n"])
    func roundTrip(text: String) {
        let added = HostLines.adding("x", to: text)
        let back = HostLines.removing("x", from: added)
        #expect(back == text || back == text + "\n")
    }

    @Test("a line that is there already is not added")
    func present() { #expect(HostLines.adding("a", to: "a\nb\n") == "a\nb\n") }
}
