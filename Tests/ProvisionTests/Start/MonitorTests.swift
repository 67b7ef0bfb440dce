import Model
import Provision
import TestSupport
import Testing

@Suite("Looking after a guest")
struct MonitorTests {
    /// A guest whose lives end as a test says.
    private final class Script {
        let hypervisor = ScriptedHypervisor(running: [])
        let reporter = RecordingReporter()
        var ends: [DomainEnd]
        var time = 0.0
        var life = 1000.0
        var starts = 0
        var destroyed: [DomainSelector] = []

        init(_ ends: [DomainEnd]) { self.ends = ends }

        func watch(_ config: String = "") throws {
            hypervisor.respond = { request in
                switch request {
                case .wait:
                    self.time += self.life
                    return .end(self.ends.isEmpty ? .gone : self.ends.removeFirst())
                case .destroy(let domain):
                    self.destroyed.append(domain)
                    return .done
                default: return .done
                }
            }
            let policy = try EndPolicy(XLConfig(parsing: config, file: "x"))
            let monitor = Monitor(
                hypervisor: hypervisor, name: "web1", policy: policy, reporter: reporter, clock: { self.time }
            ) { () throws(ProvisionError) in
                self.starts += 1
                return DomainIdentity(domid: UInt32(10 + self.starts), uuid: UUIDValue(bytes: []))
            }
            try monitor.watch(DomainIdentity(domid: 10, uuid: UUIDValue(bytes: [])))
        }
    }

    @Test("removes what has powered off, and is done")
    func poweroff() throws {
        let script = Script([.shutdown(reason: .poweroff)])
        try script.watch()
        #expect(script.destroyed == [.domid(10)])
        #expect(script.starts == 0)
    }

    @Test("starts what reboots, again and again, with each new number")
    func reboot() throws {
        let script = Script([.shutdown(reason: .reboot), .shutdown(reason: .reboot), .shutdown(reason: .poweroff)])
        try script.watch()
        #expect(script.destroyed == [.domid(10), .domid(11), .domid(12)])
        #expect(script.starts == 2)
    }

    @Test(
        "does with a crash what on_crash says", arguments: [("destroy", 1, 0), ("restart", 1, 1), ("preserve", 0, 0)])
    func crash(action: String, removals: Int, starts: Int) throws {
        let script = Script([.shutdown(reason: .crash)])
        try script.watch("on_crash = '\(action)'\n")
        #expect(script.destroyed.count == removals)
        #expect(script.starts == starts)
    }

    @Test("stops a crash loop, and leaves the last one to look at")
    func loop() throws {
        let script = Script(Array(repeating: .shutdown(reason: .crash), count: 100))
        script.life = 10
        let error = #expect(throws: ProvisionError.self) { try script.watch("on_crash = 'restart'\n") }
        #expect(error?.message.contains("5 times in a row") == true)
        #expect(script.starts == 4)
        #expect(script.destroyed.count == 4)
    }

    @Test("takes no long life for a part of a loop")
    func longLives() throws {
        let script = Script(Array(repeating: .shutdown(reason: .crash), count: 50))
        script.life = 61
        try script.watch("on_crash = 'restart'\n")
        #expect(script.starts == 50)
    }

    @Test("stands down when the domain is gone, as after xl has saved it")
    func gone() throws {
        let script = Script([.alive, .gone])
        try script.watch()
        #expect(script.destroyed == [])
        #expect(script.starts == 0)
    }
}
