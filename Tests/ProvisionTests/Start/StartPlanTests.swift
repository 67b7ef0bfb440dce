import Model
import Provision
import TestSupport
import Testing

@Suite("The start of a guest")
struct StartPlanTests {
    private let files = MemoryFiles()
    private let journal = MemoryJournal()
    private let runner = RecordingRunner()
    private let hypervisor = ScriptedHypervisor(running: [])
    private let run = RunID(bytes: [1, 2, 3, 4, 5, 6, 7, 8])

    private static let text = """
        name = 'web1'
        uuid = '11111111-2222-3333-4444-000000000001'
        type = 'pvh'
        memory = 256
        disk = ['/srv/disk.img,raw,xvda,rw']

        """

    private var marked: MarkedDomain {
        get throws {
            MarkedDomain(uuid: try UUIDValue(parsing: "11111111-2222-3333-4444-000000000001"), mark: run.text)
        }
    }

    private func execute(_ more: String, bootLoader: String? = nil) throws -> RunResults {
        let config = try XLConfig(parsing: Self.text + more, file: "x")
        let mac = try MACAddress("00:16:3e:00:00:09")
        let defaults = StartDefaults(uuid: .guest(try GuestName("web1"))) { _ in mac }
        let plan = try StartPlanner(
            config: config, defaults: defaults, run: run, paths: GuestBench.paths, bootLoader: bootLoader
        ).plan()
        let results = RunResults()
        let world = World(
            runner: runner, files: files, roots: MemoryRoots(), hypervisor: hypervisor, signatures: FixedSignatures(),
            secrets: FixedSecrets(), templates: NamedTemplates(), reporter: RecordingReporter(),
            interruption: ScriptedInterruption(), results: results)
        #expect(try Executor(world: world, journal: journal).execute(plan))
        return results
    }

    private func answer(_ request: ControlRequest) -> ControlAnswer {
        switch request {
        case .start: .started(domid: 9)
        case .release, .remove: .settled(wasThere: true)
        default: .done
        }
    }

    @Test("leaves the domain at its first instruction until the journal says that it stays")
    func order() throws {
        hypervisor.respond = answer
        #expect(try execute("kernel = '/boot/vmlinuz'\n").domid == 9)
        guard case .start(let request) = try #require(hypervisor.requests.first) else {
            Issue.record("the first request is no start")
            return
        }
        #expect(request.startsPaused)
        #expect(request.mark == run.text)
        #expect(hypervisor.requests.last == .release(domain: try marked, staysPaused: false))
        #expect(journal.content.rollback == [.removeDomain(try marked)])
        #expect(journal.content.cleanupAfterCommit == [.releaseDomain(try marked, staysPaused: false)])
        #expect(journal.isDiscarded)
    }

    @Test("that fails is taken back by its mark, kernel and all")
    func failure() throws {
        hypervisor.respond = { request in
            if case .start = request { return .failed(error: ControlFailure(ProvisionError(.busy, "disk in use"))) }
            return .settled(wasThere: true)
        }
        files.put("/run", .directory(mode: 0o755))
        runner.answers["/usr/bin/loader"] = ""
        runner.effect = { [files, kernelAnswer, run] _ in
            files.put("/run/xen-provision/start.\(run)/answer", .file(content: kernelAnswer, mode: 0o600))
        }
        let error = #expect(throws: ProvisionError.self) {
            try execute("bootloader = 'pygrub'\n", bootLoader: "/usr/bin/loader")
        }
        #expect(error == ProvisionError(.busy, "disk in use"))
        #expect(hypervisor.requests.last == .remove(domain: try marked))
        #expect(files.snapshot.keys.filter { $0.contains(run.text) } == [])
        #expect(journal.isDiscarded)
    }

    private var kernelAnswer: String { "kernel /run/xen-provision/start.\(run)/kernel\0\0" }

    @Test("takes the kernel that the boot loader has fetched")
    func fetched() throws {
        hypervisor.respond = answer
        files.put("/run", .directory(mode: 0o755))
        runner.effect = { [files, kernelAnswer, run] _ in
            files.put("/run/xen-provision/start.\(run)/answer", .file(content: kernelAnswer, mode: 0o600))
        }
        _ = try execute("bootloader = 'pygrub'\n", bootLoader: "/usr/bin/loader")
        guard case .start(let request) = try #require(hypervisor.requests.first) else {
            Issue.record("the first request is no start")
            return
        }
        #expect(request.kernel == "/run/xen-provision/start.\(run)/kernel")
        #expect(files.snapshot.keys.filter { $0.contains(run.text) } == [])
    }

    @Test("touches nothing for a configuration that the control layer cannot carry out")
    func unsupported() throws {
        #expect(throws: ProvisionError.self) { try execute("kernel = '/boot/vmlinuz'\npci = ['01:00.0']\n") }
        #expect(journal.records == [])
        #expect(hypervisor.requests == [])
    }
}

@Suite("A dead start")
struct DeadStartTests {
    private func outcome(_ hypervisor: ScriptedHypervisor) throws -> Undoer.Outcome {
        let domain = MarkedDomain(uuid: .guest(try GuestName("web1")), mark: "run")
        return Undoer(run: RunID(bytes: [1]), files: MemoryFiles(), hypervisor: hypervisor)
            .undo([.removeDomain(domain)])
    }

    @Test("is taken back where its domain is there")
    func there() throws {
        let hypervisor = ScriptedHypervisor(running: ["web1"])
        hypervisor.respond = { _ in .settled(wasThere: true) }
        #expect(try outcome(hypervisor).undone.count == 1)
        hypervisor.respond = { _ in .settled(wasThere: false) }
        #expect(try outcome(hypervisor) == Undoer.Outcome())
    }

    @Test("left nothing where the host was booted without Xen since")
    func noXen() throws {
        let hypervisor = ScriptedHypervisor(running: nil)
        #expect(try outcome(hypervisor) == Undoer.Outcome())
        #expect(hypervisor.requests == [])
    }
}
