import Foundation
import Model
import XenControl

/// A dom0 in memory whose kernel, scripts and xenconsoled do their part.
final class Bench {
    let xen = FakeXen()
    let store = MemoryStore()
    let host = FakeHost()
    private(set) var log: [String] = []
    /// Makes the n-th look for a signal find one.
    var interruptedAt: Int?
    private var looks = 0
    /// What happens while somebody waits.
    var onSleep: () -> Void = {}
    private let kernel: URL

    init() throws {
        kernel = FileManager.default.temporaryDirectory.appending(path: "xen-control-\(UUID().uuidString)")
        try Data("kernel".utf8).write(to: kernel)
        host.backings["/tmp/disk.img"] = .file(device: DeviceNumber(major: 254, minor: 0), inode: 7)
        host.backings["/dev/vg/disk"] = .block(DeviceNumber(major: 253, minor: 26))
        store.put("/local/domain/0/name", "Domain-0")
        store.onWrite = Self.answerAsKernel
        let store = store
        host.onScript = { script throws(ProvisionError) in
            guard script.arguments.first == "online", let path = script.environment["XENBUS_PATH"] else { return }
            store.put("/local/domain/0/\(path)/hotplug-status", "connected")
        }
    }

    deinit { try? FileManager.default.removeItem(at: kernel) }

    /// Backends come up when their state is written, go when told to; xenconsoled opens a terminal.
    static func answerAsKernel(_ store: MemoryStore, _ path: String, _ value: String) {
        if path.hasPrefix("/local/domain/0/backend/v"), path.hasSuffix("/state") {
            store.put(path, value == "1" ? "2" : "6")
        } else if path.hasSuffix("/console/ring-ref") {
            store.put(path.replacing("/ring-ref", with: "/tty"), "/dev/pts/0")
        }
    }

    /// The domain of the corpus of trees that xl made.
    func request(
        _ kind: DomainRequest.Kind = .pv, uuid: String = "11111111-2222-3333-4444-000000000001", name: String = "t-pv",
        mac: String = "00:16:3e:00:00:01"
    ) throws -> DomainRequest {
        DomainRequest(
            name: name, uuid: try UUIDValue(parsing: uuid), kind: kind, memory: ByteSize(mebibytes: 160), vcpus: 2,
            kernel: kernel.path, ramdisk: kernel.path, commandLine: "console=hvc0 panic=1 quiet",
            disks: [DiskRequest(target: "/tmp/disk.img", vdev: "xvda", isWritable: true)],
            vifs: [VifRequest(mac: try MACAddress(mac), bridge: "xenbr0")], startsPaused: true)
    }

    func start(_ request: DomainRequest) throws(ProvisionError) -> UInt32 {
        let starter = DomainStarter(hypervisor: xen, store: store, host: host, caller: self) { self.log.append($0) }
        return try starter.start(request)
    }

    /// One request as the helper's main loop would have it answered.
    func answer(_ request: ControlRequest) -> ControlAnswer {
        ControlService(hypervisor: xen, store: store, host: host, caller: self) { self.log.append($0) }
            .answer(request)
    }

    var directory: DomainDirectory {
        DomainDirectory(hypervisor: xen, store: store, host: host) { self.log.append($0) }
    }
}

extension Bench: Caller {
    func check() throws(ProvisionError) {
        looks += 1
        if looks == interruptedAt { throw ProvisionError(.interrupted, "interrupted") }
    }

    func sleep(on descriptor: Int32, seconds: Double?) throws(ProvisionError) {
        onSleep()
        host.rest()
    }
}
