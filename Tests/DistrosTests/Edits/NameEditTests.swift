import Model
import TestSupport
import Testing

@testable import Distros

@Suite("Names: hostname and hosts")
struct NameEditTests {
    private let web = Result { () throws(ProvisionError) in try GuestName("web1.example.org") }

    @Test(
        "the host name is short, the mail name whole, on every family",
        arguments: ["bookworm", "alpine", "fedora", "centos6"])
    func hostname(root: String) throws {
        let edit = SetHostname(try web.get())
        #expect(try GoldenFolder("SetHostname/\(root)").differences(applying: edit) == [])
    }

    @Test("a name without domain leaves the mail name, and a hostname that was a link becomes a file")
    func shortName() throws {
        let edit = SetHostname(try GuestName("web1"))
        #expect(try GoldenFolder("SetHostname/short-name").differences(applying: edit) == [])
    }

    @Test("static addresses of both families name the guest, and lines about other hosts stay")
    func staticHosts() throws {
        let edit = SetHosts(
            try web.get(), addresses: [try IPAddress("192.0.2.10"), try IPAddress("2001:db8::10")],
            extraLines: ["127.0.0.1 localhost dom0", "198.51.100.3 backup.example.org backup"])
        #expect(try GoldenFolder("SetHosts/static").differences(applying: edit) == [])
    }

    @Test("with DHCP the name stands at 127.0.1.1")
    func dynamicHosts() throws {
        #expect(try GoldenFolder("SetHosts/dhcp").differences(applying: SetHosts(try web.get())) == [])
    }

    @Test("Fedora's loopback lines and comments are replaced")
    func fedoraHosts() throws {
        let edit = SetHosts(try GuestName("web1"), addresses: [try IPAddress("192.0.2.10")])
        #expect(try GoldenFolder("SetHosts/fedora").differences(applying: edit) == [])
    }
}
