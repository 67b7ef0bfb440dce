import Model
import Testing

@Suite("Addresses")
struct AddressTests {
    @Test("a MAC address is read with colons or hyphens and printed in lower case")
    func mac() throws {
        #expect(try MACAddress("00:16:3E:FD:DB:FB").description == "00:16:3e:fd:db:fb")
        #expect(try MACAddress("00-16-3e-00-0a-01").description == "00:16:3e:00:0a:01")
        #expect(MACAddress(xenSuffix: (1, 2, 255)).description == "00:16:3e:01:02:ff")
    }

    @Test(
        "what no vif can have is refused",
        arguments: [
            "", "00:16:3e:00:00", "00:16:3e:00:00:00:00", "0:16:3e:0:0:1", "00:16:3e:00:00:0g", "+0:16:3e:00:00:01",
            "00163e000001", "01:00:5e:00:00:01", "ff:ff:ff:ff:ff:ff", "00:00:00:00:00:00", "00:16:3e:00:00:01 ",
            "00:16:3e:00:00:٠١", "00:16:3e:00:00:+1",
        ])
    func badMAC(text: String) {
        #expect(refusal { _ = try MACAddress(text) }?.code == .usage)
    }

    @Test("an address is read in both families and printed in its shortest form")
    func ip() throws {
        let four = try IPAddress("192.0.2.10")
        #expect(four.family == .ipv4)
        #expect(four.octets == [192, 0, 2, 10])
        #expect(four.width == 32)
        let six = try IPAddress("2001:DB8:0:0::10")
        #expect(six.family == .ipv6)
        #expect(six.description == "2001:db8::10")
        #expect(six.width == 128)
        #expect(try IPAddress("192.0.2.9") < four)
        #expect(four < six)
    }

    @Test(
        "what is no address is refused",
        arguments: [
            "", "192.0.2", "192.0.2.256", "192.0.2.1.1", "192.0.2.1/24", " 192.0.2.1", "0x7f.1", "2001:db8", ":::",
            "fe80::1%eth0", "192.0.2.1\0", "example.org", "192.0.2.01x",
        ])
    func badIP(text: String) {
        #expect(refusal { _ = try IPAddress(text) }?.code == .usage)
    }

    @Test("link-local is fe80::/10 and nothing else")
    func linkLocal() throws {
        #expect(try IPAddress("fe80::1").isLinkLocal)
        #expect(try IPAddress("febf::1").isLinkLocal)
        #expect(try !IPAddress("fec0::1").isLinkLocal)
        #expect(try !IPAddress("169.254.0.1").isLinkLocal)
    }
}
