import Glibc
import Testing

/// Kills the program at moments that nobody chose.
@Suite(.serialized)
struct RandomKillTests {
    @Test("killed at fifty random moments, recover leaves nothing", arguments: [UInt64(1), 2])
    func killedAtRandom(_ seed: UInt64) throws {
        let host = try TestHost()
        let before = try HostSnapshot(of: host)
        let start = monotonicSeconds()
        #expect(try host.create("web1").status == 0)
        let length = monotonicSeconds() - start
        try host.delete("web1")
        var random = SeededGenerator(seed: seed)
        for round in 0..<25 {
            let victim = Victim.allCases[round % Victim.allCases.count]
            let moment = Double.random(in: 0..<length, using: &random)
            let began = monotonicSeconds()
            let run = try host.startCreate("web1")
            _ = eventually { monotonicSeconds() - began >= moment || run.poll() }
            victim.kill(run, host)
            _ = run.wait()
            host.expectSilence()
            let recovered = try host.run("xen-provision", "recover")
            #expect(recovered.status == 0, "round \(round) at \(moment) s: \(recovered.said)")
            if host.exists(host.records + "/web1.json") {
                try host.delete("web1")
            }
            try host.expect(unchangedSince: before, "\(victim) after \(moment) s of \(length) s, seed \(seed)")
        }
    }
}
