import Glibc
import Testing

/// Kills real bootstraps. Takes minutes and the network: only with XEN_PROVISION_LONG_TESTS=1.
@Suite(.serialized, .enabled(if: getenv("XEN_PROVISION_LONG_TESTS") != nil, "takes minutes and an archive of packages"))
struct BootstrapKillTests {
    @Test("a bootstrap that is killed leaves nothing, whoever is hit and whenever")
    func killed() throws {
        let host = try TestHost()
        let before = try HostSnapshot(of: host)
        let moments: [(Double, Victim)] = [
            (0.7, .worker), (3, .guardian), (6, .group), (11, .worker), (17, .guardian), (24, .group), (34, .worker),
        ]
        var hits = 0
        for (moment, victim) in moments {
            let temporary = Self.temporary
            let run = try host.start(
                "xen-create-image",
                [
                    "--hostname=web1", "--dist=bookworm", "--dir=\(host.images)", "--ip=192.0.2.10/24",
                    "--bridge=xenbr0", "--size=1G", "--install-method=mmdebstrap", "--base-cache=no",
                ])
            let start = monotonicSeconds()
            _ = eventually(seconds: 60) { monotonicSeconds() - start > moment || run.poll() }
            _ = eventually(seconds: 300) { !Processes.children(of: run.pid).isEmpty || run.poll() }
            let worker = try #require(Processes.children(of: run.pid).first, "\(moment) s: \(run.said)")
            let namespace = Processes.namespace(of: worker)
            let members = Processes.members(of: namespace)
            if members.contains(where: { $0.words.contains("mmdebstrap") }) { hits += 1 }
            victim.kill(run, host)
            _ = run.wait()
            #expect(eventually(seconds: 300) { Processes.members(of: namespace).isEmpty }, "\(moment) s")
            host.expectSilence()
            let recovered = try host.run("xen-provision", "recover")
            #expect(recovered.status == 0, "\(moment) s: \(recovered.said)")
            try host.expect(unchangedSince: before, "\(victim) after \(moment) s, \(members.count) processes")
            #expect(Self.temporary.subtracting(temporary).isEmpty, "\(moment) s")
        }
        #expect(hits >= 5, "only \(hits) hit mmdebstrap at work")
    }

    @Test("an interrupted bootstrap is undone, with its programs' help or without")
    func interrupted() throws {
        let host = try TestHost()
        let before = try HostSnapshot(of: host)
        let temporary = Self.temporary
        let run = try host.start(
            "xen-create-image",
            [
                "--hostname=web1", "--dist=bookworm", "--dir=\(host.images)", "--ip=192.0.2.10/24",
                "--bridge=xenbr0", "--size=1G", "--install-method=mmdebstrap", "--base-cache=no",
            ])
        let start = monotonicSeconds()
        _ = eventually(seconds: 60) { monotonicSeconds() - start > 9 || run.poll() }
        kill(run.pid, SIGINT)
        let ending = run.wait(seconds: 60)
        #expect(ending.status == 130, "\(ending.said)")
        host.expectSilence()
        try host.expect(unchangedSince: before)
        #expect(Self.temporary.subtracting(temporary).isEmpty)
    }

    /// What mmdebstrap and apt keep outside the root while they work.
    private static var temporary: Set<String> {
        Set(names(in: "/tmp").filter { $0.hasPrefix("mmdebstrap") || $0.hasPrefix("apt.") })
    }
}
