import Glibc
import Testing

/// Kills the program at every point of a creation; after `recover` the host must be what it was.
@Suite(.serialized)
struct UndoSweepTests {
    /// More records than a small creation has; the sweep ends where no fault came.
    private static let mostRecords = 120

    @Test(
        "whatever is killed before or after whichever journal record, recover leaves nothing",
        arguments: Victim.allCases)
    func killed(_ victim: Victim) throws {
        let host = try TestHost()
        let before = try HostSnapshot(of: host)
        // Every record matters where the working process dies; the other ways to die are tried at every sixth.
        let stride = victim == .worker ? 1 : 6
        for place in ["hold-before", "hold-after"] {
            var held = 0
            for record in Swift.stride(from: 1, through: Self.mostRecords, by: stride) {
                let fault = "\(place):\(record)"
                guard try killOne(host, fault, victim) else { break }
                held += 1
                try host.expect(unchangedSince: before, "\(victim) \(fault)")
            }
            #expect(held * stride > 30, "only \(held) records of \(place) were reached")
        }
    }

    /// - Returns: whether the run came as far as the fault.
    private func killOne(_ host: TestHost, _ fault: String, _ victim: Victim) throws -> Bool {
        let run = try host.startCreate("web1", fault: fault)
        guard run.says("fault: holding") else {
            let ending = run.wait()
            #expect(ending.status == 0, "\(fault): \(ending.said)")
            try host.delete("web1")
            return false
        }
        victim.kill(run, host)
        let ending = run.wait()
        #expect(ending.status == (victim == .worker ? 3 : 1000 + SIGKILL), "\(fault): \(ending.said)")
        host.expectSilence()
        let recovered = try host.run("xen-provision", "recover")
        #expect(recovered.status == 0, "\(fault): \(recovered.said)")
        // A run that had committed is finished instead of rolled back: then the guest is there, and whole.
        if recovered.errors.contains("Finished the dead run") || host.exists(host.records + "/web1.json") {
            try host.delete("web1")
        }
        return true
    }

    @Test("a run that was killed is rolled back by the next command that changes something")
    func clearedByTheNext() throws {
        let host = try TestHost()
        let run = try host.startCreate("web1", fault: "hold-after:30")
        #expect(run.says("fault: holding"))
        Victim.group.kill(run, host)
        _ = run.wait()
        host.expectSilence()
        let listed = try host.run("xen-list-images")
        #expect(listed.errors.contains("a dead run for web1"), "\(listed.said)")
        let again = try host.create("web1")
        #expect(again.status == 0, "\(again.said)")
        #expect(again.errors.contains("Rolled back the dead run for web1"), "\(again.said)")
        #expect(names(in: host.images + "/domains") == ["web1"])
    }
}
