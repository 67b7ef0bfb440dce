import Model
import Testing
import XenControl

@Suite("Starting a domain")
struct DomainStarterTests {
    private static let calls = ["create", "limit", "place", "eventChannel", "setPlatform", "build"]

    @Test("that fails at any call leaves nothing behind", arguments: calls + ["unpause"])
    func undone(failing: String) throws {
        let bench = try Bench()
        let before = bench.store.lines
        bench.xen.failing = failing
        var request = try bench.request()
        request.startsPaused = false
        #expect(throws: ProvisionError(.failed, "\(failing) was told to fail")) { try bench.start(request) }
        #expect(bench.xen.guests == [])
        #expect(bench.store.lines.subtracting(before).filter { $0.contains("/1") } == [])
        #expect(bench.host.filesForXL == [:])
        #expect(bench.host.liveLoops == 0)
        #expect(bench.host.locks == 0)
    }

    @Test("that is interrupted between two steps leaves nothing behind", arguments: 1...7)
    func interrupted(at look: Int) throws {
        let bench = try Bench()
        bench.interruptedAt = look
        let error = #expect(throws: ProvisionError.self) { try bench.start(try bench.request()) }
        #expect(error?.code == .interrupted)
        #expect(bench.xen.guests == [])
        #expect(bench.store.lines.filter { $0.contains("/1/") || $0.contains("/vm/1") } == [])
    }

    @Test("takes no number that a domain had a moment ago, as libxl does not")
    func recentDomid() throws {
        let bench = try Bench()
        bench.host.recent = [7, 8]
        bench.xen.domids = [7, 8, 9]
        #expect(try bench.start(try bench.request()) == 9)
        #expect(bench.xen.guests.map(\.domid) == [9])
    }

    @Test("that is taken back leaves its number to rest")
    func restingDomid() throws {
        let bench = try Bench()
        bench.xen.failing = "build"
        _ = try? bench.start(try bench.request())
        #expect(bench.host.recent == [1])
    }

    @Test("says what is left when it cannot be undone")
    func leftovers() throws {
        let bench = try Bench()
        bench.host.onScript = { script throws(ProvisionError) in throw ProvisionError(.failed, "the script is broken") }
        let error = #expect(throws: ProvisionError.self) { try bench.start(try bench.request()) }
        #expect(error?.code == .leftovers)
        #expect(error?.message == "the script is broken")
        #expect(error?.details == ["removing backend/vif/1/0: the script is broken"])
        #expect(bench.xen.guests == [])
        #expect(bench.store["/local/domain/0/backend/vif/1/0/mac"] == nil)
    }

    @Test("brings the hotplug script's own words to the user")
    func hotplugError() throws {
        let bench = try Bench()
        let store = bench.store
        bench.host.onScript = { script throws(ProvisionError) in
            guard script.arguments.first == "online", let path = script.environment["XENBUS_PATH"] else { return }
            store.put("/local/domain/0/\(path)/hotplug-error", "Could not find bridge device nosuch")
            throw ProvisionError(.failed, "exit status 1")
        }
        let error = #expect(throws: ProvisionError.self) { try bench.start(try bench.request()) }
        #expect(error?.message == "vif 0: Could not find bridge device nosuch")
    }

    @Test("says which module is missing when a backend does not come up")
    func noBackend() throws {
        let bench = try Bench()
        bench.store.onWrite = { _, _, _ in }
        let error = #expect(throws: ProvisionError.self) { try bench.start(try bench.request()) }
        #expect(error?.hint == "load it: modprobe xen-blkback")
    }

    @Test("gives up where blkback does not open the disk")
    func noBlockDevice() throws {
        let bench = try Bench()
        bench.host.opensBlockDevices = false
        let error = #expect(throws: ProvisionError.self) { try bench.start(try bench.request()) }
        #expect(error?.message == "blkback does not open /dev/loop0: it gives no reason")
        #expect(bench.host.liveLoops == 0)
    }

