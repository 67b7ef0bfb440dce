import Model
import Provision
import TestSupport
import Testing

@Suite("A guest that is to be started at once")
struct StartRequirementsTests {
    private static func facts(_ change: (inout HypervisorFacts) -> Void = { _ in }) -> HypervisorFacts {
        var facts = HypervisorFacts(
            version: "4.17", builtFor: "4.17", totalMemory: ByteSize(gibibytes: 8), freeMemory: ByteSize(gibibytes: 4),
            cpus: 4, runsPV: true, runsPVH: true)
        change(&facts)
        return facts
    }

    private func plan(_ change: (inout GuestBench) -> Void) throws -> Plan {
        var bench = try GuestBench()
        bench.set(Settings.startNow, "yes")
        bench.facts.hypervisor = Self.facts()
        change(&bench)
        return try bench.plan(bench.spec(), templates: NamedTemplates())
    }

    @Test("is planned where everything for it is there")
    func fine() throws { #expect(throws: Never.self) { try plan { _ in } } }

    @Test("is refused before anything is made where there is no Xen")
    func noXen() throws {
        let error = #expect(throws: ProvisionError.self) { try plan { $0.facts.hypervisor = nil } }
        #expect(error?.code == .unavailable)
        let xl = #expect(throws: ProvisionError.self) {
            try plan {
                $0.set(Settings.toolstack, "xl")
                $0.facts.runningDomains = nil
            }
        }
        #expect(xl?.code == .unavailable)
    }

    @Test("is refused without root's rights, memory, a bridge, or hardware for its type")
    func refusals() throws {
        #expect(throws: ProvisionError.self) { try plan { $0.facts.isRoot = false } }
        #expect(throws: ProvisionError.self) { try plan { $0.set(Settings.memory, "5G") } }
        #expect(throws: ProvisionError.self) { try plan { $0.facts.bridges = [] } }
        #expect(throws: ProvisionError.self) {
            try plan {
                $0.set(Settings.type, "pvh")
                $0.facts.hypervisor = Self.facts { $0.runsPVH = false }
            }
        }
    }

    @Test("is refused with keys that the control layer does not know, unless xl is to start it")
    func keys() throws {
        let error = #expect(throws: ProvisionError.self) { try plan { $0.set(Settings.set, "pci=['01:00.0']") } }
        #expect(error?.message.contains("'pci'") == true)
        #expect(throws: Never.self) {
            try plan {
                $0.set(Settings.set, "pci=['01:00.0']")
                $0.set(Settings.toolstack, "xl")
                $0.facts.tools["xl"] = "/usr/sbin/xl"
                $0.facts.runningDomains = []
            }
        }
    }

    @Test("with the host gets a link of xendomains', beside a name that nobody else has taken")
    func autostart() throws {
        let plan = try plan { $0.set(Settings.autostart, "yes") }
        let titles = plan.steps.map(\.title)
        #expect(titles.contains { $0.hasPrefix("make the link /etc/xen/auto/web1.cfg to ../web1.cfg") })
        #expect(
            titles.contains { $0.hasPrefix("rename /etc/xen/auto/.web1.cfg.") && $0.hasSuffix("/auto/web1.cfg") })
        let taken = #expect(throws: ProvisionError.self) {
            try self.plan {
                $0.set(Settings.autostart, "yes")
                $0.facts.paths["/etc/xen/auto/web1.cfg"] = PathFact(kind: .file, size: 0, isExecutable: false)
            }
        }
        #expect(taken?.code == .exists)
    }
}
