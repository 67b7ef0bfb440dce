import FoundationEssentials
import Glibc
import Testing

/// Lists guests, and changes nothing.
@Suite(.serialized)
struct ListTests {
    private struct Row: Decodable {
        let name: String
        let state: String
        let memoryMiB: Int?
        let addresses: [String]
        let macs: [String]
        let configuration: String?
        let drift: [String]
        let managed: Bool
    }

    @Test("the table and the JSON show every guest with what was edited by hand")
    func list() throws {
        let host = try TestHost()
        #expect(try host.create("web1.example.org").status == 0)
        let path = host.configurations + "/web1.example.org.cfg"
        try write(path, text(of: path) + "vcpus = 3\n")
        try write(host.configurations + "/old1.cfg", "name = 'old1'\nmemory = '256'\nvif = [ 'ip=192.0.2.99' ]\n")
        try write(host.configurations + "/broken.cfg", "((((\n")
        try write(host.configurations + "/xl.conf", "vif.default.bridge=\"xenbr0\"\n")
        let before = try HostSnapshot(of: host)
        let table = try host.run("xen-list-images")
        #expect(table.status == 0, "\(table.said)")
        let lines = table.output.split(separator: "\n").map(String.init)
        #expect(lines.count == 3, "\(table.said)")
        #expect(lines[0].hasPrefix("NAME"))
        #expect(lines[1].hasPrefix("old1 ") && lines[1].contains("256M"), "\(table.said)")
        #expect(lines[2].hasPrefix("web1.example.org ") && lines[2].hasSuffix("vcpus"), "\(table.said)")
        #expect(table.errors.contains("broken.cfg"), "\(table.said)")
        let json = try host.run("xen-provision", "list", "--json")
        let rows = try JSONDecoder().decode([Row].self, from: Data(json.output.utf8))
        #expect(rows.map(\.name) == ["old1", "web1.example.org"])
        #expect(rows.map(\.managed) == [false, true])
        #expect(rows[1].drift == ["vcpus"])
        #expect(rows[1].addresses == ["192.0.2.10"] && rows[0].addresses == ["192.0.2.99"])
        #expect(rows[1].memoryMiB == 512 && rows[1].macs.count == 1)
        try host.expect(unchangedSince: before)
    }

    @Test("a host without anything is listed and checked without making anything")
    func empty() throws {
        let host = try TestHost()
        try Tool.run("rm", "-rf", host.root)
        let before = try HostSnapshot(of: host)
        #expect(try host.run("xen-list-images").status == 0)
        #expect(try host.run("xen-provision", "list", "--json").output == "[\n\n]\n")
        #expect(try host.run("xen-provision", "recover", "--list").status == 0)
        #expect(try host.run("xen-provision", "doctor", "--json").output.hasPrefix("["))
        #expect(try host.start("xen-create-image", ["--hostname=web1", "--dry-run"] + host.options).wait().status == 0)
        try host.expect(unchangedSince: before)
    }

    @Test("doctor names a dead run and a missing directory, and fails where something is missing")
    func doctor() throws {
        let host = try TestHost()
        let run = try host.startCreate("web1", fault: "hold-after:20")
        #expect(run.says("fault: holding"))
        Victim.worker.kill(run, host)
        _ = run.wait()
        host.expectSilence()
        let before = try HostSnapshot(of: host)
        let ending = try host.run("xen-provision", "doctor", "--dir=/nonexistent")
        #expect(ending.status == 69, "\(ending.said)")
        #expect(ending.output.contains("dead runs: 1 to be cleared up"), "\(ending.said)")
        #expect(ending.output.contains("there is no directory /nonexistent"), "\(ending.said)")
        try host.expect(unchangedSince: before)
    }
}
