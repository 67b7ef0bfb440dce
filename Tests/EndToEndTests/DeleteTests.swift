import Glibc
import Testing

/// Removes guests: what belongs to them, and nothing else.
@Suite(.serialized)
struct DeleteTests {
    @Test("without a terminal and --yes nothing is removed")
    func unconfirmed() throws {
        let host = try TestHost()
        #expect(try host.create("web1").status == 0)
        let before = try HostSnapshot(of: host)
        let refused = try host.run("xen-delete-image", "web1")
        #expect(refused.status == 64, "\(refused.said)")
        #expect(refused.errors.contains("give --yes"), "\(refused.said)")
        let shown = try host.run("xen-delete-image", "--dry-run", "web1")
        #expect(shown.status == 0)
        #expect(shown.output.contains("Would delete: \(host.disk("web1"))"), "\(shown.said)")
        try host.expect(unchangedSince: before)
    }

    @Test("on a terminal it asks, and only a yes removes")
    func asked() throws {
        let host = try TestHost()
        #expect(try host.create("web1").status == 0)
        let before = try HostSnapshot(of: host)
        // script(1) lends the program a terminal.
        let command = "\(BuiltProgram.rootVariable)='\(host.root)' '\(host.path)/bin/xen-delete-image' web1"
        let no = try Tool.end(["sh", "-c", "echo n | script -qec \"\(command)\" /dev/null"])
        #expect(no.output.contains("Remove them? [y/N]"), "\(no.said)")
        try host.expect(unchangedSince: before)
        let yes = try Tool.end(["sh", "-c", "echo y | script -qec \"\(command)\" /dev/null"])
        #expect(yes.output.contains("Deleted: "), "\(yes.said)")
        #expect(!host.exists(host.disk("web1")))
    }

    @Test("an unknown guest is refused, and takes no other with it")
    func unknown() throws {
        let host = try TestHost()
        #expect(try host.create("web1").status == 0)
        let before = try HostSnapshot(of: host)
        for arguments in [["--yes", "nobody"], ["--yes", "web1", "nobody"], ["--yes", "../web1"], ["--yes", ""]] {
            let ending = try host.start("xen-delete-image", arguments).wait()
            #expect(ending.status == 64, "\(arguments): \(ending.said)")
            try host.expect(unchangedSince: before, "\(arguments)")
        }
    }

    @Test("a neighbour with a similar name, its files and the hosts file stay")
    func neighbours() throws {
        let host = try TestHost()
        #expect(try host.create("web", "--no-hosts").status == 0)
        let before = try HostSnapshot(of: host)
        let options = host.options.map { $0 == "--ip=192.0.2.10/24" ? "--ip=192.0.2.11/24" : $0 }
        #expect(try host.start("xen-create-image", ["--hostname=web1"] + options).wait().status == 0)
        #expect(text(of: host.root + "/etc/hosts").contains("192.0.2.11\tweb1\n"))
        symlink("../web1.cfg", host.configurations + "/auto")
        unlink(host.configurations + "/auto")
        mkdir(host.configurations + "/auto", 0o755)
        symlink("../web1.cfg", host.configurations + "/auto/web1.cfg")
        #expect(try host.run("xen-delete-image", "--yes", "--hostname", "web1").status == 0)
        #expect(rmdir(host.configurations + "/auto") == 0, "the autostart link goes with its guest")
        try host.expect(unchangedSince: before)
    }

    @Test("files that are not the guest's are kept and named, and the removal goes on when they are gone")
    func foreign() throws {
        let host = try TestHost()
        mkdir(host.images + "/domains", 0o755)
        let before = try HostSnapshot(of: host)
        #expect(try host.create("web1").status == 0)
        let notes = host.images + "/domains/web1/notes.txt"
        try write(notes, "mine\n")
        let stopped = try host.run("xen-delete-image", "--yes", "web1")
        #expect(stopped.status == 3, "\(stopped.said)")
        #expect(stopped.errors.contains("notes.txt"), "\(stopped.said)")
        #expect(text(of: notes) == "mine\n")
        #expect(try host.run("xen-list-images").output.contains("deleting"))
        unlink(notes)
        #expect(try host.run("xen-delete-image", "--yes", "web1").status == 0)
        try host.expect(unchangedSince: before)
    }

