import Model
import Testing
import XenControl

@Suite("A disk that is used already")
struct SharingTests {
    private static let file = Backing.file(device: DeviceNumber(major: 254, minor: 0), inode: 7)

    private static func bench(mode: String, device: String) throws -> Bench {
        let bench = try Bench()
        bench.store.put("/local/domain/0/backend/vbd/9/51712/physical-device", device)
        bench.store.put("/local/domain/0/backend/vbd/9/51712/mode", mode)
        return bench
    }

    @Test("is refused through any loop device on its file")
    func loop() throws {
        let bench = try Self.bench(mode: "w", device: "7:1f")
        bench.host.loopFiles[DeviceNumber(major: 7, minor: 31)] = Self.file
        let error = #expect(throws: ProvisionError.self) { try bench.start(try bench.request()) }
        #expect(error?.message == "disk xvda, /tmp/disk.img: domain 9 uses it")
        #expect(error?.code == .busy)
    }

    @Test(
        "may be read by two, and written by none beside a reader", arguments: [("r", false), ("r", true), ("w", false)])
    func modes(mode: String, isWritable: Bool) throws {
        let bench = try Self.bench(mode: mode, device: "fd:1a")
        var request = try bench.request()
        request.disks = [DiskRequest(target: "/dev/vg/disk", vdev: "xvda", isWritable: isWritable)]
        if mode == "r", !isWritable {
            #expect(try bench.start(request) == 1)
        } else {
            #expect(throws: ProvisionError.self) { try bench.start(request) }
        }
    }

    @Test("by dom0 is refused")
    func mounted() throws {
        let bench = try Bench()
        bench.host.loopFiles[DeviceNumber(major: 7, minor: 3)] = Self.file
        bench.host.claimed = ["/dev/loop3"]
        let error = #expect(throws: ProvisionError.self) { try bench.start(try bench.request()) }
        #expect(error?.hint == "unmount it first")
    }
}
