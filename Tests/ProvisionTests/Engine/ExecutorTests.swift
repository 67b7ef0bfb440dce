import Model
import Provision
import TestSupport
import Testing

@Suite("The executor")
struct ExecutorTests {
    /// Makes a directory and a file in it, then does what it is told.
    private struct Probe: Step {
        let phase = "Test"
        let title: String
        let path: String
        let fails: Bool

        func undo(_ world: World) throws(ProvisionError) -> [UndoOperation] { [.removeTree(path: path, identity: nil)] }

        func run(_ world: World) throws(ProvisionError) {
            try world.files.makeDirectory(path, mode: 0o755)
            if fails { throw ProvisionError(.failed, "\(title) failed") }
        }
    }

    private let files = MemoryFiles()
    private let journal = MemoryJournal()
    private let reporter = RecordingReporter()
    private let run = RunID(bytes: [1, 2, 3, 4, 5, 6, 7, 8])

    private func world(interruption: ScriptedInterruption = ScriptedInterruption()) -> World {
        World(
            runner: RecordingRunner(), files: files, roots: MemoryRoots(), hypervisor: ScriptedHypervisor(),
            signatures: FixedSignatures(),
            secrets: FixedSecrets(), templates: NamedTemplates(), reporter: reporter, interruption: interruption)
    }

    private func plan(_ steps: [any Step]) throws -> Plan {
        Plan(guest: try GuestName("web1"), run: run, steps: steps, afterwards: [])
    }

    private func step(_ name: String, fails: Bool = false) -> Probe {
        Probe(title: name, path: "/\(name).\(run)", fails: fails)
    }

    @Test("a plan that succeeds leaves its effects, commits and discards its journal")
    func success() throws {
        try Executor(world: world(), journal: journal).execute(plan([step("a"), step("b")]))
        #expect(files.snapshot.keys.sorted() == ["/", "/a.\(run)", "/b.\(run)"])
        #expect(journal.records.last == .commit(cleanup: []))
        #expect(journal.isDiscarded)
    }

    @Test("every step is announced before it runs")
    func announced() throws {
        #expect(throws: ProvisionError.self) {
            try Executor(world: world(), journal: journal).execute(plan([step("a", fails: true)]))
        }
        #expect(
            journal.records.first == .intent(step: 0, title: "a", undo: [.removeTree(path: "/a.\(run)", identity: nil)])
        )
    }

    @Test("a failing step takes back its own effect and all before it")
    func failure() throws {
        let error = #expect(throws: ProvisionError.self) {
            try Executor(world: world(), journal: journal).execute(
                plan([step("a"), step("b", fails: true), step("c")]))
        }
        #expect(error?.code == .failed)
        #expect(error?.message == "b failed")
        #expect(files.snapshot.keys.sorted() == ["/"])
        #expect(journal.isDiscarded)
    }

    @Test("a journal that cannot be written stops the step before its effect", arguments: 0..<5)
    func journalFull(record: Int) throws {
        journal.refuses = record
        let error = #expect(throws: ProvisionError.self) {
            try Executor(world: world(), journal: journal).execute(plan([step("a"), step("b")]))
        }
        #expect(error?.code == .failed)
        #expect(files.snapshot.keys.sorted() == ["/"])
    }

    @Test("an interrupt between any two steps undoes everything", arguments: 0..<3)
    func interrupted(check: Int) throws {
        let interruption = ScriptedInterruption(after: check)
        let error = #expect(throws: ProvisionError.self) {
            try Executor(world: world(interruption: interruption), journal: journal).execute(
                plan([step("a"), step("b")]))
        }
        #expect(error?.code == .interrupted)
        #expect(files.snapshot.keys.sorted() == ["/"])
        #expect(interruption.shields == ["what was begun is being undone"])
    }

    @Test("what cannot be undone is named, and the journal stays for recover")
    func leftovers() throws {
        struct Stubborn: Step {
            let phase = "Test"
            let title = "stubborn"
            func undo(_ world: World) throws(ProvisionError) -> [UndoOperation] {
                [.removeFile(path: "/gone/../x", identity: nil), .removeLine(path: "/hosts", line: "x")]
            }
            func run(_ world: World) throws(ProvisionError) { throw ProvisionError(.failed, "no") }
        }
        files.put("/hosts", .file(content: "x\n", mode: 0o644))
        files.failAfter = 0
        let error = #expect(throws: ProvisionError.self) {
            try Executor(world: world(), journal: journal).execute(plan([Stubborn()]))
        }
        #expect(error?.code == .leftovers)
        #expect(error?.details.contains { $0.contains("/hosts") } == true)
        #expect(!journal.isDiscarded)
    }
}
