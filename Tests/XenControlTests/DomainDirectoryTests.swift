import Model
import Testing
import XenControl

@Suite("A domain that is there")
struct DomainDirectoryTests {
    private static func running() throws -> Bench {
        let bench = try Bench()
        _ = try bench.start(try bench.request())
        return bench
    }

    @Test("is destroyed with its devices, its nodes and xl's files")
    func destroy() throws {
        let bench = try Self.running()
        try bench.directory.destroy(.name("t-pv"))
        #expect(bench.xen.guests == [])
        #expect(bench.store.lines.filter { $0.contains("/1") } == [])
        #expect(bench.host.filesForXL == [:])
        #expect(bench.host.detached == ["/dev/loop0 /tmp/disk.img"])
        let offline = try #require(bench.host.scripts.last)
        #expect(offline.arguments == ["offline", "type_if=vif"])
        #expect(offline.environment["vif"] == "vif1.0")
        #expect(offline.environment["XENBUS_PATH"] == "backend/vif/1/0")
    }

    @Test("cannot have dom0 remove a node of another's by what it writes into its own")
    func hostileFrontend() throws {
        let bench = try Self.running()
        bench.store.put("/local/domain/0/backend/vbd/2/51712/state", "4")
        bench.store.put("/local/domain/1/device/vbd/51712/backend", "/local/domain/0/backend/vbd/2/51712")
        try bench.directory.destroy(.domid(1))
        #expect(bench.store["/local/domain/0/backend/vbd/2/51712/state"] == "4")
    }

    @Test("is removed even where its backend never closes")
    func stuckBackend() throws {
        let bench = try Self.running()
        bench.store.onWrite = { _, _, _ in }
        try bench.directory.destroy(.domid(1))
        #expect(bench.xen.guests == [])
        #expect(bench.store["/local/domain/0/backend/vbd/1/51712/state"] == nil)
        #expect(bench.log.contains("backend/vbd/1/51712 does not close; removing it all the same"))
    }

    @Test("is asked to shut down by a node that stays its own")
    func shutdown() throws {
        let bench = try Self.running()
        bench.store.onWrite = { store, path, value in
            if path == "/local/domain/1/control/shutdown", value == "poweroff" { store.put(path, "") }
        }
        try bench.directory.shutdown(.name("t-pv"), .poweroff)
        #expect(bench.store.nodes["/local/domain/1/control/shutdown"]?.permissions == .owned(by: 1))
    }

    @Test("that does not hear within a minute is said not to")
    func deaf() throws {
        let bench = try Self.running()
        bench.store.onWrite = { _, _, _ in }
        let error = #expect(throws: ProvisionError.self) { try bench.directory.shutdown(.name("t-pv"), .reboot) }
        #expect(error?.code == .busy)
        bench.store.put("/local/domain/1/control/feature-reboot", "0")
        let unable = #expect(throws: ProvisionError.self) { try bench.directory.shutdown(.name("t-pv"), .reboot) }
        #expect(unable?.code == .unavailable)
    }

    @Test("has a console only where its node names a terminal")
    func console() throws {
        let bench = try Self.running()
        #expect(try bench.directory.console(.name("t-pv")).tty == "/dev/pts/0")
        bench.store.put("/local/domain/1/console/tty", "/etc/shadow")
        #expect(throws: ProvisionError.self) { try bench.directory.console(.name("t-pv")) }
    }

    @Test("is not dom0, and not one that is unknown")
    func others() throws {
        let bench = try Self.running()
        for selector in [DomainSelector.domid(0), .name("Domain-0"), .name("other"), .domid(7)] {
            #expect(throws: ProvisionError.self) { try bench.directory.destroy(selector) }
        }
        #expect(!bench.xen.calls.contains("destroy"))
    }
}
