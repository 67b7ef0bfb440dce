import Model

/// Gives network interfaces to a domain, under the kernel's netback, with Xen's script as libxl runs it: what the
/// interface is put into is the administrator's choice of script. Without one it goes into the bridge at once.
struct VifAttachment {
    let store: any Store
    let host: any DeviceHost
    let domid: UInt32

    /// - Throws: `.failed` with the script's own reason.
    func attach(_ vif: VifRequest, index: UInt32) throws(ProvisionError) {
        let node = DeviceNode(domid: domid, kind: .vif, index: index)
        try store.commit(DeviceTree.vif(vif, index: index, domid: domid))
        try DeviceWaits(store: store, host: host).untilReady(node)
        guard let script = vif.script else { return try connect(vif, node) }
        do {
            try host.run(.vif(node, script: script, action: "online"))
        } catch {
            guard let reason = try store.read(node.backend + "/hotplug-error"), !reason.isEmpty else { throw error }
            throw ProvisionError(
                error.code, "vif \(index): \(reason.printable)", hint: error.hint, details: error.details)
        }
        guard try store.read(node.backend + "/hotplug-status") == "connected" else {
            let reason = try store.read(node.backend + "/hotplug-error") ?? "it gives no reason"
            throw ProvisionError(
                .failed, "vif \(index): \(script.printable) has not connected it: \(reason.printable)",
                hint: "see /var/log/xen/xen-hotplug.log")
        }
    }

    /// What vif-bridge comes to without rules of a firewall: those of `ip=` are not made.
    private func connect(_ vif: VifRequest, _ node: DeviceNode) throws(ProvisionError) {
        try host.run(.link(node, name: vif.hostName, bridge: vif.bridge ?? "", mtu: vif.mtu))
        try store.commit([.write(node.backend + "/hotplug-status", "connected", nil)])
    }
}
