import Model

/// The nodes of xenstore that make a domain, apart from its devices: what libxl writes in `libxl__domain_make` and
/// `libxl__build_post` (Xen 4.17), with the same permissions.
package struct DomainTree: Sendable {
    package let domid: UInt32
    package let request: DomainRequest

    package init(domid: UInt32, request: DomainRequest) {
        self.domid = domid
        self.request = request
    }

    package var home: String { "/local/domain/\(domid)" }
    package var machine: String { "/vm/\(request.uuid)" }
    /// dom0's own record, which no guest can read: all that a teardown trusts.
    package var record: String { "/libxl/\(domid)" }

    /// Before the domain has memory. Its number must be known to the hypervisor already, or xenstored drops the
    /// permissions that name it.
    package var skeleton: [StoreOperation] {
        let readable = StorePermissions.readable(by: domid)
        let owned = StorePermissions.owned(by: domid)
        var operations: [StoreOperation] = []
        for (path, permissions) in [(home, readable), (machine, readable), (record, .hidden)] {
            operations += [.remove(path), .node(path, permissions)]
        }
        operations.append(.node("\(record)/device", .hidden))
        operations += ["cpu", "memory", "device", "control", "device/suspend"].map { .node("\(home)/\($0)", readable) }
        operations += Self.ownNodes.map { .node("\(home)/\($0)", owned) }
        operations += [
            .write("\(home)/vm", machine, nil),
            .write("\(home)/name", request.name, nil),
            .write("\(home)/control/platform-feature-multiprocessor-suspend", "1", nil),
            .write("\(home)/control/platform-feature-xs_reset_watches", "1", nil),
            .write("\(machine)/uuid", request.uuid.description, nil),
            .write("\(machine)/name", request.name, nil),
            .write("\(record)/type", request.kind.rawValue, nil),
            .write("\(record)/dm-version", "qemu_xen", nil),
        ]
        if let mark = request.mark { operations.append(.write(Self.mark(of: domid), mark, nil)) }
        return operations
    }

    /// Whose start it is, until that is complete. What xl makes has none.
    static func mark(of domid: UInt32) -> String { "/libxl/\(domid)/xen-provision" }

    /// Nodes that the guest may write.
    private static let ownNodes = [
        "device/suspend/event-channel", "control/shutdown", "control/feature-poweroff", "control/feature-reboot",
        "control/feature-suspend", "control/sysrq", "data", "drivers", "feature", "attr", "error",
    ]

    /// Once the domain has been built.
    ///
    /// - Parameter startTime: seconds since 1970 with two decimals.
    package func publication(store: Ring, startTime: String) -> [StoreOperation] {
        var nodes = [
            ("\(home)/memory/static-max", String(request.memoryLimit.bytes >> 10)),
            ("\(home)/memory/target", String(request.memory.bytes >> 10)),
            ("\(home)/memory/videoram", "0"), ("\(home)/domid", String(domid)),
            ("\(home)/store/port", String(store.port)), ("\(home)/store/ring-ref", String(store.frame)),
            ("\(machine)/start_time", startTime),
        ]
        nodes += (0..<request.vcpus).map { ("\(home)/cpu/\($0)/availability", "online") }
        if request.kind == .pv {
            nodes += [("\(machine)/image/ostype", "linux"), ("\(machine)/image/kernel", request.kernel)]
            if let ramdisk = request.ramdisk { nodes.append(("\(machine)/image/ramdisk", ramdisk)) }
            if let line = request.commandLine { nodes.append(("\(machine)/image/cmdline", line)) }
        }
        return nodes.map { .write($0.0, $0.1, nil) }
    }
}

/// A page shared with a service of dom0, and the event channel that goes with it.
package struct Ring: Hashable, Sendable {
    package let port: UInt32
    /// Machine frame of a PV guest, guest frame of a PVH guest.
    package let frame: UInt64

    package init(port: UInt32, frame: UInt64) {
        self.port = port
        self.frame = frame
    }
}
