import Model
import Testing

/// A way to reach the network, and its name in the golden folders.
struct NetworkCase: CustomTestStringConvertible, Sendable {
    let name: String
    var network: NetworkSpec

    var testDescription: String { name }

    static var all: [NetworkCase] {
        get throws {
            let resolver = [try IPAddress("192.0.2.53"), try IPAddress("2001:db8::53")]
            let search = ["example.org", "example.net"]
            return [
                try single("dhcp") { $0.dhcp4 = true },
                try single("slaac") { $0.acceptsRouterAdvertisements = true },
                try single("dhcp-both-families") { ($0.dhcp4, $0.dhcp6) = (true, true) },
                try single("nothing") { _ in },
                try single("static-ipv4", resolver: [resolver[0]], search: search) {
                    $0.addresses = [try network("192.0.2.10/24")]
                    $0.gateways = [try IPAddress("192.0.2.1")]
                },
                try single("static-both-families", resolver: resolver, search: search) {
                    $0.addresses = [try network("192.0.2.10/24"), try network("2001:db8::10/64")]
                    $0.gateways = [try IPAddress("192.0.2.1"), try IPAddress("2001:db8::1")]
                },
                try single("two-ipv4") {
                    $0.addresses = [try network("192.0.2.10/24"), try network("198.51.100.10/25")]
                    $0.gateways = [try IPAddress("198.51.100.1")]
                },
                try single("point-to-point") {
                    $0.addresses = [try network("192.0.2.10/24")]
                    $0.pointToPoint = try IPAddress("198.51.100.1")
                },
                try single("point-to-point-with-gateway") {
                    $0.addresses = [try network("192.0.2.10/32")]
                    $0.pointToPoint = try IPAddress("198.51.100.1")
                    $0.gateways = [try IPAddress("198.51.100.2")]
                },
                try single("point-to-point-ipv6") {
                    $0.addresses = [try network("2001:db8::10/64")]
                    $0.pointToPoint = try IPAddress("2001:db8:1::1")
                },
                try single("gateway-without-address") {
                    $0.dhcp4 = true
                    $0.gateways = [try IPAddress("fe80::1")]
                },
                try single("gateway-outside") {
                    $0.addresses = [try network("192.0.2.10/32"), try network("2001:db8::10/128")]
                    $0.gateways = [try IPAddress("198.51.100.1"), try IPAddress("2001:db8:1::1")]
                },
                try single("link-local-gateway") {
                    $0.addresses = [try network("2001:db8::10/64")]
                    $0.gateways = [try IPAddress("fe80::1")]
                },
                try single("dhcp-and-static") {
                    $0.dhcp4 = true
                    $0.acceptsRouterAdvertisements = true
                    $0.addresses = [try network("192.0.2.10/24"), try network("2001:db8::10/64")]
                },
                try changed(single("mtu") { $0.dhcp4 = true }) { $0.mtu = 1400 },
                try changed(staticIPv4("mtu-static")) { $0.mtu = 9000 },
                try changed(staticIPv4("guest-vlan", resolver: [resolver[0]])) { $0.guestVLAN = 20 },
                try changed(staticIPv4("guest-vlan-mtu")) { ($0.guestVLAN, $0.mtu) = (4094, 9000) },
                try twoVifs(resolver: resolver),
            ]
        }
    }

    static func network(_ text: String) throws -> IPNetwork { try IPNetwork(text) { _ in 0 } }

    static func single(
        _ name: String, resolver: [IPAddress] = [], search: [String] = [],
        _ change: (inout VifSpec.Addressing) throws -> Void
    ) throws -> NetworkCase {
        var addressing = VifSpec.Addressing()
        try change(&addressing)
        let vif = VifSpec(index: 0, mac: MACAddress(xenSuffix: (0x0A, 0x0B, 0x0C)), addressing: addressing)
        return NetworkCase(
            name: name, network: NetworkSpec(vifs: [vif], nameservers: resolver, searchDomains: search))
    }

    static func staticIPv4(_ name: String, resolver: [IPAddress] = []) throws -> NetworkCase {
        try single(name, resolver: resolver) {
            $0.addresses = [try network("192.0.2.10/24")]
            $0.gateways = [try IPAddress("192.0.2.1")]
        }
    }

    private static func changed(_ original: NetworkCase, _ change: (inout VifSpec) -> Void) throws -> NetworkCase {
        var network = original.network
        change(&network.vifs[0])
        return NetworkCase(name: original.name, network: network)
    }

    /// The second has the addresses, so the name servers belong to it.
    private static func twoVifs(resolver: [IPAddress]) throws -> NetworkCase {
        var second = try staticIPv4("two-vifs").network.vifs[0]
        second.index = 1
        second.mac = MACAddress(xenSuffix: (0x0A, 0x0B, 0x0D))
        let first = VifSpec(index: 0, mac: MACAddress(xenSuffix: (0x0A, 0x0B, 0x0C)))
        return NetworkCase(name: "two-vifs", network: NetworkSpec(vifs: [first, second], nameservers: [resolver[0]]))
    }
}
