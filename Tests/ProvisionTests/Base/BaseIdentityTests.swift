import Model
import Provision
import TestSupport
import Testing

@Suite("What makes two bases the same")
struct BaseIdentityTests {
    private func identity(
        releases: [String: String] = [:], _ change: (inout GuestBench) -> Void = { _ in }
    ) throws -> BaseIdentity? {
        var bench = try GuestBench()
        change(&bench)
        return try BaseIdentity(bench.spec(), facts: bench.facts, releases: releases, keys: [:])
    }

    @Test("is not what concerns one guest only: name, address, size, proxy, the guest's own mirror")
    func same() throws {
        let plain = try #require(try identity())
        let other = try identity {
            $0.set(Settings.hostname, "web2.example.org")
            $0.set(Settings.ip, "192.0.2.77")
            $0.set(Settings.size, "20G")
            $0.set(Settings.layout, "disk")
            $0.set(Settings.aptProxy, "http://proxy.example.org:3142")
            $0.set(Settings.guestMirror, "http://inside.example.org/debian")
        }
        #expect(other == plain)
    }

    @Test("is the suite, the packages, the mirror, the method, and what the archive held")
    func different() throws {
        let plain = try identity()
        #expect(try identity { $0.set(Settings.dist, "trixie") } != plain)
        #expect(try identity { $0.set(Settings.package, "vim") } != plain)
        #expect(try identity { $0.set(Settings.mirror, "http://other.example.org/debian") } != plain)
        #expect(try identity { $0.set(Settings.installMethod, "debootstrap") } != plain)
        #expect(try identity(releases: ["http://mirror.example.org/debian/dists/bookworm/InRelease": "1"]) != plain)
    }

    @Test("does not depend on the order in which packages are named")
    func order() throws {
        let one = try identity { $0.set(Settings.package, "vim", "curl") }
        #expect(try identity { $0.set(Settings.package, "curl", "vim", "curl") } == one)
    }

    @Test("cannot be told for a root that somebody brought, or an archive that the bootstrapper chooses")
    func none() throws {
        let brought = try identity {
            $0.set(Settings.installMethod, "tar")
            $0.set(Settings.installSource, "/images/root.tar.zst")
        }
        #expect(brought == nil)
        #expect(try identity { $0.facts.archives = [] } == nil)
    }

    @Test("asks for the signed lists of every suite, security and further archives included")
    func releaseFiles() throws {
        var bench = try GuestBench()
        bench.set(
            Settings.repository, "deb http://repo.example.org/tools stable main",
            "deb http://repo.example.org/flat ./ x")
        let archive = try #require(try bench.spec().installation.method.archive)
        #expect(
            try BaseIdentity.releaseFiles(of: archive, facts: bench.facts) == [
                "http://mirror.example.org/debian/dists/bookworm/InRelease",
                "http://mirror.example.org/debian/dists/bookworm-updates/InRelease",
                "http://mirror.example.org/debian-security/dists/bookworm-security/InRelease",
                "http://repo.example.org/tools/dists/stable/InRelease",
                "http://repo.example.org/flat/./InRelease",
            ])
    }
}