    @Test("a removal that was killed at any moment can be repeated")
    func killed() throws {
        let host = try TestHost()
        mkdir(host.images + "/domains", 0o755)
        let before = try HostSnapshot(of: host)
        var random = SeededGenerator(seed: 3)
        for round in 0..<12 {
            #expect(try host.create("web1").status == 0)
            let start = monotonicSeconds()
            let moment = Double.random(in: 0.005..<0.06, using: &random)
            let run = try host.start("xen-delete-image", ["--yes", "web1"])
            _ = eventually { monotonicSeconds() - start >= moment || run.poll() }
            kill(run.pid, SIGKILL)
            _ = run.wait()
            let again = try host.run("xen-delete-image", "--yes", "web1")
            // Nothing is left to repeat where the first one had come to its end.
            #expect([0, 64].contains(again.status), "round \(round): \(again.said)")
            try host.expect(unchangedSince: before, "round \(round), killed after \(moment) s")
        }
    }

    @Test("an edit by hand is shown before the guest goes, whatever it says")
    func drift() throws {
        let host = try TestHost()
        for edit in ["memory = 99\n", "((( no configuration\n"] {
            #expect(try host.create("web1").status == 0)
            let path = host.configurations + "/web1.cfg"
            try write(path, edit.hasPrefix("(") ? edit : text(of: path) + edit)
            let ending = try host.run("xen-delete-image", "--yes", "web1")
            #expect(ending.status == 0, "\(ending.said)")
            #expect(ending.output.contains("was edited since it was made"), "\(ending.said)")
            #expect(edit.hasPrefix("(") || ending.output.contains("memory"), "\(ending.said)")
            #expect(!host.exists(path) && !host.exists(host.disk("web1")))
        }
    }

    @Test("a guest that xen-tools made is removed by its configuration")
    func legacy() throws {
        let host = try TestHost()
        mkdir(host.images + "/domains", 0o755)
        let before = try HostSnapshot(of: host)
        try Self.makeLegacy(
            host, disks: ["file:\(host.images)/domains/old1/disk.img", "file:\(host.images)/domains/old1/swap.img"])
        let ending = try host.run("xen-delete-image", "--yes", "old1")
        #expect(ending.status == 0, "\(ending.said)")
        try host.expect(unchangedSince: before)
    }

    @Test(
        "a guest whose disk is elsewhere is refused whole",
        arguments: [
            "phy:/dev/vg0/old1-disk", "file:/etc/passwd", "file:HERE/domains/other/disk.img",
            "file:HERE/domains/old1/../other/disk.img",
        ])
    func elsewhere(_ disk: String) throws {
        let host = try TestHost()
        try Self.makeLegacy(
            host, disks: ["file:\(host.images)/domains/old1/swap.img", disk.replacingHere(host.images)])
        mkdir(host.images + "/domains/other", 0o755)
        try write(host.images + "/domains/other/disk.img", "precious")
        let before = try HostSnapshot(of: host)
        let ending = try host.run("xen-delete-image", "--yes", "old1")
        #expect(ending.status == 1, "\(ending.said)")
        #expect(ending.errors.contains("is not an image where xen-tools puts them"), "\(ending.said)")
        try host.expect(unchangedSince: before)
    }

    /// As xen-tools writes them.
    private static func makeLegacy(_ host: TestHost, disks: [String]) throws {
        mkdir(host.images + "/domains", 0o755)
        mkdir(host.images + "/domains/old1", 0o755)
        for name in ["disk", "swap"] { try write(host.disk("old1", name), "an image\n") }
        let list = disks.enumerated().map { "                  '\($1),xvda\($0 + 1),w',\n" }.joined()
        try write(
            host.configurations + "/old1.cfg",
            """
            #
            # Configuration file for the Xen instance old1, created
            # by xen-tools 4.9.2 on Mon Jan  1 00:00:00 2024.
            #
            bootloader = 'pygrub'
            vcpus       = '1'
            memory      = '256'
            root        = '/dev/xvda2 ro'
            disk        = [
            \(list)              ]
            name        = 'old1'
            vif         = [ 'ip=192.0.2.99 ,mac=00:16:3E:00:00:01' ]
            on_poweroff = 'destroy'
            on_reboot   = 'restart'
            on_crash    = 'restart'

            """)
    }
}

extension String {
    /// A test's argument is made before its host has a place.
    fileprivate func replacingHere(_ path: String) -> String {
        hasPrefix("file:HERE") ? "file:" + path + dropFirst("file:HERE".count) : self
    }
}
