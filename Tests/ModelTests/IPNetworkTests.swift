import Model
import Testing

@Suite("An address in its network")
struct IPNetworkTests {
    private func network(_ text: String) throws -> IPNetwork {
        try IPNetwork(text) { $0 == .ipv4 ? 24 : 64 }
    }

    @Test("base, netmask and broadcast follow from the prefix")
    func derived() throws {
        let cases = [
            ("192.0.2.10/24", "192.0.2.0", "255.255.255.0", "192.0.2.255"),
            ("192.0.2.200/26", "192.0.2.192", "255.255.255.192", "192.0.2.255"),
            ("198.51.100.77/20", "198.51.96.0", "255.255.240.0", "198.51.111.255"),
            ("192.0.2.1/0", "0.0.0.0", "0.0.0.0", "255.255.255.255"),
            ("192.0.2.9/30", "192.0.2.8", "255.255.255.252", "192.0.2.11"),
        ]
        for (text, base, netmask, broadcast) in cases {
            let network = try network(text)
            #expect(network.base.description == base, "\(text)")
            #expect(network.netmask?.description == netmask, "\(text)")
            #expect(network.broadcast?.description == broadcast, "\(text)")
        }
    }

    @Test("networks of one or two addresses, and IPv6, have no broadcast")
    func noBroadcast() throws {
        for text in ["192.0.2.1/31", "192.0.2.1/32", "2001:db8::1/64"] { #expect(try network(text).broadcast == nil) }
        let six = try network("2001:db8:1:2:3::4/56")
        #expect(six.base.description == "2001:db8:1::")
        #expect(six.netmask == nil)
    }

    @Test("without a slash the default decides")
    func defaults() throws {
        #expect(try network("192.0.2.1").prefixLength == 24)
        #expect(try network("2001:db8::1").prefixLength == 64)
        #expect(try network("192.0.2.1").description == "192.0.2.1/24")
    }

    @Test("an address is in the network when its prefix is the same, and only in its own family")
    func contains() throws {
        let network = try network("192.0.2.10/25")
        #expect(network.contains(try IPAddress("192.0.2.127")))
        #expect(!network.contains(try IPAddress("192.0.2.128")))
        #expect(!network.contains(try IPAddress("::ffff:192.0.2.20")))
        #expect(try self.network("2001:db8::1/64").contains(IPAddress("2001:db8::ffff")))
        #expect(try !self.network("2001:db8::1/64").contains(IPAddress("2001:db8:0:1::1")))
        #expect(try self.network("192.0.2.1/0").contains(IPAddress("198.51.100.1")))
    }

    @Test(
        "a bad prefix is refused",
        arguments: [
            "192.0.2.1/33", "192.0.2.1/-1", "192.0.2.1/+8", "192.0.2.1/", "192.0.2.1/a", "192.0.2.1/8/8",
            "2001:db8::/129", "192.0.2.1/99999999999999999999", "/24", "192.0.2.1/٨",
        ])
    func bad(text: String) {
        #expect(refusal { _ = try network(text) }?.code == .usage)
    }

    @Test("netmasks give their prefix, also the extreme ones; others are refused")
    func netmasks() throws {
        let cases = [("0.0.0.0", 0), ("128.0.0.0", 1), ("255.255.240.0", 20), ("255.255.255.255", 32)]
        for (text, length) in cases {
            #expect(try IPNetwork.prefixLength(ofNetmask: IPAddress(text)) == length)
        }
        for text in ["255.0.255.0", "0.0.0.255", "255.255.255.253", "ffff::"] {
            #expect(refusal { _ = try IPNetwork.prefixLength(ofNetmask: IPAddress(text)) }?.code == .usage, "\(text)")
        }
    }
}
