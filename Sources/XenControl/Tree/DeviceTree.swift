import Model

/// The nodes of a domain's devices as libxl writes them (Xen 4.17).
package enum DeviceTree {
    /// The console that xenconsoled in dom0 serves.
    package static func console(domid: UInt32, ring: Ring) -> [StoreOperation] {
        DeviceNode(domid: domid, kind: .console, index: 0).operations(
            backend: [("frontend-id", String(domid)), ("online", "1"), ("state", "1"), ("protocol", "vt100")],
            frontend: [("backend-id", "0")],
            // The guest could name any file as `tty` if these were its own.
            fixed: [
                ("limit", "1048576"), ("type", "xenconsoled"), ("output", "pty"), ("tty", ""),
                ("port", String(ring.port)), ("ring-ref", String(ring.frame)),
            ])
    }

    /// A block device, or a file by way of a loop device, under the kernel's blkback.
    ///
    /// - Parameter guest: PV guests are told their own ABI, for a 32-bit one would lay its ring out differently.
    package static func disk(
        _ disk: DiskRequest, number: UInt32, domid: UInt32, guest: DomainRequest.Kind
    ) -> [StoreOperation] {
        let discards = disk.isWritable && disk.allowsDiscard
        return DeviceNode(domid: domid, kind: .vbd, index: number).operations(
            backend: [
                ("params", disk.target), ("script", "/etc/xen/scripts/block"), ("frontend-id", String(domid)),
                ("online", "1"), ("removable", "0"), ("bootable", "1"), ("state", "1"), ("dev", disk.vdev),
                ("type", "phy"), ("mode", disk.isWritable ? "w" : "r"), ("device-type", "disk"),
                ("discard-enable", discards ? "1" : "0"), ("specification", "xen"),
            ],
            frontend: [
                ("backend-id", "0"), ("state", "1"), ("virtual-device", String(number)), ("device-type", "disk"),
                ("trusted", "1"),
            ] + (guest == .pv ? [("protocol", "x86_64-abi")] : []),
            fixed: [])
    }

    /// A network interface under the kernel's netback.
    package static func vif(_ vif: VifRequest, index: UInt32, domid: UInt32) -> [StoreOperation] {
        let optional = [
            ("vifname", vif.hostName), ("ip", vif.ip), ("rate", vif.rate?.storeText), ("bridge", vif.bridge),
            ("mtu", vif.mtu == 1500 ? nil : String(vif.mtu)),
        ].compactMap { key, value in value.map { (key, $0) } }
        let mac = vif.mac.description
        return DeviceNode(domid: domid, kind: .vif, index: index).operations(
            backend: [
                ("frontend-id", String(domid)), ("online", "1"), ("state", "1"),
                // xl runs it when it removes the domain, also for an interface that came up without one.
                ("script", vif.script ?? "/etc/xen/scripts/vif-bridge"),
            ] + optional + [
                ("mac", mac), ("handle", String(index)), ("type", "vif"),
                // While it is empty, netback waits for the hotplug script.
                ("hotplug-status", ""),
            ],
            frontend: [
                ("backend-id", "0"), ("state", "1"), ("handle", String(index)), ("mac", mac), ("trusted", "1"),
            ],
            fixed: [("mtu", String(vif.mtu))])
    }
}
