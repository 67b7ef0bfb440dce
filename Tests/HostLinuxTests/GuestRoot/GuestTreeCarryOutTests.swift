import Glibc
import Model
import Provision
import Testing

@testable import HostLinux

@Suite("Writing into a guest's root", .enabled(if: geteuid() == 0, "owners need root"))
struct GuestTreeCarryOutTests {
    let directory: TemporaryDirectory
    let tree: GuestTree

    init() throws {
        directory = try TemporaryDirectory()
        try directory.makeDirectory("root")
        try directory.makeDirectory("outside")
        try directory.write("outside/hostname", "host\n")
        tree = try GuestTree(path: directory("root"))
    }

    private func put(_ path: GuestPath, _ text: String) throws(ProvisionError) {
        try tree.carryOut([.put(path, .file(GuestFile(content: Array(text.utf8))))])
    }

    @Test("a file gets its content, mode and owner, whatever the umask")
    func file() throws {
        let file = GuestFile(content: Array("x:*:\n".utf8), mode: 0o4640, owner: 1234, group: 42)
        try directory.makeDirectory("root/etc")
        try tree.carryOut([.put("/etc/shadow", .file(file))])
        #expect(try tree.load(reads: ["/etc/shadow"], probes: [], lists: [])["/etc/shadow"] == .file(file))
        #expect(directory.names("root/etc") == ["shadow"])
    }

    @Test("missing parents are made, root's, 0755")
    func parents() throws {
        try put("/etc/systemd/network/10-eth0.network", "[Match]\n")
        for name in ["root/etc", "root/etc/systemd", "root/etc/systemd/network"] {
            #expect(permissions(directory.facts(name)) == 0o755)
            #expect(directory.facts(name)?.st_uid == 0)
        }
        #expect(directory.text("root/etc/systemd/network/10-eth0.network") == "[Match]\n")
    }

    @Test("a link at the path is replaced and what it points to stays", arguments: ["../outside/hostname", "absolute"])
    func linkIsReplaced(target: String) throws {
        let before = try snapshot(directory("outside"))
        try directory.link("root/hostname", to: target == "absolute" ? directory("outside/hostname") : target)
        try put("/hostname", "guest\n")
        #expect(directory.text("root/hostname") == "guest\n")
        #expect(directory.target("root/hostname") == nil)
        #expect(try snapshot(directory("outside")) == before)
    }

    @Test("a directory that links outside is followed inside the root only")
    func absoluteParent() throws {
        let before = try snapshot(directory("outside"))
        try directory.link("root/etc", to: directory("outside"))
        expectFailure(.failed, "/etc in the guest's root") { () throws(ProvisionError) in
            try put("/etc/hostname", "guest\n")
        }
        try tree.carryOut([.remove("/etc/hostname")])
        #expect(try snapshot(directory("outside")) == before)
        #expect(directory.names("root") == ["etc"])
    }

    @Test("a parent that climbs above the root ends at the root")
    func climbingParent() throws {
        let before = try snapshot(directory("outside"))
        try directory.link("root/etc", to: "../../../../outside")
        expectFailure(.failed, "/etc in the guest's root") { () throws(ProvisionError) in
            try put("/etc/hostname", "guest\n")
        }
        try directory.makeDirectory("root/outside")
        try put("/etc/hostname", "guest\n")
        try tree.carryOut([.put("/etc/sub/dir", .directory(GuestDirectory())), .put("/etc/l", .link("x"))])
        #expect(directory.text("root/outside/hostname") == "guest\n")
        #expect(directory.names("root/outside") == ["hostname", "l", "sub"])
        #expect(try snapshot(directory("outside")) == before)
    }

    @Test("a circle of links as a parent is an error")
    func circle() throws {
        try directory.link("root/a", to: "b")
        try directory.link("root/b", to: "a")
        expectFailure(.failed, "/a in the guest's root") { () throws(ProvisionError) in try put("/a/file", "") }
    }

    @Test("a fifo is replaced without being opened")
    func fifo() throws {
        try #require(mkfifo(directory("root/hostname"), 0o644) == 0)
        try put("/hostname", "guest\n")
        #expect(directory.text("root/hostname") == "guest\n")
    }

