import Model
import TestSupport
import Testing

@testable import Distros

@Suite("apt's sources and proxy")
struct AptEditTests {
    private let day = CalendarDate(daysSinceEpoch: 20_600)

    private func edit(
        _ suite: String, mirror: String, security: String? = nil, components: [String] = ["main"],
        signedBy: GuestPath? = nil, extras: [AptRepository] = []
    ) throws -> SetAptSources {
        let release = try #require(try SampleReleases.table().release(named: suite, on: day))
        let archives = release.aptSources(
            mirror: mirror, securityMirror: security, components: components, signedBy: signedBy)
        return try SetAptSources(
            SetAptSources.Sources(
                family: release.family, archives: archives, extras: extras, usesDeb822: release.understandsDeb822))
    }

    @Test("bookworm gets its release, updates and security as deb822, and the bootstrapper's files go")
    func bookworm() throws {
        let edit = try edit(
            "bookworm", mirror: "http://mirror.example.org/debian",
            security: "http://mirror.example.org/debian-security", components: ["main", "contrib"],
            signedBy: "/usr/share/keyrings/debian-archive-keyring.gpg")
        #expect(try GoldenFolder("SetAptSources/bookworm").differences(applying: edit) == [])
    }

    @Test("extra repositories bring their keys, and a user's own file stays")
    func extras() throws {
        let armoured = try AptRepository(
            name: "tools", uri: "https://mirror.example.org/tools", suites: ["trixie"], components: ["main"],
            key: Array("-----BEGIN PGP PUBLIC KEY BLOCK-----\n".utf8))
        let flat = try AptRepository(
            name: "flat", uri: "https://mirror.example.org/flat", suites: ["./"], key: [0x99, 0x01])
        let edit = try edit("trixie", mirror: "http://mirror.example.org/debian", extras: [armoured, flat])
        #expect(try GoldenFolder("SetAptSources/trixie-extra").differences(applying: edit) == [])
    }

    @Test("an apt from before deb822 gets one line a suite, and the old name of the security suite")
    func jessie() throws {
        let extra = try AptRepository(
            name: "tools", uri: "http://mirror.example.org/tools", suites: ["jessie"], components: ["main"], key: [0x99]
        )
        let edit = try edit(
            "jessie", mirror: "http://mirror.example.org/debian",
            security: "http://mirror.example.org/debian-security", extras: [extra])
        #expect(try GoldenFolder("SetAptSources/jessie").differences(applying: edit) == [])
    }

    @Test("Ubuntu has its pockets on one mirror")
    func noble() throws {
        let edit = try edit(
            "noble", mirror: "http://mirror.example.org/ubuntu", components: ["main", "universe"])
        #expect(try GoldenFolder("SetAptSources/noble").differences(applying: edit) == [])
    }

    @Test("sid has neither updates nor security")
    func sid() throws {
        let edit = try edit(
            "unstable", mirror: "http://mirror.example.org/debian",
            security: "http://mirror.example.org/debian-security")
        #expect(try GoldenFolder("SetAptSources/sid").differences(applying: edit) == [])
    }

    @Test("a mirror with a blank or a line break cannot smuggle in a second source")
    func injection() {
        let source = AptSource(
            uri: "http://mirror.example.org/debian\nTrusted: yes", suites: ["sid"], components: ["main"])
        #expect(throws: ProvisionError.self) {
            try SetAptSources(SetAptSources.Sources(family: .debian, archives: [source], usesDeb822: true))
        }
        #expect(throws: ProvisionError.self) {
            try AptRepository(name: "../x", uri: "http://mirror.example.org/x", suites: ["sid"])
        }
    }

    @Test("a proxy is set or taken away")
    func proxy() throws {
        let set = try SetAptProxy("http://192.0.2.1:3142")
        #expect(try GoldenFolder("SetAptProxy/set").differences(applying: set) == [])
        #expect(try GoldenFolder("SetAptProxy/unset").differences(applying: try SetAptProxy(nil)) == [])
        #expect(throws: ProvisionError.self) { try SetAptProxy("http://x/\"; DPkg::Pre-Invoke") }
    }
}
