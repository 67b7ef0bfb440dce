import Glibc
import Testing

/// Interrupts creations.
@Suite(.serialized)
struct SignalTests {
    @Test("a signal in the middle undoes everything and says so", arguments: [SIGINT, SIGTERM, SIGHUP])
    func interrupted(_ number: Int32) throws {
        let host = try TestHost()
        try host.writeRole("wait", "echo here; touch '\(host.path)/begun'; sleep 60")
        let before = try HostSnapshot(of: host)
        let run = try host.startCreate("web1", ["--role=wait"])
        #expect(eventually { host.exists(host.path + "/begun") || run.poll() })
        kill(run.pid, number)
        let ending = run.wait(seconds: 20)
        unlink(host.path + "/begun")
        #expect(ending.status == 130, "\(ending.said)")
        #expect(ending.errors.contains("interrupted by SIG"), "\(ending.said)")
        #expect(ending.errors.contains("Undone: remove the directory \(host.images)/domains/.web1."), "\(ending.said)")
        host.expectSilence()
        try host.expect(unchangedSince: before)
    }

    @Test("a signal to the whole process group, as from a terminal, undoes everything too")
    func group() throws {
        let host = try TestHost()
        try host.writeRole("wait", "touch '\(host.path)/begun'; sleep 60")
        let before = try HostSnapshot(of: host)
        let run = try host.startCreate("web1", ["--role=wait"])
        #expect(eventually { host.exists(host.path + "/begun") || run.poll() })
        kill(-run.pid, SIGINT)
        #expect(run.wait(seconds: 20).status == 130)
        unlink(host.path + "/begun")
        host.expectSilence()
        try host.expect(unchangedSince: before)
    }

    @Test("a second signal during the undo is answered with the reason to wait")
    func second() throws {
        let host = try TestHost()
        // Enough files for the removal to take a while.
        let script = "mkdir $1/many; cd $1/many; seq 60000 | xargs touch; touch '\(host.path)/begun'; sleep 60"
        try host.writeRole("wait", script)
        let before = try HostSnapshot(of: host)
        let run = try host.startCreate("web1", ["--role=wait"])
        #expect(eventually(seconds: 300) { host.exists(host.path + "/begun") || run.poll() })
        kill(run.pid, SIGTERM)
        // The line of the phase comes out once the undo has begun.
        #expect(run.says("Configure "))
        kill(run.pid, SIGINT)
        let ending = run.wait(seconds: 300)
        unlink(host.path + "/begun")
        #expect(ending.status == 130, "\(ending.said)")
        #expect(ending.errors.contains("SIGINT: please wait, what was begun is being undone"), "\(ending.said)")
        try host.expect(unchangedSince: before)
    }

    @Test("a second signal while a program is being ended is answered at once")
    func secondWhileStopping() throws {
        let host = try TestHost()
        try host.writeRole("stubborn", "trap '' TERM; touch '\(host.path)/begun'; sleep 60 & wait; sleep 3")
        let run = try host.startCreate("web1", ["--role=stubborn"])
        #expect(eventually { host.exists(host.path + "/begun") || run.poll() })
        kill(run.pid, SIGTERM)
        #expect(run.says("SIGTERM: stopping"))
        kill(run.pid, SIGINT)
        #expect(run.says("SIGINT: already stopping", seconds: 2), "\(run.said)")
        #expect(run.wait(seconds: 300).status == 130)
        host.expectSilence()
    }
}