    @Test("a hard link to a file outside is cut, not written to")
    func hardLink() throws {
        try #require(Glibc.link(directory("outside/hostname"), directory("root/hostname")) == 0)
        try put("/hostname", "guest\n")
        #expect(directory.text("outside/hostname") == "host\n")
        #expect(directory.text("root/hostname") == "guest\n")
    }

    @Test("links are made and replaced")
    func links() throws {
        try tree.carryOut([.put("/etc/localtime", .link("../usr/share/zoneinfo/UTC"))])
        try tree.carryOut([.put("/etc/localtime", .link("/usr/share/zoneinfo/Europe/Paris"))])
        #expect(directory.target("root/etc/localtime") == "/usr/share/zoneinfo/Europe/Paris")
        #expect(directory.names("root/etc") == ["localtime"])
    }

    @Test("directories are made or adjusted with what is in them, and take the place of a link")
    func directories() throws {
        try directory.makeDirectory("root/ssh")
        try directory.write("root/ssh/key", "k")
        let closed = GuestDirectory(mode: 0o1700, owner: 7, group: 8)
        try directory.link("root/link", to: directory("outside"))
        try tree.carryOut([
            .put("/ssh", .directory(closed)), .put("/link", .directory(closed)), .put("/new", .directory(closed)),
        ])
        for name in ["root/ssh", "root/link", "root/new"] {
            let facts = try #require(directory.facts(name))
            #expect(facts.st_mode == S_IFDIR | 0o1700)
            #expect(facts.st_uid == 7 && facts.st_gid == 8)
        }
        #expect(directory.text("root/ssh/key") == "k")
        #expect(permissions(directory.facts("outside")) == 0o755)
        try tree.carryOut([.put("/", .directory(GuestDirectory(mode: 0o750)))])
        #expect(permissions(directory.facts("root")) == 0o750)
    }

    @Test("files and links are removed, missing ones are fine, directories stay")
    func removal() throws {
        try directory.makeDirectory("root/dir")
        try directory.write("root/file", "")
        try directory.link("root/link", to: directory("outside/hostname"))
        try tree.carryOut([.remove("/file"), .remove("/link"), .remove("/missing"), .remove("/no/where")])
        #expect(directory.names("root") == ["dir"])
        #expect(directory.text("outside/hostname") == "host\n")
        expectFailure(.failed, "is a directory") { () throws(ProvisionError) in try tree.carryOut([.remove("/dir")]) }
    }

    @Test("a file does not take the place of a directory, and nothing is left behind")
    func fileOverDirectory() throws {
        try directory.makeDirectory("root/dir")
        expectFailure(.failed, "is a directory") { () throws(ProvisionError) in try put("/dir", "x") }
        expectFailure(.failed, "is a directory") { () throws(ProvisionError) in try put("/", "x") }
        #expect(directory.names("root") == ["dir"])
    }

    @Test("a file as a parent is an error that names it")
    func fileAsParent() throws {
        try directory.write("root/etc", "")
        expectFailure(.failed, "/etc in the guest's root") { () throws(ProvisionError) in try put("/etc/hostname", "x")
        }
    }

    @Test("an edit's changes arrive in the tree")
    func edit() throws {
        struct Rename: GuestEdit {
            let title = "rename"
            let reads: [GuestPath] = ["/etc/hostname", "/etc/old"]
            func apply(to files: GuestFiles) throws(ProvisionError) -> GuestFiles {
                var files = files
                files.write("/etc/hostname", "new\n")
                files.remove("/etc/old")
                return files
            }
        }
        try directory.makeDirectory("root/etc")
        try directory.write("root/etc/hostname", "old\n")
        try directory.write("root/etc/old", "")
        try #require(chmod(directory("root/etc/hostname"), 0o600) == 0)
        try tree.perform(Rename())
        #expect(directory.names("root/etc") == ["hostname"])
        #expect(directory.text("root/etc/hostname") == "new\n")
        #expect(permissions(directory.facts("root/etc/hostname")) == 0o600)
    }
}
