import Model
import Templates
import Testing

@testable import Distros

@Suite("interface names")
struct PinInterfaceNamesTests {
    private func apply(_ entries: [GuestPath: GuestEntry]) throws -> [GuestChange] {
        let network = try #require(try NetworkCase.all.first { $0.name == "two-vifs" }).network
        let before = GuestFiles(entries)
        return try PinInterfaceNames(network: network, templates: TemplateLibrary()).apply(to: before)
            .changes(from: before)
    }

    @Test("every vif keeps its name, by its MAC", arguments: ["/usr/lib/systemd/systemd", "/bin/udevadm"])
    func golden(_ program: String) throws {
        try Golden.check(try apply([GuestPath(program): .present]), folder: "Network-names", name: "two-vifs")
    }

    @Test("a root without systemd and udev is left as it is")
    func nobodyReads() throws {
        #expect(try apply(["/etc/systemd/network": .directory(GuestDirectory(names: ["00-a.link"]))]).isEmpty)
    }

    @Test("a link file that would come first is removed, others stay")
    func earlierFile() throws {
        let listing = GuestDirectory(names: ["00-a.link", "00-a.network", "50-b.link"])
        let changes = try apply(["/lib/systemd/systemd": .present, "/etc/systemd/network": .directory(listing)])
        let removed = changes.filter { if case .remove = $0 { true } else { false } }
        #expect(removed == [.remove("/etc/systemd/network/00-a.link")])
    }
}
