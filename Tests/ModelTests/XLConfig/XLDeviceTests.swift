import Model
import Testing

@Suite("Devices of a domain configuration")
struct XLDeviceTests {
    @Test("xen-tools' disks with a prefix are understood")
    func prefixes() throws {
        #expect(try XLDisk(parsing: "phy:/dev/x,xvda2,w") == XLDisk(target: "/dev/x", vdev: "xvda2"))
        #expect(try XLDisk(parsing: "file:/a,xvda1,w") == XLDisk(target: "/a", vdev: "xvda1"))
        #expect(try XLDisk(parsing: "tap:aio:/a,xvda1,r") == XLDisk(target: "/a", vdev: "xvda1", access: .readOnly))
        #expect(try XLDisk(parsing: "nbd:n,xvda1,w") == XLDisk(target: "n", vdev: "xvda1", script: "block-nbd"))
    }

    @Test("a target may hold commas and equal signs")
    func commas() throws {
        let disk = XLDisk(target: "/srv/a,b=c d", format: .qcow2, vdev: "xvda")
        #expect(try disk.text() == "format=qcow2,vdev=xvda,access=rw,target=/srv/a,b=c d")
        #expect(try XLDisk(parsing: disk.text()) == disk)
    }

    @Test(
        "a disk that xl refuses is refused",
        arguments: [
            "", "/dev/x", "/dev/x,raw", "/dev/x,lvm,xvda,w", "phy:/a,xvda,w,more", "foo:/a,xvda", "vdev=xvda", "a=b,c",
        ])
    func bad(text: String) {
        #expect(refusal { _ = try XLDisk(parsing: text) }?.code == .badInput)
    }

    @Test("what would change its meaning in the file is not written")
    func unwritable() {
        let disks = [
            XLDisk(target: "/a,", vdev: "xvda"), XLDisk(target: "/a\n", vdev: "xvda"),
            XLDisk(target: "/a", vdev: "x,y"),
        ]
        for disk in disks { #expect(refusal { _ = try disk.text() }?.code == .badInput) }
        var vif = XLVif(bridge: "br0,ip=192.0.2.1")
        #expect(refusal { _ = try vif.text() }?.code == .badInput)
        vif.bridge = "br0"
        #expect(refusal { _ = try vif.text() }?.code == nil)
    }

    @Test("the half-filled vifs of xen-tools are understood")
    func vifs() throws {
        let vif = try XLVif(parsing: "ip=192.0.2.2 192.0.2.3 ,mac=,, bridge=br0,model=e1000,trusted")
        #expect(vif.addresses == ["192.0.2.2", "192.0.2.3"])
        #expect(vif.mac == nil)
        #expect(vif.bridge == "br0")
        #expect(vif.others == ["model=e1000", "trusted"])
        #expect(try vif.text() == "ip=192.0.2.2 192.0.2.3,bridge=br0,model=e1000,trusted")
        #expect(try XLVif(parsing: "") == XLVif())
        #expect(try XLVif(parsing: "").text() == "")
    }

    @Test("every parameter of a vif survives being written and read")
    func vifRoundTrip() throws {
        var vif = XLVif(mac: try MACAddress("00:16:3e:00:00:01"), bridge: "br0")
        vif.addresses = ["192.0.2.2", "2001:db8::2"]
        (vif.vifname, vif.script, vif.rate) = ("web1.0", "vif-openvswitch", "10Mb/s@50ms")
        vif.others = ["mtu=9000"]
        #expect(try XLVif(parsing: vif.text()) == vif)
    }

    @Test("the host's side of an interface goes into its vif")
    func vifOfSpec() throws {
        var spec = VifSpec(index: 0, mac: MACAddress(xenSuffix: (0, 0, 1)), bridge: "ovs0")
        spec.addressing.addresses = try ["192.0.2.7/24", "2001:db8::7/64"].map { try IPNetwork($0) { _ in 0 } }
        (spec.portVLAN, spec.guestVLAN, spec.mtu) = (20, 30, 9000)
        (spec.script, spec.hostInterface, spec.rate) = ("vif-openvswitch", "web1.0", "10Mb/s")
        #expect(
            try XLVif(spec).text()
                == "mac=00:16:3e:00:00:01,ip=192.0.2.7 2001:db8::7,vifname=web1.0,bridge=ovs0.20,"
                + "script=vif-openvswitch,rate=10Mb/s,mtu=9000")
        spec.bridge = nil
        #expect(refusal { _ = try XLVif(spec) }?.code == .usage)
    }

    @Test("a comma is found even with a combining mark behind it")
    func hiddenComma() {
        let vif = XLVif(bridge: "br0,\u{301}ip=192.0.2.1")
        #expect(refusal { _ = try vif.text() }?.code == .badInput)
        let disk = XLDisk(target: "/a", vdev: "xvda,\u{301}x")
        #expect(refusal { _ = try disk.text() }?.code == .badInput)
    }

    @Test("a vif with a bad MAC address is bad input, not wrong use")
    func badMAC() {
        #expect(refusal { _ = try XLVif(parsing: "mac=nonsense") }?.code == .badInput)
    }
}
