import Model
import Testing

@testable import Provision

@Suite("Why a bootstrap failed")
struct BootstrapDiagnosisTests {
    private let archive = ArchiveSpec(
        family: .debian, suite: "bookworm", mirror: "http://mirror.example.org/debian", securityMirror: nil,
        guestMirror: nil, mirrorOrigin: "--mirror", components: ["main"], keyrings: ["/k.gpg"], proxy: nil,
        packages: [],
        variant: "important", allowExpired: false, repositories: [])

    private func explain(_ lines: [String]) -> ProvisionError {
        BootstrapDiagnosis(archive: archive)
            .explain(ProvisionError(.failed, "mmdebstrap failed with exit status 25", details: lines))
    }

    /// Lines that apt 2.6 and debootstrap 1.0.128 have printed.
    @Test(
        "the sentence names the cause",
        arguments: [
            (
                "  Could not connect to 192.0.2.9:80 (192.0.2.9). - connect (111: Connection refused)",
                "cannot be reached"
            ),
            ("E: Release file for http://x/InRelease is expired (invalid since 16d 16h).", "has expired"),
            (
                "  The following signatures couldn't be verified because: NO_PUBKEY 6ED0",
                "not signed by a key in /k.gpg"
            ),
            ("E: The repository 'http://x buster Release' does not have a Release file.", "there is no suite bookworm"),
            ("Err:1 http://x buster Release  404  Not Found [IP: 192.0.2.9 80]", "there is no suite bookworm"),
            ("  Temporary failure resolving 'mirror.example.org'", "cannot be reached"),
            ("E: Failed getting release file http://x/Release", "cannot be reached, or has no suite bookworm"),
            ("E: Unable to locate package no-such", "lacks a package"),
            ("tar: write error: No space left on device", "no space left"),
        ])
    func known(line: String, sentence: String) {
        #expect(explain(["Get:1 ...", line]).message.contains(sentence))
        #expect(explain([line]).hint != nil)
        #expect(explain([line]).details == [line])
    }

    @Test("an expired index is no unreachable mirror, although apt says that fetching failed too")
    func order() {
        let error = explain(["E: Failed to fetch ...  Could not resolve", "E: x is expired (invalid since 1d)"])
        #expect(error.message.contains("has expired"))
    }

    @Test("a mirror that does not resolve is not one without the suite, whatever follows from it")
    func unresolved() {
        for last in ["E: Failed getting release file http://x/Release", "E: x does not have a Release file."] {
            let error = explain(["  Could not resolve 'mirror.example.org'", last])
            #expect(error.message == "http://mirror.example.org/debian cannot be reached")
        }
    }

    @Test("what nobody knows stays as the program said it")
    func unknown() { #expect(explain(["E: something else"]).message == "mmdebstrap failed with exit status 25") }

    @Test("an interrupt is no failure of the archive")
    func interrupted() {
        let error = ProvisionError(.interrupted, "interrupted by SIGINT", details: ["Could not resolve"])
        #expect(BootstrapDiagnosis(archive: archive).explain(error) == error)
    }
}
