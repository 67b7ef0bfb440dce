/// How a guest reaches the network: its interfaces and its resolver.
package struct NetworkSpec: Hashable, Codable, Sendable {
    /// In the guest's order: the first is `eth0`.
    package var vifs: [VifSpec]
    package var nameservers: [IPAddress]
    package var searchDomains: [String]

    package init(vifs: [VifSpec], nameservers: [IPAddress] = [], searchDomains: [String] = []) {
        self.vifs = vifs
        self.nameservers = nameservers
        self.searchDomains = searchDomains
    }
}

/// One network interface: its backend on the host (bridge, script) and its configuration inside the guest.
package struct VifSpec: Hashable, Codable, Sendable {
    /// Position, from 0; the interface inside the guest is `eth<index>`, pinned by its MAC.
    package var index: Int
    package var mac: MACAddress
    /// Bridge on the host; nil leaves the choice to xl.conf.
    package var bridge: String?
    /// Hotplug script (`script=`); nil leaves the choice to xl.conf.
    package var script: String?
    /// Name of the interface on the host (`vifname=`).
    package var hostInterface: String?
    /// `rate=` of xl-network-configuration(5), such as `10Mb/s`.
    package var rate: String?
    /// Tag of the port of an Open vSwitch bridge on the host, 1 to 4094.
    package var portVLAN: Int?
    /// 802.1Q tag inside the guest: the addresses belong to `eth0.N`. 1 to 4094.
    package var guestVLAN: Int?
    /// Bytes; nil is the default of 1500.
    package var mtu: Int?
    package var addressing: Addressing

    /// How the interface gets its addresses inside the guest.
    package struct Addressing: Hashable, Codable, Sendable {
        /// IPv4 by DHCP.
        package var dhcp4 = false
        /// IPv6 by DHCP (stateful).
        package var dhcp6 = false
        /// IPv6 by router advertisements (SLAAC).
        package var acceptsRouterAdvertisements = false
        /// Static addresses of both families, in the order in which they were given.
        package var addresses: [IPNetwork] = []
        /// At most one default gateway a family.
        package var gateways: [IPAddress] = []
        /// Only when it is not the one that follows from the first IPv4 address.
        package var broadcast: IPAddress?
        /// The peer of a point-to-point link; the default route leads to it, on-link.
        package var pointToPoint: IPAddress?

        package init() {}

        package func gateway(_ family: IPAddress.Family) -> IPAddress? { gateways.first { $0.family == family } }
        package func addresses(_ family: IPAddress.Family) -> [IPNetwork] {
            addresses.filter { $0.address.family == family }
        }
        /// True when nothing at all was asked for: the interface is brought up without address.
        package var isEmpty: Bool { !dhcp4 && !dhcp6 && !acceptsRouterAdvertisements && addresses.isEmpty }
    }

    package init(index: Int, mac: MACAddress, bridge: String? = nil, addressing: Addressing = Addressing()) {
        self.index = index
        self.mac = mac
        self.bridge = bridge
        self.addressing = addressing
    }

    /// `eth0`, `eth1`, …
    package var guestInterface: String { "eth\(index)" }
    /// The interface that carries the addresses: `eth0`, or `eth0.20` with a tag inside the guest.
    package var addressInterface: String { guestVLAN.map { "\(guestInterface).\($0)" } ?? guestInterface }
}
