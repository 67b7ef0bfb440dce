import Foundation
import Model
import Testing
import XenControl

@Suite("What xl is told of a domain of ours")
struct LibxlConfigurationTests {
    private static func json(_ change: (inout DomainRequest) throws -> Void = { _ in }) throws -> [String: Any] {
        let bench = try Bench()
        var request = try bench.request()
        try change(&request)
        let domid = try bench.start(request)
        let text = try #require(bench.host.filesForXL[domid])
        return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test("has what becomes of it when it ends, for xl looks after a domain that it has restored")
    func endings() throws {
        let json = try Self.json { request in
            request.endings = try EndPolicy(XLConfig(parsing: "on_crash = 'restart'\n", file: "x"))
        }
        let words = ["on_poweroff": "destroy", "on_reboot": "restart", "on_crash": "restart", "on_watchdog": "destroy"]
        for (key, word) in words { #expect(json[key] as? String == word, "\(key)") }
        #expect(json["on_soft_reset"] as? String == "soft_reset")
    }

    @Test("has the boot loader, and not the files that it has fetched for one start only")
    func bootLoader() throws {
        let json = try Self.json { request in
            request.bootLoader = BootLoader(program: "xen-extract-kernel", arguments: ["--entry=1"])
        }
        let build = try #require(json["b_info"] as? [String: Any])
        #expect(build["bootloader"] as? String == "xen-extract-kernel")
        #expect(build["bootloader_args"] as? [String] == ["--entry=1"])
        #expect(build["kernel"] == nil)
        #expect(build["ramdisk"] == nil)
        #expect(build["cmdline"] == nil)
    }

    @Test("has the kernel of a direct boot")
    func directBoot() throws {
        let build = try #require(try Self.json()["b_info"] as? [String: Any])
        #expect(build["cmdline"] as? String == "console=hvc0 panic=1 quiet")
        #expect(build["kernel"] != nil)
        #expect(build["bootloader"] == nil)
    }

    @Test("has its share of the processors, and where its vcpus run")
    func placement() throws {
        let json = try Self.json { request in
            request.placement = Placement(cpus: .all([0, 2]), weight: 512, cap: 50)
        }
        let build = try #require(json["b_info"] as? [String: Any])
        #expect(build["sched_params"] as? [String: Int] == ["weight": 512, "cap": 50])
        #expect(build["vcpu_hard_affinity"] as? [[Int]] == [[0, 2], [0, 2]])
    }
}
