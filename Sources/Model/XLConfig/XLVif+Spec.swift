extension XLVif {
    /// The host's side of an interface: what xl has to know of it.
    ///
    /// Static addresses are told to the vif script, which may keep the guest to them. The tag of an Open vSwitch port
    /// stands behind the bridge (`ovs0.20`), as Xen's vif-openvswitch script wants it.
    ///
    /// - Throws: `.usage` for a port's tag without a bridge to put it behind.
    package init(_ spec: VifSpec) throws(ProvisionError) {
        self.init(mac: spec.mac, bridge: spec.bridge)
        if let tag = spec.portVLAN {
            guard let bridge = spec.bridge else {
                throw ProvisionError(
                    .usage, "interface \(spec.index) has a VLAN on the host but no bridge", hint: "name the bridge")
            }
            self.bridge = "\(bridge).\(tag)"
        }
        addresses = spec.addressing.addresses.map(\.address.description)
        vifname = spec.hostInterface
        script = spec.script
        rate = spec.rate
        if let mtu = spec.mtu { others.append("mtu=\(mtu)") }
    }
}
