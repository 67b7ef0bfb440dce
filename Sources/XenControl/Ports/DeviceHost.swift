import Model

/// What dom0's kernel and its hotplug scripts do for devices. Tests have one of their own.
package protocol DeviceHost: AnyObject {
    /// What lies behind a disk's path.
    ///
    /// - Throws: `.badInput` for what is neither a regular file nor a block device.
    func backing(_ path: String) throws(ProvisionError) -> Backing
    /// Whether dom0 uses a block device: mounted, as swap, under LVM or a RAID.
    func isClaimed(_ device: String) throws(ProvisionError) -> Bool
    /// The file behind a loop device; nil where it has none, or one that has been removed.
    func loopFile(_ number: DeviceNumber) throws(ProvisionError) -> Backing?
    /// All loop devices, with a file or without.
    func loops() throws(ProvisionError) -> [DeviceNumber]
    /// Puts a loop device on a file. Until it is kept, it takes itself off when nobody has it open any more.
    func attachLoop(_ path: String, isWritable: Bool) throws(ProvisionError) -> any LoopDevice
    /// Takes a loop device off, if its file is still this one.
    func detachLoop(_ device: String, from path: String) throws(ProvisionError)
    /// Whether blkback has opened what it was told to.
    func hasBlockBackend(domid: UInt32, index: UInt32) -> Bool
    func isBridge(_ name: String) -> Bool
    /// A hotplug script that root alone may change, below /etc/xen/scripts.
    func checkScript(_ path: String) throws(ProvisionError)
    /// Runs a hotplug script to its end.
    func run(_ script: HotplugScript) throws(ProvisionError)
    /// What xl reads about a domain that it has not made.
    func saveForXL(_ text: String, domid: UInt32, uuid: UUIDValue) throws(ProvisionError)
    func removeForXL(domid: UInt32, uuid: UUIDValue) throws(ProvisionError)
    /// xl's own lock over the making of domains, held until the returned value goes.
    func lockCreation() throws(ProvisionError) -> any AnyObject
    /// Whether a domain of this number ended a moment ago, whoever had made it.
    func isRecent(_ domid: UInt32) throws(ProvisionError) -> Bool
    /// Notes that a domain of this number ends now.
    func markRecent(_ domid: UInt32) throws(ProvisionError)
    /// Seconds since 1970 with two decimals.
    func startTime() -> String
    /// Seconds of a clock that only goes forward.
    func clock() -> Double
    /// Lets a moment pass, some milliseconds.
    func rest()
}

extension DeviceHost {
    /// Asks again and again, for what watches of xenstore would tell by a thread of the library's own.
    ///
    /// - Returns: false when time is up.
    func wait(seconds: Double, _ condition: () throws(ProvisionError) -> Bool) throws(ProvisionError) -> Bool {
        let end = clock() + seconds
        while true {
            if try condition() { return true }
            if clock() >= end { return false }
            rest()
        }
    }
}

/// A device of the kernel.
package struct DeviceNumber: Hashable, Sendable, CustomStringConvertible {
    package let major: UInt32
    package let minor: UInt32

    package init(major: UInt32, minor: UInt32) {
        self.major = major
        self.minor = minor
    }

    /// Reads `7:1a`, both in base 16, as blkback writes it.
    init?(physical text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let major = UInt32(parts[0], radix: 16), let minor = UInt32(parts[1], radix: 16) else {
            return nil
        }
        self.init(major: major, minor: minor)
    }

    /// As blkback reads it.
    package var physical: String { String(major, radix: 16) + ":" + String(minor, radix: 16) }
    package var description: String { "\(major):\(minor)" }
    package var isLoop: Bool { major == 7 }
}

/// What a disk of a guest stands on.
package enum Backing: Hashable, Sendable {
    case block(DeviceNumber)
    case file(device: DeviceNumber, inode: UInt64)
}

/// A loop device that we have put on a file. Before it is kept, it lasts while this value does or a backend has it open.
package protocol LoopDevice: AnyObject {
    var path: String { get }
    var number: DeviceNumber { get }
    /// Has it stay until it is detached, as xl's scripts expect of a domain's disks.
    func keep() throws(ProvisionError)
}

/// A call of a hotplug script with the environment that libxl gives it (libxl_linux.c).
package struct HotplugScript: Hashable, Sendable {
    package let path: String
    package let arguments: [String]
    package let environment: [String: String]

    /// - Parameter action: `online` or `offline`.
    package static func vif(_ node: DeviceNode, script: String, action: String) -> HotplugScript {
        HotplugScript(
            path: script, arguments: [action, "type_if=vif"],
            environment: [
                "script": script, "XENBUS_TYPE": "vif", "XENBUS_PATH": node.relativeBackend,
                "XENBUS_BASE_PATH": "backend", "netdev": "", "vif": "vif\(node.domid).\(node.index)",
            ])
    }

    /// Puts a vif into a bridge by ip(8), with the address that makes a bridge keep its own (Xen's `vif-bridge`).
    ///
    /// - Parameters:
    ///   - name: for the interface, instead of the kernel's.
    ///   - mtu: bytes.
    package static func link(_ node: DeviceNode, name: String?, bridge: String, mtu: UInt32) -> HotplugScript {
        HotplugScript(
            path: "/sbin/ip",
            arguments: ["link", "set", "dev", "vif\(node.domid).\(node.index)"] + (name.map { ["name", $0] } ?? [])
                + ["address", "fe:ff:ff:ff:ff:ff", "mtu", String(mtu), "master", bridge, "up"],
            environment: [:])
    }

    /// - Parameter action: `add` or `remove`. Only for disks that xl has attached: our own need no script.
    package static func block(_ node: DeviceNode, script: String, action: String) -> HotplugScript {
        HotplugScript(
            path: script, arguments: [action],
            environment: [
                "script": script, "XENBUS_TYPE": "vbd", "XENBUS_PATH": node.relativeBackend,
                "XENBUS_BASE_PATH": "backend",
            ])
    }
}
