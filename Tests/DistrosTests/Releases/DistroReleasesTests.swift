import Model
import Testing

@testable import Distros

@Suite("Releases")
struct DistroReleasesTests {
    private let table = Result { () throws(ProvisionError) in try SampleReleases.table() }

    private func release(_ name: String, on day: String = "2026-11-22") throws -> DistroRelease? {
        try table.get().release(named: name, on: try #require(CalendarDate(day)))
    }

    @Test(
        "aliases, numbers and codenames lead to a release",
        arguments: [
            ("stable", "trixie"), ("oldstable", "bookworm"), ("oldoldstable", "bullseye"), ("testing", "forky"),
            ("unstable", "sid"), ("12", "bookworm"), ("24.04", "noble"), ("lts", "resolute"), ("Bookworm", "bookworm"),
            ("daedalus", "daedalus"), ("ceres", "ceres"),
        ])
    func names(name: String, codename: String) throws {
        #expect(try release(name)?.codename == codename)
    }

    @Test("aliases follow the day")
    func aliasesMove() throws {
        #expect(try release("stable", on: "2025-08-08")?.codename == "bookworm")
        #expect(try release("stable", on: "2025-08-09")?.codename == "trixie")
        #expect(try release("testing", on: "2025-08-08")?.codename == "trixie")
        #expect(try release("lts", on: "2026-04-22")?.codename == "noble")
        #expect(try release("devel", on: "2026-01-01")?.codename == "resolute")
    }

    @Test("nobody knows these", arguments: ["", "potato-chips", "99", "devel", "kali-rolling"])
    func unknown(name: String) throws {
        #expect(try release(name) == nil)
    }

    @Test("a release is at its end only when the free long-term support is over")
    func endOfLife() throws {
        let day = try #require(CalendarDate("2026-11-22"))
        #expect(try release("bullseye")?.isEndOfLife(on: day) == true)
        #expect(try release("bookworm")?.isEndOfLife(on: day) == false)
        #expect(try release("sid")?.isEndOfLife(on: day) == false)
        #expect(
            try release("bullseye")?.keyrings(on: day) == [
                "debian-archive-keyring.gpg", "debian-archive-removed-keys.gpg",
            ])
        #expect(try release("trixie")?.keyrings(on: day) == ["debian-archive-keyring.gpg"])
    }

    @Test(
        "the security suite was renamed with bullseye, and rolling suites have none",
        arguments: [
            ("buster", "buster/updates"), ("bullseye", "bullseye-security"), ("noble", "noble-security"),
            ("beowulf", "beowulf-security"), ("sid", nil),
        ] as [(String, String?)])
    func securitySuite(name: String, suite: String?) throws {
        #expect(try #require(try release(name)).securitySuite == suite)
    }

    @Test("Debian keeps security on a mirror of its own, by convention beside the archive")
    func securityMirror() throws {
        let trixie = try #require(try release("trixie"))
        let mirror = "http://mirror.example.org/debian"
        #expect(trixie.aptSources(mirror: mirror, securityMirror: nil, components: ["main"]).count == 1)
        #expect(DistroRelease.securityMirror(beside: mirror + "/") == mirror + "-security")
        #expect(DistroRelease.securityMirror(beside: "http://mirror.example.org/") == nil)
        #expect(trixie.allComponents.last == "non-free-firmware")
        #expect(try release("bullseye")?.allComponents.last == "non-free")
    }

    @Test(
        "kernel packages by distribution and architecture",
        arguments: [
            ("trixie", "amd64", "linux-image-amd64"), ("trixie", "arm64", "linux-image-arm64"), ("trixie", "i386", nil),
            ("bookworm", "i386", "linux-image-686-pae"), ("noble", "amd64", "linux-image-virtual"),
            ("daedalus", "amd64", "linux-image-amd64"), ("trixie", "vax", nil),
        ] as [(String, String, String?)])
    func kernels(name: String, architecture: String, package: String?) throws {
        #expect(try #require(try release(name)).kernelPackage(architecture: architecture) == package)
    }

    @Test("defaults of guests change with their releases")
    func defaults() throws {
        #expect(try release("buster")?.defaultsToYescrypt == false)
        #expect(try release("bullseye")?.defaultsToYescrypt == true)
        #expect(try release("jessie")?.understandsDeb822 == false)
        #expect(try release("xenial")?.understandsDeb822 == true)
        #expect(try release("xenial")?.defaultRenderer == .ifupdown)
        #expect(try release("noble")?.defaultRenderer == .netplan)
        #expect(try release("trixie")?.defaultRenderer == .ifupdown)
    }

    @Test(
        "ext4 features that a guest's kernel or e2fsck does not know are left out",
        arguments: [
            ("wheezy", "^64bit ^metadata_csum ^metadata_csum_seed ^orphan_file"),
            ("jessie", "^metadata_csum ^metadata_csum_seed ^orphan_file"), ("bullseye", "^orphan_file"),
            ("jammy", "^orphan_file"), ("bookworm", ""), ("sid", ""), ("noble", ""),
            ("trusty", "^metadata_csum ^metadata_csum_seed ^orphan_file"),
        ])
    func filesystemFeatures(name: String, words: String) throws {
        let features = try #require(try release(name)).filesystemFeatures
        #expect(features.words(knownTo: "1.47.0").joined(separator: " ") == words)
        #expect(!features.words(knownTo: "1.46.6").contains("^orphan_file"))
    }

    @Test("a table without its header is refused")
    func badTable() {
        #expect(throws: ProvisionError.self) {
            try DistroReleases(debian: "12,Bookworm,bookworm\n", ubuntu: SampleReleases.ubuntu)
        }
    }

    @Test("days since 1970 become dates, leap days included")
    func dates() throws {
        #expect(CalendarDate(daysSinceEpoch: 0) == CalendarDate("1970-01-01"))
        #expect(CalendarDate(daysSinceEpoch: 19_782) == CalendarDate("2024-02-29"))
        #expect(CalendarDate(daysSinceEpoch: 19_783) == CalendarDate("2024-03-01"))
        #expect(CalendarDate(daysSinceEpoch: 20_779) == CalendarDate("2026-11-22"))
        #expect(CalendarDate(daysSinceEpoch: -1) == CalendarDate("1969-12-31"))
        #expect(CalendarDate("2026-13-01") == nil)
        #expect(CalendarDate("26-1-1") == nil)
    }
}
