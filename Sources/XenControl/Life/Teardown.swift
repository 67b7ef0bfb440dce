import Model

/// Takes a domain away with everything that it had, however much of it there is: a half-made one, a running one, one of
/// xl's. It goes on after a failure, and may be run again.
package struct Teardown {
    let hypervisor: any HypervisorCalls
    let store: any Store
    let host: any DeviceHost
    let log: (String) -> Void

    package init(
        hypervisor: any HypervisorCalls, store: any Store, host: any DeviceHost, log: @escaping (String) -> Void
    ) {
        self.hypervisor = hypervisor
        self.store = store
        self.host = host
        self.log = log
    }

    /// - Parameter uuid: as the hypervisor knows it; xenstore is not asked.
    /// - Returns: a sentence for each thing that is left.
    package func run(_ domid: UInt32, uuid: UUIDValue) -> [String] {
        var left: [String] = []
        func attempt(_ what: String, _ body: () throws(ProvisionError) -> Void) {
            do {
                try body()
            } catch {
                left.append("\(what): \(error.message)")
                log("\(what): \(error.message)")
            }
        }
        attempt("pausing domain \(domid)") { () throws(ProvisionError) in try hypervisor.pause(domid) }
        var devices: [DeviceNode] = []
        attempt("listing the devices of domain \(domid)") { () throws(ProvisionError) in
            devices = try recordedDevices(of: domid)
        }
        for device in devices {
            attempt("removing \(device.relativeBackend)") { () throws(ProvisionError) in try remove(device) }
        }
        attempt("removing the nodes of domain \(domid)") { () throws(ProvisionError) in
            try store.commit([.remove("/vm/\(uuid)"), .remove("/local/domain/\(domid)"), .remove("/libxl/\(domid)")])
        }
        attempt("removing xl's files of domain \(domid)") { () throws(ProvisionError) in
            try host.removeForXL(domid: domid, uuid: uuid)
        }
        do throws(ProvisionError) { try host.markRecent(domid) } catch { log("\(error)") }
        attempt("destroying domain \(domid)") { () throws(ProvisionError) in try hypervisor.destroy(domid) }
        return left
    }

    /// By dom0's own record: the guest's nodes say what the guest likes.
    private func recordedDevices(of domid: UInt32) throws(ProvisionError) -> [DeviceNode] {
        var devices: [DeviceNode] = []
        for name in try store.list("/libxl/\(domid)/device") {
            guard let kind = DeviceKind(rawValue: name) else {
                log("a device of kind \(name.printable) is left to its backend")
                continue
            }
            for index in try store.list("/libxl/\(domid)/device/\(name)").compactMap({ UInt32($0) }) {
                devices.append(DeviceNode(domid: domid, kind: kind, index: index))
            }
        }
        return devices
    }

    private func remove(_ node: DeviceNode) throws(ProvisionError) {
        if node.kind != .console {
            try store.transaction { () throws(ProvisionError) in try close(node) }
            if try !DeviceWaits(store: store, host: host).untilClosed(node) {
                log("\(node.relativeBackend) does not close; removing it all the same")
            }
            // The nodes go even where this fails, or a later domain of this number would inherit them.
            do {
                try unplug(node)
            } catch {
                try forget(node)
                throw error
            }
        }
        try forget(node)
    }

    private func close(_ node: DeviceNode) throws(ProvisionError) {
        try store.apply(.remove(node.frontend))
        guard let state = try store.state(node.backend) else { return }
        try store.apply(.write("\(node.backend)/online", "0", nil))
        if state != DeviceWaits.closed { try store.apply(.write("\(node.backend)/state", "5", nil)) }
    }

    private func unplug(_ node: DeviceNode) throws(ProvisionError) {
        guard let script = try store.read(node.record + "/script") else { return }
        if node.kind == .vif {
            try host.checkScript(script)
            try host.run(.vif(node, script: script, action: "offline"))
        } else if let loop = try store.read(node.backend + "/node"), let path = try store.read(node.record + "/params")
        {
            try host.detachLoop(loop, from: path)
        } else if !script.hasSuffix("/block") {
            try host.checkScript(script)
            try host.run(.block(node, script: script, action: "remove"))
        }
    }

    private func forget(_ node: DeviceNode) throws(ProvisionError) {
        try store.transaction { () throws(ProvisionError) in
            try store.apply([.remove(node.frontend), .remove(node.backend), .remove(node.record)])
            let parent = "/local/domain/0/backend/\(node.kind)/\(node.domid)"
            if try store.list(parent).isEmpty { try store.apply(.remove(parent)) }
        }
    }
}
