import Glibc
import TestSupport
import Testing

/// Kills the program at every point of a creation on volumes; after `recover` host and group must be what they were.
@Suite(.serialized, .enabled(if: ScratchGroup.lack == nil, "needs root, lvm2, loop devices"))
struct VolumeSweepTests {
    @Test("whatever is killed before or after whichever journal record, recover gives every extent back")
    func killed() throws {
        let (host, group) = try TestHost.withVolumes()
        let (before, extents) = (try HostSnapshot(of: host), try group.state())
        // Right before a record the step's effect is there and not yet written down; right after one nothing is there
        // that was not there before, so that every fourth will do.
        for (place, stride) in [("hold-before", 1), ("hold-after", 4)] {
            var held = 0
            for record in Swift.stride(from: 1, through: 120, by: stride) {
                let fault = "\(place):\(record)"
                // Whom the signal hits makes no difference to volumes: each is tried in turn.
                let victim = Victim.allCases[record % Victim.allCases.count]
                guard try killOne(host, group, fault, victim) else { break }
                held += 1
                try host.expect(unchangedSince: before, "\(victim) \(fault)")
                #expect(try group.state() == extents, "\(victim) \(fault)")
            }
            #expect(held * stride > 30, "only \(held) records of \(place) were reached")
        }
    }

    @Test("killed while LVM is at work, recover gives every extent back")
    func killedInLVM() throws {
        let (host, group) = try TestHost.withVolumes()
        let (before, extents) = (try HostSnapshot(of: host), try group.state())
        for round in 0..<12 {
            let run = try host.startCreate("web1", on: group)
            // The first one looks, before there is a journal; the second makes a volume.
            var helpers: Set<pid_t> = []
            _ = eventually {
                let found = host.processes.filter { $0.words.contains("lvm-control") }
                helpers.formUnion(found.map(\.pid))
                return helpers.count > round % 3 || run.poll()
            }
            usleep(useconds_t(round * 3000))
            Victim.allCases[round % Victim.allCases.count].kill(run, host)
            _ = run.wait()
            host.expectSilence()
            let recovered = try host.run("xen-provision", "recover")
            #expect(recovered.status == 0, "round \(round): \(recovered.said)")
            try host.expect(unchangedSince: before, "round \(round)")
            #expect(try group.state() == extents, "round \(round)")
        }
    }

    /// - Returns: whether the run came as far as the fault.
    private func killOne(
        _ host: TestHost, _ group: ScratchGroup, _ fault: String, _ victim: Victim
    ) throws -> Bool {
        let run = try host.startCreate("web1", on: group, fault: fault)
        guard run.says("fault: holding") else {
            let ending = run.wait()
            #expect(ending.status == 0, "\(fault): \(ending.said)")
            #expect(try host.run("xen-delete-image", "--yes", "web1").status == 0)
            return false
        }
        victim.kill(run, host)
        _ = run.wait()
        host.expectSilence()
        let recovered = try host.run("xen-provision", "recover")
        #expect(recovered.status == 0, "\(fault): \(recovered.said)")
        if host.exists(host.records + "/web1.json") {
            let deleted = try host.run("xen-delete-image", "--yes", "web1")
            #expect(deleted.status == 0, "\(fault): \(deleted.said)")
        }
        return true
    }
}
