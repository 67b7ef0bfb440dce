import Glibc
import Model
import Testing

@testable import HostLinux

@Suite("Reading a guest's root") struct GuestTreeLoadTests {
    let directory: TemporaryDirectory
    let tree: GuestTree

    /// A root next to a directory that it must never reach.
    init() throws {
        directory = try TemporaryDirectory()
        try directory.makeDirectory("root")
        try directory.makeDirectory("root/etc")
        try directory.makeDirectory("outside")
        try directory.write("outside/hostname", "secret\n")
        tree = try GuestTree(path: directory("root"))
    }

    private func read(_ path: GuestPath) throws -> GuestEntry? {
        try tree.load(reads: [path], probes: [], lists: [])[path]
    }

    @Test("a file comes with content, mode and owner")
    func file() throws {
        try directory.write("root/etc/hostname", "guest\n")
        try #require(chmod(directory("root/etc/hostname"), 0o4640) == 0)
        guard case .file(let file) = try read("/etc/hostname") else {
            Issue.record("no file")
            return
        }
        #expect(file.text == "guest\n")
        #expect(file.mode == 0o4640)
        #expect(file.owner == geteuid())
    }

    @Test(
        "a link is given as a link, whether it leads somewhere or not",
        arguments: ["/etc/x", "../../../outside/hostname", "loop"])
    func link(target: String) throws {
        try directory.link("root/etc/loop", to: target)
        #expect(try read("/etc/loop") == .link(target))
    }

    @Test("a directory comes without names unless it is listed")
    func directories() throws {
        try directory.write("root/etc/b", "")
        try directory.write("root/etc/a", "")
        guard case .directory(let plain) = try read("/etc") else {
            Issue.record("no directory")
            return
        }
        #expect(plain.names.isEmpty)
        let files = try tree.load(reads: ["/etc"], probes: [], lists: ["/etc", "/missing"])
        #expect(files.names(in: "/etc") == ["a", "b"])
        #expect(!files.exists("/missing"))
    }

    @Test("the root itself can be read and listed")
    func top() throws {
        let files = try tree.load(reads: ["/"], probes: ["/"], lists: ["/"])
        #expect(files.names(in: "/") == ["etc"])
    }

    @Test("an absolute link in the path stays inside", arguments: ["/outside", "../../outside", "/../../../outside"])
    func parentsStayInside(target: String) throws {
        try directory.link("root/out", to: target)
        try directory.link("root/absolute", to: directory("outside"))
        let files = try tree.load(
            reads: ["/out/hostname", "/absolute/hostname"], probes: ["/out/hostname", "/absolute/hostname"],
            lists: ["/out", "/absolute"])
        #expect(files.entries.isEmpty)
        // The same link leads somewhere once the guest has such a directory of its own.
        try directory.makeDirectory("root/outside")
        try directory.write("root/outside/hostname", "inside\n")
        #expect(try tree.load(reads: ["/out/hostname"], probes: [], lists: []).text("/out/hostname") == "inside\n")
        #expect(try tree.load(reads: [], probes: [], lists: ["/out"]).names(in: "/out") == ["hostname"])
    }

    @Test("a probe follows links inside the root and does not count dangling or circular ones")
    func probes() throws {
        try directory.makeDirectory("root/usr")
        try directory.write("root/usr/tool", "")
        try directory.link("root/good", to: "/usr/tool")
        try directory.link("root/dangling", to: "/usr/nothing")
        try directory.link("root/circle", to: "circle")
        let files = try tree.load(
            reads: [], probes: ["/good", "/dangling", "/circle", "/usr", "/usr/tool/below", "/missing"], lists: [])
        #expect(files == GuestFiles(["/good": .present, "/usr": .present]))
    }

    @Test("what lies behind a file, a dangling link or a circle is missing")
    func unreachable() throws {
        try directory.write("root/file", "")
        try directory.link("root/dangling", to: "nothing")
        try directory.link("root/circle", to: "circle")
        let paths: [GuestPath] = ["/file/x", "/dangling/x", "/circle/x", "/missing/x"]
        #expect(try tree.load(reads: paths, probes: paths, lists: paths).entries.isEmpty)
    }

    @Test("a fifo is neither opened nor waited for")
    func fifo() throws {
        try #require(mkfifo(directory("root/etc/hostname"), 0o644) == 0)
        #expect(try read("/etc/hostname") == .present)
        expectFailure(.badInput, "not a regular file") { () throws(ProvisionError) in
            try tree.copyOut("/etc/hostname", to: directory("copy"))
        }
        #expect(directory.facts("copy") == nil)
    }

    @Test("a device is not opened", .enabled(if: geteuid() == 0))
    func device() throws {
        // Major 0 has no driver: opening it would be an error.
        try #require(mknod(directory("root/etc/hostname"), S_IFCHR | 0o666, 0) == 0)
        #expect(try read("/etc/hostname") == .present)
    }

    @Test("a file above 16 MiB is refused by name")
    func large() throws {
        let path = try directory.write("root/etc/hostname", "")
        try #require(truncate(path, 16 << 20) == 0)
        guard case .file = try read("/etc/hostname") else {
            Issue.record("no file")
            return
        }
        try #require(truncate(path, (16 << 20) + 1) == 0)
        expectFailure(.badInput, "/etc/hostname") { () throws(ProvisionError) in
            _ = try tree.load(reads: ["/etc/hostname"], probes: [], lists: [])
        }
    }

    @Test("a copy out follows links inside and is private")
    func copyOut() throws {
        try directory.makeDirectory("root/boot")
        try directory.write("root/boot/vmlinuz-6.1", "kernel")
        try directory.link("root/vmlinuz", to: "/boot/vmlinuz-6.1")
        try tree.copyOut("/vmlinuz", to: directory("kernel"))
        #expect(directory.text("kernel") == "kernel")
        #expect(permissions(directory.facts("kernel")) == 0o600)
        expectFailure(.exists, directory("kernel")) { () throws(ProvisionError) in
            try tree.copyOut("/vmlinuz", to: directory("kernel"))
        }
        expectFailure(.badInput, "there is no /initrd") { () throws(ProvisionError) in
            try tree.copyOut("/initrd", to: directory("initrd"))
        }
        try directory.link("root/hostname", to: directory("outside/hostname"))
        expectFailure(.badInput, "there is no /hostname") { () throws(ProvisionError) in
            try tree.copyOut("/hostname", to: directory("stolen"))
        }
    }

    @Test("a root that is not there is an error that names it")
    func noRoot() {
        expectFailure(.failed, directory("nowhere")) { () throws(ProvisionError) in
            _ = try GuestTree(path: directory("nowhere"))
        }
    }
}
