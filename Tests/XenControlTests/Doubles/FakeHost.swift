import Model
import XenControl

/// dom0 without devices: files and block devices by a table, scripts that are only noted.
final class FakeHost: DeviceHost {
    var backings: [String: Backing] = [:]
    var claimed: Set<String> = []
    var loopFiles: [DeviceNumber: Backing] = [:]
    var bridges: Set<String> = ["xenbr0"]
    /// Called with each script: plays its part, or fails.
    var onScript: (HotplugScript) throws(ProvisionError) -> Void = { _ in }
    var opensBlockDevices = true
    private(set) var scripts: [HotplugScript] = []
    private(set) var detached: [String] = []
    private(set) var filesForXL: [UInt32: String] = [:]
    private(set) var liveLoops = 0
    private(set) var keptLoops = 0
    private(set) var locks = 0
    private var time = 0.0

    func backing(_ path: String) throws(ProvisionError) -> Backing {
        if let backing = backings[path] { return backing }
        throw ProvisionError(.badInput, "disk \(path): no such file")
    }

    func isClaimed(_ device: String) -> Bool { claimed.contains(device) }
    func loopFile(_ number: DeviceNumber) -> Backing? { loopFiles[number] }
    func loops() -> [DeviceNumber] { Array(loopFiles.keys) }

    func attachLoop(_ path: String, isWritable: Bool) throws(ProvisionError) -> any LoopDevice {
        liveLoops += 1
        return Loop {
            self.keptLoops += 1
        } onEnd: {
            self.liveLoops -= 1
        }
    }

    func detachLoop(_ device: String, from path: String) { detached.append("\(device) \(path)") }
    func hasBlockBackend(domid: UInt32, index: UInt32) -> Bool { opensBlockDevices }
    func isBridge(_ name: String) -> Bool { bridges.contains(name) }
    func checkScript(_ path: String) {}

    func run(_ script: HotplugScript) throws(ProvisionError) {
        scripts.append(script)
        try onScript(script)
    }

    func saveForXL(_ text: String, domid: UInt32, uuid: UUIDValue) { filesForXL[domid] = text }
    func removeForXL(domid: UInt32, uuid: UUIDValue) { filesForXL[domid] = nil }

    /// Numbers of domains that have ended a moment ago.
    var recent: [UInt32] = []
    func isRecent(_ domid: UInt32) -> Bool { recent.contains(domid) }
    func markRecent(_ domid: UInt32) { recent.append(domid) }

    func lockCreation() -> any AnyObject {
        locks += 1
        return Loop {
        } onEnd: {
            self.locks -= 1
        }
    }

    func startTime() -> String { "1795381748.79" }
    func clock() -> Double { time }
    func rest() { time += 0.5 }

    private final class Loop: LoopDevice {
        let path = "/dev/loop0"
        let number = DeviceNumber(major: 7, minor: 0)
        private let onKeep: () -> Void
        private let onEnd: () -> Void

        init(onKeep: @escaping () -> Void, onEnd: @escaping () -> Void) {
            self.onKeep = onKeep
            self.onEnd = onEnd
        }

        deinit { onEnd() }
        func keep() { onKeep() }
    }
}
