import Glibc
import Testing

/// Guests that are made twice, on two hosts and at two times, and must be the same bit for bit.
@Suite(.serialized)
struct ReproducibleTests {
    private static let options = ["--seed=a test", "--source-date-epoch=1700000000"]

    /// Makes a guest and moves its images out of the way of the host's end.
    private func images(_ more: [String], into folder: String) throws {
        let host = try TestHost()
        let made = try host.startCreate("web1", Self.options + more).wait()
        #expect(made.status == 0, "\(made.said)")
        try Tool.run("cp", "--sparse=always", "-r", host.images + "/domains/web1", folder)
    }

    @Test(
        "two builds with one seed are the same",
        arguments: [[], ["--layout=disk"], ["--disk=data:16M:/srv:ext2"], ["--fs=ext3", "--image=full"]])
    func same(more: [String]) throws {
        let host = try TestHost()
        let (one, two) = (host.path + "/one", host.path + "/two")
        try images(more, into: one)
        // The clocks of inodes count seconds.
        _ = eventually(seconds: 1.1) { false }
        try images(more, into: two)
        let differing = try Tool.end(["diff", "-r", one, two])
        #expect(differing.status == 0, "\(differing.said)")
        if more.isEmpty {
            let checked = try Tool.end(["e2fsck", "-fn", one + "/disk.img"])
            #expect(checked.status == 0, "\(checked.said)")
            let page = try Tool.run("debugfs", "-R", "stat /srv/page", one + "/disk.img")
            #expect(page.contains("ctime: 0x6553f100"), "\(page)")
        }
    }

    @Test("another seed, another name or another time gives another image")
    func different() throws {
        let host = try TestHost()
        let first = try host.startCreate("web1", Self.options).wait()
        #expect(first.status == 0, "\(first.said)")
        for (name, more) in [
            ("web2", Self.options), ("web3", ["--seed=another", Self.options[1]]),
            ("web4", [Self.options[0], "--source-date-epoch=1600000000"]),
        ] {
            let made = try host.startCreate(name, more + ["--ip=192.0.2.11/24", "--no-hosts"]).wait()
            #expect(made.status == 0 || made.status == 73, "\(made.said)")
            guard made.status == 0 else { continue }
            #expect(try Tool.end(["cmp", host.disk("web1"), host.disk(name)]).status == 1, "\(name)")
            #expect(try host.run("xen-delete-image", "--yes", name).status == 0)
        }
    }

    @Test("nothing secret follows from the seed: no password, and none can be given but as a hash")
    func secrets() throws {
        let host = try TestHost()
        try EndToEndTests.write(host.path + "/password", "a secret\n")
        let refused = try host.startCreate("web1", Self.options + ["--password-file=\(host.path)/password"]).wait()
        #expect(refused.status == 64, "\(refused.said)")
        #expect(refused.errors.contains("--password-hash-file"), "\(refused.said)")
        let made = try host.startCreate("web1", Self.options).wait()
        #expect(made.status == 0, "\(made.said)")
        let shadow = try Tool.run("debugfs", "-R", "cat /etc/shadow", host.disk("web1"))
        #expect(shadow.hasPrefix("root:*:"), "\(shadow)")
        #expect(try host.run("xen-delete-image", "--yes", "web1").status == 0)
        try EndToEndTests.write(host.path + "/hash", "$6$salt$hashhashhash\n")
        let hashed = try host.startCreate("web1", Self.options + ["--password-hash-file=\(host.path)/hash"]).wait()
        #expect(hashed.status == 0, "\(hashed.said)")
        #expect(
            try Tool.run("debugfs", "-R", "cat /etc/shadow", host.disk("web1")).hasPrefix("root:$6$salt$hashhashhash:"))
    }

    @Test("a seed wants a time, and file systems that come out the same")
    func refusals() throws {
        let host = try TestHost()
        let untimed = try host.startCreate("web1", ["--seed=x"]).wait()
        #expect(untimed.status == 64 && untimed.errors.contains("--source-date-epoch"), "\(untimed.said)")
        let xfs = try host.startCreate("web1", Self.options + ["--fs=xfs", "--size=512M"]).wait()
        #expect(xfs.status == 64 && xfs.errors.contains("use ext4"), "\(xfs.said)")
        host.environment["SOURCE_DATE_EPOCH"] = "1700000000"
        let timed = try host.startCreate("web1", ["--seed=x"]).wait()
        #expect(timed.status == 0, "\(timed.said)")
    }

    @Test(
        "two bootstraps of one archive are the same",
        .enabled(if: getenv("XEN_PROVISION_LONG_TESTS") != nil, "takes minutes and an archive of packages"))
    func bootstraps() throws {
        let host = try TestHost()
        for number in ["one", "two"] {
            let build = try TestHost()
            let words = [
                "--hostname=web1", "--dist=bookworm", "--dir=\(build.images)", "--dhcp", "--bridge=xenbr0", "--size=2G",
                "--base-cache=no",
            ]
            let made = try build.start("xen-create-image", words + Self.options).wait(seconds: 900)
            #expect(made.status == 0, "\(made.said)")
            try Tool.run("cp", "--sparse=always", "-r", build.images + "/domains/web1", "\(host.path)/\(number)")
        }
        let differing = try Tool.end(["cmp", host.path + "/one/disk.img", host.path + "/two/disk.img"])
        #expect(differing.status == 0, "\(differing.said)")
    }
}
