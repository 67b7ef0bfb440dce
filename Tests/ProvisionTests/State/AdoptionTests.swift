import Model
import TestSupport
import Testing

@testable import Provision

@Suite("A guest of xen-tools that is taken over")
struct AdoptionTests {
    private static let text = """
        name = 'old1'
        memory = '256'
        vcpus = '2'
        bootloader = 'pygrub'
        root = '/dev/xvda2 ro'
        disk = ['file:/srv/xen/domains/old1/disk.img,xvda2,w', 'file:/srv/xen/domains/old1/swap.img,xvda1,w',
                'phy:/dev/vg0/data,xvdb,w']
        vif = [ 'ip=192.0.2.7 ,mac=00:16:3E:01:02:03,bridge=xenbr1' ]
        """

    private func adopted(_ text: String) throws -> GuestRecord {
        let configuration = try XLConfig(parsing: text, file: "/etc/xen/old1.cfg")
        let guest = KnownGuest(
            name: configuration.name ?? "", record: nil, configurationPath: "/etc/xen/old1.cfg",
            configuration: configuration, drift: [])
        var base = SettingValues()
        base.set(Settings.dist, ["bookworm"], .file(path: "/etc/xen-tools/xen-tools.conf", line: 1))
        base.set(Settings.dhcp, ["yes"], .file(path: "/etc/xen-tools/xen-tools.conf", line: 2))
        return try Adoption(guest, base: base, now: 7).record(configurationText: text)
    }

    @Test("has a record of what its configuration says, and of what xen-tools.conf says besides")
    func record() throws {
        let record = try adopted(Self.text)
        #expect(
            record.settings == [
                "dist": ["bookworm"], "memory": ["256M"], "vcpus": ["2"], "ip": ["192.0.2.7"], "bridge": ["xenbr1"],
                "dir": ["/srv/xen"],
            ])
        #expect(record.vifs.map(\.mac.description) == ["00:16:3e:01:02:03"])
        #expect(record.configurationText == Self.text)
        #expect(record.imageDirectory == "/srv/xen/domains/old1")
    }

    @Test("is removed with the images that xen-tools made, and with nothing else")
    func removal() throws {
        let record = try adopted(Self.text)
        let guest = KnownGuest(
            name: "old1", record: record, configurationPath: record.configuration, configuration: nil, drift: [])
        let removal = try Removal(of: guest, paths: GuestBench.paths)
        #expect(
            removal.images.filter { $0.hasSuffix(".img") && !$0.hasSuffix("initrd.img") } == [
                "/srv/xen/domains/old1/disk.img", "/srv/xen/domains/old1/swap.img",
            ])
        #expect(removal.kept == ["/dev/vg0/data"])
    }

    @Test("needs a name that a guest can have")
    func name() throws {
        #expect(throws: ProvisionError.self) { try adopted(Self.text.replacing("'old1'\n", with: "'../x'\n")) }
    }
}
