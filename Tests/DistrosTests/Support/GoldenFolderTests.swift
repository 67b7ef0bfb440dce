import Glibc
import Model
import TestSupport
import Testing

@testable import Distros

@Suite("Golden folders", .disabled(if: getenv("RECORD_GOLDEN") != nil, "these edits are wrong on purpose"))
struct GoldenFolderTests {
    /// Reads, probes, lists what it is told to, and hands on what a closure makes of it.
    private struct Edit: GuestEdit {
        let title = "test"
        var reads: [GuestPath] = []
        var probes: [GuestPath] = []
        var lists: [GuestPath] = []
        var change: @Sendable (inout GuestFiles) -> Void = { _ in }
        func apply(to files: GuestFiles) throws(ProvisionError) -> GuestFiles {
            var files = files
            change(&files)
            return files
        }
    }

    @Test("an edit sees what it names and nothing else")
    func visibility() throws {
        let tree = try GoldenFolder("RootProbe/bookworm").before()
        let edit = Edit(
            reads: ["/etc/os-release", "/sbin/init"], probes: ["/lib/systemd/systemd", "/bin/nothing"],
            lists: ["/etc/pam.d"])
        let files = tree.visible(to: edit)
        #expect(files["/etc/os-release"] == .link("../usr/lib/os-release"))
        #expect(files["/sbin/init"] == .link("/lib/systemd/systemd"))
        #expect(files["/lib/systemd/systemd"] == .present)
        #expect(!files.exists("/bin/nothing"))
        #expect(files.names(in: "/etc/pam.d") == ["common-password"])
        #expect(files.entries.count == 4)
    }

    @Test("a wrong content, a wrong mode and a missing file are each a difference")
    func differences() throws {
        let folder = GoldenFolder("SetMachineID/trixie")
        let wrong = Edit { $0.write("/etc/machine-id", "wrong\n", mode: 0o444) }
        #expect(try folder.differences(applying: wrong).count == 1)
        let mode = Edit { $0.write("/etc/machine-id", "8f2b6a4e00014000800000000000000a\n", mode: 0o644) }
        #expect(try folder.differences(applying: mode).count == 1)
        #expect(try folder.differences(applying: Edit()).first?.contains("/etc/machine-id") == true)
    }

    @Test("an edit that changes something the second time is found out")
    func notIdempotent() throws {
        let edit = Edit(reads: ["/etc/machine-id"]) { files in
            files.write("/etc/machine-id", (files.text("/etc/machine-id") ?? "") + "x\n")
        }
        let differences = try GoldenFolder("SetMachineID/trixie").differences(applying: edit)
        #expect(differences.contains { $0.hasPrefix("the second time") })
    }

    @Test("a file that is known only from a listing can be removed, one that is not known cannot")
    func removal() throws {
        let edit = Edit(lists: ["/etc/ssh"])
        let seen = try GoldenFolder("InstallHostKeys/image").before().visible(to: edit)
        var files = seen
        files.remove("/etc/ssh/moduli")
        files.remove("/etc/ssh/nothing")
        #expect(files.changes(from: seen) == [.remove("/etc/ssh/moduli")])
        files.write("/etc/ssh/moduli", "new\n")
        #expect(files.changes(from: seen).map(\.path) == ["/etc/ssh/moduli"])
    }
}
