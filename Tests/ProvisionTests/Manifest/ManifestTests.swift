import FoundationEssentials
import Model
import TestSupport
import Testing

@testable import Provision

@Suite("A guest's manifest")
struct ManifestTests {
    private static let status = """
        Package: zlib1g
        Status: install ok installed
        Architecture: amd64
        Multi-Arch: same
        Version: 1:1.2.13.dfsg-1
        Description: compression library - runtime
         Version: 9 is what a description may say,
         Package: liar

        Package: adduser
        Status: hold ok installed
        Architecture: all
        Version: 3.134

        Package: gone
        Status: deinstall ok config-files
        Architecture: amd64
        Version: 1

        Package: half
        Status: install reinstreq half-installed
        Architecture: amd64
        Version: 2

        Package: never
        Status: unknown ok not-installed

        """

    private static func digest(_ character: Character) -> String { String(repeating: character, count: 64) }

    private static func indexed(_ name: String, _ version: String, _ digest: String) -> String {
        """
        Package: \(name)
        Version: \(version)
        Architecture: amd64
        Filename: pool/\(name).deb
        SHA256: \(digest)


        """
    }

    @Test("has what dpkg calls installed, and nothing that is gone")
    func installed() {
        let packages = LockedPackage.installed(status: Array(Self.status.utf8))
        #expect(
            packages == [
                LockedPackage(name: "adduser", version: "3.134", architecture: "all"),
                LockedPackage(name: "half", version: "2", architecture: "amd64"),
                LockedPackage(name: "zlib1g", version: "1:1.2.13.dfsg-1", architecture: "amd64"),
            ])
    }

    @Test("survives any bytes in the place of dpkg's status")
    func bytes() {
        #expect(LockedPackage.installed(status: []).isEmpty)
        #expect(LockedPackage.installed(status: [0xFF, 0x0A, 0x0A, 0x3A, 0x0A, 0x00]).isEmpty)
        let odd = Array("Package:\nVersion: \nArchitecture: \u{1B}[31m".utf8)
        #expect(LockedPackage.installed(status: odd).count == 1)
    }

    @Test("takes a digest for a version and an architecture, and none that two archives contradict each other in")
    func indexes() {
        let text =
            Self.indexed("curl", "1", Self.digest("a")) + Self.indexed("curl", "2", Self.digest("b"))
            + Self.indexed("vim", "1", Self.digest("c")) + Self.indexed("vim", "1", Self.digest("d"))
            + Self.indexed("nano", "1", Self.digest("E")) + Self.indexed("nano", "1", Self.digest("e"))
            + Self.indexed("short", "1", "abc")
        let found = LockedPackage.indexed(Array(text.utf8))
        let shown = found.map { "\($0.name) \($0.version) \($0.sha256?.first ?? "-")" }
        #expect(shown == ["curl 1 a", "curl 2 b", "nano 1 e"])
    }

    @Test("keeps a digest that is known, and says null where none is")
    func proof() throws {
        let installed = [
            LockedPackage(name: "curl", version: "1", architecture: "amd64"),
            LockedPackage(name: "local", version: "1", architecture: "all"),
        ]
        var proof = PackageProof()
        let first = LockedPackage.indexed(Array(Self.indexed("curl", "1", Self.digest("a")).utf8))
        let later = LockedPackage.indexed(Array(Self.indexed("curl", "1", Self.digest("b")).utf8))
        proof.add(first, of: installed, releases: [ReleaseFile(address: "b", sha256: "2")])
        proof.add(
            later, of: installed,
            releases: [ReleaseFile(address: "b", sha256: "2"), ReleaseFile(address: "a", sha256: "1")])
        #expect(proof.missing(of: installed).map(\.name) == ["local"])
        #expect(proof.releases.map(\.address) == ["a", "b"])
        let packages = proof.applied(to: installed)
        #expect(packages.map(\.sha256) == [Self.digest("a"), nil])
        let manifest = GuestManifest(try GuestBench().spec(), proof: proof, packages: packages)
        let text = RecordText.encode(manifest)
        #expect(text.contains("\"sha256\" : null"))
        #expect(try JSONDecoder().decode(GuestManifest.self, from: Data(text.utf8)) == manifest)
        #expect(text == RecordText.encode(manifest))
    }

    @Test("names an archive's signed file by its address, as apt has quoted it")
    func addresses() {
        let digest = Self.digest("0")
        let text = """
            \(digest)  /root/var/lib/apt/lists/mirror.example.org_debian_dists_bookworm_InRelease
            \(digest)  /var/lib/apt/lists/mirror.example.org:8080_a%5fb_dists_buster_updates_Release
            \\\(digest)  /lists/_srv_mirror_.%2f_InRelease
            sha256sum: something went wrong

            """
        #expect(
            ReleaseFile.summed(text).map(\.address) == [
                "mirror.example.org/debian/dists/bookworm/InRelease",
                "mirror.example.org:8080/a_b/dists/buster/updates/Release", "/srv/mirror/.//InRelease",
            ])
    }

    @Test("is refused a name that the manifest of a guest has that is gone")
    func taken() throws {
        var bench = try GuestBench()
        bench.facts.paths["/var/lib/xen-provision/manifests/web1.json"] = PathFact(
            kind: .file, size: 1, isExecutable: false)
        let said = refusal { _ = try bench.spec() }
        #expect(said?.contains("/var/lib/xen-provision/manifests/web1.json exists already") == true, "\(said ?? "")")
    }
}
