import Foundation
import HostLinux
import Model
import Provision
import TestSupport
import Testing

@Suite("The control layer's process")
struct XenHelperTests {
    private static func mode(_ bits: Int) -> [FileAttributeKey: Any] { [.posixPermissions: bits] }

    @Test("is looked for below libexec, and beside a program that was just built")
    func locator() throws {
        let directory = try TemporaryDirectory()
        let bin = directory.path + "/bin"
        let libexec = directory.path + "/libexec/xen-provision"
        for path in [bin, libexec] {
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        }
        for path in ["\(bin)/beside", "\(bin)/both", "\(libexec)/both"] {
            #expect(FileManager.default.createFile(atPath: path, contents: nil, attributes: Self.mode(0o755)))
        }
        #expect(FileManager.default.createFile(atPath: "\(bin)/data", contents: nil, attributes: Self.mode(0o644)))
        let locator = HelperLocator(program: bin + "/xen-provision")
        #expect(locator.find("beside") == bin + "/beside")
        #expect(locator.find("both") == bin + "/../libexec/xen-provision/both")
        #expect(locator.find("data") == nil)
        #expect(locator.find("nothing") == nil)
    }

    @Test("of a guest has one who watches it, and only one")
    func lock() throws {
        let directory = try TemporaryDirectory()
        #expect(!GuestLock.isHeld("web1", in: directory.path))
        let lock = try #require(try GuestLock.take("web1", in: directory.path))
        #expect(GuestLock.isHeld("web1", in: directory.path))
        #expect(try GuestLock.take("web1", in: directory.path) == nil)
        #expect(try GuestLock.take("web2", in: directory.path) != nil)
        withExtendedLifetime(lock) {}
    }

    @Test("is watched by a unit that is gone when it ends, and that goes after xendomains")
    func unit() {
        let unit = MonitorLauncher.unit(guest: "web1", configuration: "/etc/xen/web1.cfg", domid: 7, program: "/bin/xp")
        #expect(
            unit.arguments == [
                "--quiet", "--collect", "--unit=xen-provision-monitor-7", "--description=Xen guest web1",
                "--property=Before=xendomains.service", "--", "/bin/xp", "monitor", "/etc/xen/web1.cfg",
            ])
    }
}
