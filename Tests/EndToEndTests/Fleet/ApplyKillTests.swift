import Glibc
import Testing

/// Kills applies at moments that nobody chose.
@Suite(.serialized)
struct ApplyKillTests {
    @Test("killed while guests are made, the next apply makes exactly the fleet", arguments: [UInt64(1), 2])
    func killed(_ seed: UInt64) throws {
        let host = try TestHost()
        let names = (1...6).map { "web\($0)" }
        let fleet = try host.writeFleet("  web[1-6]: {}\n")
        let start = monotonicSeconds()
        #expect(try host.run("xen-provision", "apply", "--json", fleet).status == 0)
        let length = monotonicSeconds() - start
        var random = SeededGenerator(seed: seed)
        for round in 0..<5 {
            let deleted = try host.run("xen-provision", "delete", "--yes", "--file", fleet)
            #expect(deleted.status == 0, "round \(round): \(deleted.said)")
            let moment = Double.random(in: 0..<length, using: &random)
            let began = monotonicSeconds()
            let run = try host.start("xen-provision", ["apply", "--json", fleet])
            _ = eventually(seconds: 300) { monotonicSeconds() - began >= moment || run.poll() }
            kill(run.pid, SIGKILL)
            _ = run.wait()
            let next = try host.start("xen-provision", ["apply", "--json", fleet]).wait(seconds: 300)
            #expect(next.status == 0, "round \(round) at \(moment) s: \(next.said)")
            host.expectFleet(names, "round \(round) at \(moment) s of \(length) s, seed \(seed)")
        }
        host.expectSilence()
    }
}
