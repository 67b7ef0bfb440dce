import Testing

@testable import Model

@Suite("guest files: listed directories")
struct GuestFilesListingTests {
    private let before = GuestFiles(["/etc/netplan": .directory(GuestDirectory(names: ["a.yaml", "b.yaml"]))])

    @Test("a name taken out of a listing is a file to remove")
    func removal() throws {
        var after = before
        after.remove("a.yaml", from: "/etc/netplan")
        #expect(after.changes(from: before) == [.remove("/etc/netplan/a.yaml")])
    }

    @Test("a name that the listing does not have changes nothing")
    func unknownName() {
        var after = before
        after.remove("c.yaml", from: "/etc/netplan")
        after.remove("c.yaml", from: "/etc/other")
        #expect(after.changes(from: before).isEmpty)
    }

    @Test("a file that was removed and written again is only written")
    func replaced() {
        var after = before
        after.remove("a.yaml", from: "/etc/netplan")
        after.write("/etc/netplan/a.yaml", "new\n", mode: 0o600)
        let file = GuestFile(content: Array("new\n".utf8), mode: 0o600)
        #expect(after.changes(from: before) == [.put("/etc/netplan/a.yaml", .file(file))])
    }
}
