import Model
import Provision
import TestSupport
import Testing

@Suite("The network of a spec")
struct NetworkSpecTests {
    private func network(_ change: (inout GuestBench) -> Void) throws -> NetworkSpec {
        var bench = try GuestBench()
        change(&bench)
        return try bench.spec().network
    }

    @Test("an address without prefix has 24 bits, or the netmask's; IPv6 has 64")
    func prefixes() throws {
        let plain = try network { _ in }
        #expect(plain.vifs[0].addressing.addresses.map(\.description) == ["192.0.2.10/24"])
        let masked = try network {
            $0.set(Settings.netmask, "255.255.255.240")
            $0.set(Settings.ip, "192.0.2.10", "198.51.100.9/25", "2001:db8::a")
        }
        #expect(
            masked.vifs[0].addressing.addresses.map(\.description)
                == ["192.0.2.10/28", "198.51.100.9/25", "2001:db8::a/64"])
    }

    @Test("each family has its gateway, which may be link-local or a peer")
    func gateways() throws {
        let both = try network {
            $0.set(Settings.ip, "192.0.2.10", "2001:db8::a")
            $0.set(Settings.gateway, "192.0.2.1", "fe80::1")
        }
        #expect(both.vifs[0].addressing.gateway(.ipv6)?.description == "fe80::1")
        let peer = try network {
            $0.set(Settings.ip, "192.0.2.10/32")
            $0.set(Settings.pointToPoint, "198.51.100.1")
            $0.set(Settings.gateway, "198.51.100.1")
        }
        #expect(peer.vifs[0].addressing.pointToPoint?.description == "198.51.100.1")
    }

    @Test("the bridge is the option's, else xl.conf's, else the only one there is")
    func bridge() throws {
        #expect(try network { _ in }.vifs[0].bridge == "xenbr0")
        #expect(try network { $0.facts.defaultBridge = "br-lan" }.vifs[0].bridge == "br-lan")
        let given = try network {
            $0.facts.defaultBridge = "br-lan"
            $0.set(Settings.bridge, "ovsbr0")
        }
        #expect(given.vifs[0].bridge == "ovsbr0")
    }

    @Test("the MAC address is the one that xen-tools would give")
    func mac() throws {
        let expected = MACAddress.xenTools(hostname: "web1", ips: ["192.0.2.10"], dhcp: false, suite: "bookworm")
        #expect(try network { _ in }.vifs[0].mac == expected)
    }

    @Test("a MAC address that another guest has is drawn anew")
    func collision() throws {
        var bench = try GuestBench()
        let first = try bench.spec().network.vifs[0].mac
        var other = bench
        other.set(Settings.hostname, "other")
        other.set(Settings.ip, "192.0.2.99")
        other.set(Settings.mac, "\(first)")
        bench.facts.guests = [try other.record()]
        let second = try bench.spec().network.vifs[0].mac
        #expect(second != first)
        #expect(Array(second.octets.prefix(3)) == MACAddress.xenPrefix)
    }

    @Test("a MAC address that a guest without a record has is drawn anew, but not for that guest itself")
    func foreignCollision() throws {
        var bench = try GuestBench()
        let first = try bench.spec().network.vifs[0].mac
        for (path, isOther) in [("/etc/xen/old.cfg", true), ("/etc/xen/web1.cfg", false)] {
            bench.facts.foreignGuests = [
                ForeignGuest(name: "old", configuration: path, addresses: [], macs: [first])
            ]
            #expect((try bench.spec().network.vifs[0].mac != first) == isOther, "\(path)")
        }
    }

    @Test("resolvers are the given ones, else dom0's except those on its loopback")
    func resolvers() throws {
        #expect(try network { _ in }.nameservers.map(\.description) == ["192.0.2.53"])
        let given = try network { $0.set(Settings.nameserver, "192.0.2.7,2001:db8::53", "192.0.2.8") }
        #expect(given.nameservers.map(\.description) == ["192.0.2.7", "2001:db8::53", "192.0.2.8"])
    }

    @Test("search domains are the given ones, else the name's, else dom0's")
    func search() throws {
        #expect(try network { _ in }.searchDomains == ["example.net"])
        #expect(try network { $0.set(Settings.hostname, "web1.example.org") }.searchDomains == ["example.org"])
        #expect(try network { $0.set(Settings.searchDomain, "a.example", "b.example") }.searchDomains.count == 2)
    }

    @Test("further vifs have their own bridge, addresses, tags and MAC address")
    func vifs() throws {
        let network = try network {
            $0.set(
                Settings.vif,
                "bridge=br1,ip=198.51.100.4/25+2001:db8:1::4,gateway=2001:db8:1::1,mtu=9000,vlan=7,guest-vlan=20,"
                    + "rate=10Mb/s,vifname=web1-dmz,script=vif-openvswitch",
                "dhcp,dhcp6=0,slaac=yes")
        }
        try #require(network.vifs.count == 3)
        let (second, third) = (network.vifs[1], network.vifs[2])
        #expect(second.bridge == "br1")
        #expect(second.addressing.addresses.map(\.description) == ["198.51.100.4/25", "2001:db8:1::4/64"])
        #expect(second.addressing.gateways.map(\.description) == ["2001:db8:1::1"])
        #expect((second.mtu, second.portVLAN, second.guestVLAN) == (9000, 7, 20))
        #expect(second.rate == "10Mb/s")
        #expect(second.hostInterface == "web1-dmz")
        #expect(second.script == "vif-openvswitch")
        #expect(third.addressing.dhcp4)
        #expect(!third.addressing.dhcp6)
        #expect(third.addressing.acceptsRouterAdvertisements)
        #expect(Set(network.vifs.map(\.mac)).count == 3)
        #expect(network.vifs.map(\.index) == [0, 1, 2])
    }
}