    @Test("tells blkback of a block device in base 16, and needs no loop device")
    func blockDevice() throws {
        let bench = try Bench()
        var request = try bench.request()
        request.disks = [DiskRequest(target: "/dev/vg/disk", vdev: "xvda2", isWritable: false)]
        _ = try bench.start(request)
        let backend = "/local/domain/0/backend/vbd/1/51714"
        #expect(bench.store[backend + "/physical-device"] == "fd:1a")
        #expect(bench.store[backend + "/mode"] == "r")
        #expect(bench.store[backend + "/discard-enable"] == "0")
        #expect(bench.store[backend + "/node"] == nil)
        #expect(bench.host.keptLoops == 0)
    }

    @Test("puts a vif without a script into its bridge by ip, and tells netback so")
    func direct() throws {
        let bench = try Bench()
        var request = try bench.request()
        request.vifs[0].script = nil
        request.vifs[0].hostName = "web1.0"
        _ = try bench.start(request)
        let words = "link set dev vif1.0 name web1.0 address fe:ff:ff:ff:ff:ff mtu 1500 master xenbr0 up"
        #expect(bench.host.scripts.map(\.path) == ["/sbin/ip"])
        #expect(bench.host.scripts.first?.arguments == words.split(separator: " ").map(String.init))
        #expect(bench.store["/local/domain/0/backend/vif/1/0/hotplug-status"] == "connected")
    }

    @Test("refuses the same disk twice, under whatever path, unless both only read")
    func sameDiskTwice() throws {
        let bench = try Bench()
        bench.host.backings["/tmp/link.img"] = bench.host.backings["/tmp/disk.img"]
        var request = try bench.request()
        request.disks.append(DiskRequest(target: "/tmp/link.img", vdev: "xvdb", isWritable: false))
        let error = #expect(throws: ProvisionError.self) { try bench.start(request) }
        #expect(error?.message == "t-pv: disks xvda and xvdb are the same, /tmp/link.img, and may be written")
        #expect(bench.xen.guests == [])
        request.disks[0].isWritable = false
        #expect(throws: Never.self) { try bench.start(request) }
    }

    @Test("lets a PVH kernel have a longer command line than a PV one")
    func longCommandLine() throws {
        for (kind, fits) in [(DomainRequest.Kind.pv, false), (.pvh, true)] {
            let bench = try Bench()
            var request = try bench.request(kind)
            request.commandLine = String(repeating: "x", count: 1500)
            #expect(((try? bench.start(request)) != nil) == fits)
        }
    }

    @Test("runs again through transactions that somebody came between, but not for ever")
    func conflicts() throws {
        let bench = try Bench()
        bench.store.conflicts = 3
        #expect(try bench.start(try bench.request()) == 1)
        let stubborn = try Bench()
        stubborn.store.conflicts = 1000
        let error = #expect(throws: ProvisionError.self) { try stubborn.start(try stubborn.request()) }
        #expect(error?.message == "xenstore changes under our hands")
    }

    @Test("takes a name or a UUID only once")
    func twice() throws {
        let bench = try Bench()
        _ = try bench.start(try bench.request())
        bench.host.backings["/tmp/disk.img"] = .file(device: DeviceNumber(major: 254, minor: 0), inode: 8)
        let same = #expect(throws: ProvisionError.self) { try bench.start(try bench.request()) }
        #expect(same?.code == .exists)
        let other = try bench.request(uuid: "11111111-2222-3333-4444-000000000003")
        let name = #expect(throws: ProvisionError.self) { try bench.start(other) }
        #expect(name?.message == "t-pv runs already, as domain 1")
    }

    @Test("calls nothing that changes the host for a request that cannot work")
    func preflight() throws {
        let bench = try Bench()
        bench.xen.failing = "prepare"
        _ = try? bench.start(try bench.request())
        var noBridge = try bench.request()
        noBridge.vifs[0].bridge = "nosuch"
        _ = try? bench.start(noBridge)
        bench.xen.failing = nil
        bench.xen.host.free = ByteSize(mebibytes: 100)
        _ = try? bench.start(try bench.request())
        bench.xen.host.free = ByteSize(gibibytes: 2)
        bench.xen.host.version = XenVersion(major: 4, minor: 20)
        _ = try? bench.start(try bench.request())
        #expect(!bench.xen.calls.contains("create"))
        #expect(bench.xen.calls.contains("prepare"))
    }
}
