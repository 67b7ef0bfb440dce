import FoundationEssentials
import Glibc
import Testing

/// Writes what guests were made of, and compares it.
@Suite(.serialized)
struct LockTests {
    private struct Comparison: Decodable {
        struct Guest: Decodable {
            struct Difference: Decodable {
                let package: String
                let change: String
            }

            let name: String
            let state: String
            let differences: [Difference]
        }

        let equal: Bool
        let guests: [Guest]
    }

    /// A role that installs a package, as far as dpkg's table tells.
    private func installing(_ package: String, _ version: String, on host: TestHost) throws {
        try host.writeRole(
            "install",
            "printf '\\nPackage: \(package)\\nStatus: install ok installed\\nArchitecture: all\\nVersion: \(version)\\n'"
                + " >> \"$1/var/lib/dpkg/status\"")
    }

    @Test("a guest from an archive has its packages without digests, those of its roles too")
    func tar() throws {
        let host = try TestHost()
        try installing("site-config", "1.0", on: host)
        #expect(try host.create("web1", "--role=install").status == 0)
        let locked = try host.run("xen-provision", "lock")
        #expect(locked.status == 0, "\(locked.said)")
        let guests = try Lock(locked.output).guests
        #expect(guests.map(\.guest) == ["web1"] && guests.first?.method == "tar")
        let packages = guests.first?.packages ?? []
        #expect(packages.map { "\($0.name) \($0.version)" } == ["base-files 12.4", "dash 0.5.12-2", "site-config 1.0"])
        #expect(packages.allSatisfy { $0.sha256 == nil })
        #expect(locked.output.contains("\"sha256\" : null"))
        let again = try host.run("xen-provision", "lock", "web1")
        #expect(again.output == locked.output)
        try host.delete("web1")
        #expect(names(in: host.root + "/var/lib/xen-provision/manifests").isEmpty)
    }

    @Test("the check tells what differs from a lock, and nothing where nothing does")
    func check() throws {
        let host = try TestHost()
        let lock = host.path + "/fleet.lock.json"
        try installing("site-config", "1.0", on: host)
        #expect(try host.create("web1", "--role=install").status == 0)
        #expect(try host.run("xen-provision", "lock", "--output", lock).status == 0)
        let equal = try host.run("xen-provision", "lock", "--check", lock)
        #expect(equal.status == 0 && equal.output == "1 equal.\n", "\(equal.said)")
        try host.delete("web1")
        let gone = try host.run("xen-provision", "lock", "--check", lock)
        #expect(gone.status == 2 && gone.output.contains("missing"), "\(gone.said)")
        try installing("site-config", "1.1", on: host)
        #expect(try host.create("web1", "--role=install").status == 0)
        let newer = try host.run("xen-provision", "lock", "--check", lock, "web1")
        #expect(newer.status == 2, "\(newer.said)")
        let row = newer.output.split(separator: "\n").dropFirst().first?.split(separator: " ").map(String.init)
        #expect(row == ["web1", "site-config", "all", "version", "1.0", "1.1"], "\(newer.said)")
        let json = try host.run("xen-provision", "lock", "--check", lock, "--json")
        let comparison = try JSONDecoder().decode(Comparison.self, from: Data(json.output.utf8))
        #expect(json.status == 2 && !comparison.equal)
        #expect(comparison.guests.map(\.state) == ["different"])
        #expect(comparison.guests.first?.differences.map(\.change) == ["version"])
        #expect(try host.run("xen-provision", "lock", "--output", lock).status == 0, "a lock may be made anew")
        #expect(try host.run("xen-provision", "lock", "--check", lock).status == 0)
    }

    @Test("what cannot be meant is refused in a sentence, and changes nothing")
    func refused() throws {
        let host = try TestHost()
        #expect(try host.create("web1").status == 0)
        try write(host.configurations + "/old1.cfg", "name = 'old1'\nmemory = '256'\n")
        try write(host.path + "/notes.txt", "my notes\n")
        try write(host.path + "/newer.json", "{\"schema\": 2, \"anything\": []}\n")
        try write(host.path + "/bad.json", "{\"schema\": 1, \"guests\": [{\"guest\": \"a b\"}]}\n")
        let before = try HostSnapshot(of: host)
        let notes = host.path + "/notes.txt"
        let cases: [(words: [String], status: Int32, says: String)] = [
            (["nobody"], 64, "there is no guest nobody"),
            (["old1"], 64, "the guest old1 has no manifest"),
            (["a b"], 64, "'a b' is not a host name"),
            (["--output", notes], 73, "notes.txt exists already, and is no lock"),
            (["--output", host.path], 73, "exists already, and is no lock"),
            (["--check", notes], 65, "notes.txt is not a lock"),
            (["--check", host.path + "/newer.json"], 65, "was written by a newer version"),
            (["--check", host.path + "/bad.json"], 65, "bad.json is not a lock: guests[0]"),
            (["--check", host.path + "/nothing"], 64, "there is no file"),
            (["--check", notes, "--output", notes], 64, "--check writes no document"),
            (["--json"], 64, "--json belongs to --check"),
        ]
        for (words, status, says) in cases {
            let ending = try host.start("xen-provision", ["lock"] + words).wait()
            #expect(ending.status == status, "\(words): \(ending.said)")
            #expect(ending.errors.contains(says), "\(words): \(ending.said)")
            #expect(ending.output.isEmpty, "\(words)")
        }
        let all = try host.run("xen-provision", "lock")
        #expect(all.status == 0 && all.errors.contains("old1 has no manifest"), "\(all.said)")
        try host.expect(unchangedSince: before)
    }

    @Test("a manifest whose guest is gone keeps its name from a new one, which is told before anything is made")
    func stale() throws {
        let host = try TestHost()
        try write(host.root + "/var/lib/xen-provision/manifests/web1.json", "{}\n")
        let before = try HostSnapshot(of: host)
        let ending = try host.create("web1")
        #expect(ending.status == 73 && ending.errors.contains("remove that file"), "\(ending.said)")
        try host.expect(unchangedSince: before)
    }
}
