import Model

/// Gives disks to a domain, under the kernel's blkback.
///
/// Xen's `block` script is not run: it takes seconds, and its check of sharing is none. What it writes is written here.
struct DiskAttachment {
    let store: any Store
    let host: any DeviceHost
    let domid: UInt32
    let guest: DomainRequest.Kind

    /// - Throws: `.failed` where blkback does not come up, with the kernel's reason.
    func attach(_ disk: DiskRequest) throws(ProvisionError) {
        let number = try VirtualDevice.number(of: disk.vdev)
        let node = DeviceNode(domid: domid, kind: .vbd, index: number)
        try store.commit(DeviceTree.disk(disk, number: number, domid: domid, guest: guest))
        try DeviceWaits(store: store, host: host).untilReady(node)
        switch try host.backing(disk.target) {
        case .block(let device): try connect(node, device, path: disk.target, loop: nil)
        case .file:
            let loop = try host.attachLoop(disk.target, isWritable: disk.isWritable)
            try connect(node, loop.number, path: loop.path, loop: loop.path)
            // Until here it clears itself, should we die. From here xenstore says to whom it belongs, and xl's own
            // script must find it when it is xl that removes the domain.
            try loop.keep()
        }
    }

    private func connect(
        _ node: DeviceNode, _ device: DeviceNumber, path: String, loop: String?
    ) throws(ProvisionError) {
        var facts = [("physical-device-path", path), ("physical-device", device.physical)]
        if let loop { facts.append(("node", loop)) }
        facts.append(("hotplug-status", "connected"))
        try store.commit(facts.map { .write("\(node.backend)/\($0.0)", $0.1, nil) })
        let opened = try host.wait(seconds: 10) { () throws(ProvisionError) in
            host.hasBlockBackend(domid: node.domid, index: node.index)
        }
        guard opened else {
            let error = try store.read("/local/domain/0/error/\(node.relativeBackend)/error")
            throw ProvisionError(
                .failed, "blkback does not open \(path): \(error?.printable ?? "it gives no reason")",
                hint: "see the kernel's messages in dom0")
        }
    }
}

/// Waiting for the two ends of a device.
struct DeviceWaits {
    let store: any Store
    let host: any DeviceHost
    /// The states of xenbus (xen/io/xenbus.h).
    static let initWait = 2
    static let closing = 5
    static let closed = 6

    /// Until the kernel's driver has taken the backend up.
    func untilReady(_ node: DeviceNode) throws(ProvisionError) {
        let ready = try host.wait(seconds: 10) { () throws(ProvisionError) in
            (try store.state(node.backend) ?? 0) >= Self.initWait
        }
        guard ready else {
            let module = node.kind == .vbd ? "xen-blkback" : "xen-netback"
            throw ProvisionError(
                .unavailable, "dom0's kernel does not take up \(node.relativeBackend)",
                hint: "load it: modprobe \(module)")
        }
    }

    /// Until the kernel's driver has let the backend go.
    func untilClosed(_ node: DeviceNode) throws(ProvisionError) -> Bool {
        try host.wait(seconds: 10) { () throws(ProvisionError) in
            (try store.state(node.backend) ?? Self.closed) == Self.closed
        }
    }
}
