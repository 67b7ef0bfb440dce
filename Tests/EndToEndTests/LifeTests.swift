import Glibc
import Testing

/// The whole life of a guest under the names that xen-tools had.
@Suite(.serialized)
struct LifeTests {
    @Test("a guest is created, listed and deleted, and nothing of it stays")
    func life() throws {
        let host = try TestHost()
        mkdir(host.images + "/domains", 0o755)
        let before = try HostSnapshot(of: host)
        let made = try host.create("web1.example.org")
        #expect(made.status == 0, "\(made.said)")
        #expect(made.output.contains("Installation Summary"))
        let list = try host.run("xen-list-images")
        #expect(list.output.contains("web1.example.org"), "\(list.said)")
        let deleted = try host.run("xen-delete-image", "--yes", "web1.example.org")
        #expect(deleted.status == 0, "\(deleted.said)")
        try host.expect(unchangedSince: before)
    }
}
