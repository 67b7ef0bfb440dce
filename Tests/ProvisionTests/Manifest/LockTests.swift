import Model
import TestSupport
import Testing

@testable import Provision

@Suite("What is compared with a lock")
struct LockTests {
    private func manifest(_ guest: String, _ packages: [LockedPackage]?) throws -> GuestManifest {
        var bench = try GuestBench()
        bench.set(Settings.hostname, guest)
        return GuestManifest(try bench.spec(), proof: PackageProof(), packages: packages)
    }

    private func package(
        _ name: String, _ version: String, _ sha256: String? = "d", architecture: String = "amd64"
    ) -> LockedPackage {
        LockedPackage(name: name, version: version, architecture: architecture, sha256: sha256)
    }

    @Test("is equal where every package has its version and its digest")
    func equal() throws {
        let one = try manifest("web1", [package("curl", "1"), package("vim", "2", nil)])
        let comparison = LockComparison(locked: [one], now: [one])
        #expect(comparison.equal)
        #expect(comparison.guests.map(\.state) == [.equal])
    }

    @Test("differs in packages that were added, removed, of another version or from another file")
    func different() throws {
        let locked = try manifest(
            "web1", [package("a", "1"), package("b", "1"), package("c", "1"), package("d", "1"), package("e", "1")])
        let now = try manifest(
            "web1",
            [
                package("b", "2"), package("c", "1", "other"), package("d", "1", nil), package("e", "1"),
                package("f", "1"),
            ])
        let comparison = LockComparison(locked: [locked], now: [now])
        #expect(!comparison.equal)
        let found = comparison.guests.first?.differences.map { "\($0.package) \($0.change)" }
        #expect(found == ["a removed", "b version", "c digest", "d digest", "f added"])
    }

    @Test("knows a package of two architectures apart")
    func architectures() throws {
        let locked = try manifest("web1", [package("libc6", "1"), package("libc6", "1", architecture: "i386")])
        let now = try manifest("web1", [package("libc6", "1"), package("libc6", "2", architecture: "i386")])
        let differences = LockComparison(locked: [locked], now: [now]).guests.first?.differences
        #expect(differences?.map(\.architecture) == ["i386"])
    }

    @Test("names guests that only one side has, and those whose packages only one side knows")
    func guests() throws {
        let comparison = LockComparison(
            locked: [try manifest("app1", []), try manifest("web1", nil)],
            now: [try manifest("web1", [package("curl", "1")]), try manifest("new1", [])])
        #expect(comparison.guests.map(\.name) == ["app1", "new1", "web1"])
        #expect(comparison.guests.map(\.state) == [.missing, .unlocked, .different])
        #expect(LockComparison(locked: [], now: []).equal)
    }

    @Test("is not where the archive's signed files differ: they are signed anew also where no package has changed")
    func archives() throws {
        var one = try manifest("web1", [package("curl", "1")])
        var two = one
        one.archives = [ReleaseFile(address: "mirror.example.org/debian/dists/sid/InRelease", sha256: "1")]
        two.archives = [ReleaseFile(address: "mirror.example.org/debian/dists/sid/InRelease", sha256: "2")]
        #expect(LockComparison(locked: [one], now: [two]).equal)
    }

    @Test("comes from one document that is the same whatever order the guests are in")
    func document() throws {
        let (one, two) = (try manifest("web1", []), try manifest("app1", nil))
        #expect(RecordText.encode(LockDocument([one, two])) == RecordText.encode(LockDocument([two, one])))
    }
}
