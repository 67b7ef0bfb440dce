import Glibc
import Testing

/// Makes guests as an ordinary user: in a user namespace, without loop devices and without mounts on the host.
@Suite(.serialized)
struct UnprivilegedTests {
    /// A user of this machine with subordinate ids; none is made for the test.
    struct Person {
        let name: String
        let uid: uid_t
        let gid: gid_t

        static let found: Person? = {
            for line in text(of: "/etc/subuid").split(separator: "\n") {
                let name = line.prefix { $0 != ":" }
                guard let entry = getpwnam(String(name)), entry.pointee.pw_uid != 0,
                    text(of: "/etc/subgid").contains("\(name):")
                else { continue }
                return Person(name: String(name), uid: entry.pointee.pw_uid, gid: entry.pointee.pw_gid)
            }
            return nil
        }()
    }

    private static var isPossible: Bool { Person.found != nil && geteuid() == 0 && Tool.path("newuidmap") != nil }

    @Test(
        "a user with subordinate ids makes an image whose files are root's",
        .enabled(if: isPossible, "no user with subordinate ids"))
    func create() throws {
        let host = try TestHost()
        let person = try Self.handOver(host)
        let before = try HostSnapshot(of: host)
        let ending = try Self.start(host, person, "create", ["--hostname=web1"] + host.options).wait()
        #expect(ending.status == 0, "\(ending.said)")
        var facts = stat()
        #expect(stat(host.disk("web1"), &facts) == 0 && facts.st_uid == person.uid)
        try Tool.run("e2fsck", "-fn", host.disk("web1"))
        let listing = try Tool.run("debugfs", "-R", "stat /etc/hostname", host.disk("web1"))
        #expect(listing.contains("User:     0   Group:     0"), "\(listing)")
        let page = try Tool.run("debugfs", "-R", "stat /srv/page", host.disk("web1"))
        #expect(page.contains("User:    33   Group:    33"), "\(page)")
        let deleted = try Self.start(host, person, "delete", ["--yes", "web1"]).wait()
        #expect(deleted.status == 0, "\(deleted.said)")
        rmdir(host.images + "/domains")
        try host.expect(unchangedSince: before)
    }

    @Test(
        "killed at any record, an unprivileged run is rolled back too",
        .enabled(if: isPossible, "no user with subordinate ids"))
    func killed() throws {
        let host = try TestHost()
        let person = try Self.handOver(host)
        let before = try HostSnapshot(of: host)
        for record in [3, 8, 14, 18, 26, 34, 40] {
            let run = try Self.start(
                host, person, "create", ["--hostname=web1"] + host.options, fault: "hold-after:\(record)")
            #expect(run.says("fault: holding"), "\(record): \(run.said)")
            Victim.group.kill(run, host)
            _ = run.wait()
            host.expectSilence()
            let recovered = try Self.start(host, person, "recover", []).wait()
            #expect(recovered.status == 0, "\(record): \(recovered.said)")
            try host.expect(unchangedSince: before, "record \(record)")
        }
    }

    @Test(
        "what only root can do is refused before anything is touched",
        .enabled(if: isPossible, "no user with subordinate ids"))
    func refused() throws {
        let host = try TestHost()
        let person = try Self.handOver(host)
        let before = try HostSnapshot(of: host)
        let options = ["--hostname=web1"] + host.options + ["--fs=xfs", "--size=320M"]
        let ending = try Self.start(host, person, "create", options).wait()
        #expect(ending.status == 77, "\(ending.said)")
        try host.expect(unchangedSince: before)
    }

    /// Gives the host to the user, with a program that the user may read.
    private static func handOver(_ host: TestHost) throws -> Person {
        let person = try #require(Person.found)
        unlink(host.path + "/bin/xen-provision")
        try Tool.run("cp", BuiltProgram.path, host.path + "/bin/xen-provision")
        try Tool.run("chown", "-R", "-h", "\(person.uid):\(person.gid)", host.path)
        return person
    }

    private static func start(
        _ host: TestHost, _ person: Person, _ subcommand: String, _ arguments: [String], fault: String? = nil
    ) throws -> Child {
        var environment = [
            "PATH": "/usr/bin:/bin", "HOME": host.path, "LC_ALL": "C.UTF-8", BuiltProgram.rootVariable: host.root,
        ]
        environment["XEN_PROVISION_FAULT"] = fault
        let setpriv = try #require(Tool.path("setpriv"))
        let identity = ["--reuid=\(person.uid)", "--regid=\(person.gid)", "--clear-groups", "--inh-caps=-all"]
        return try Child(
            setpriv, identity + ["\(host.path)/bin/xen-provision", subcommand] + arguments, environment: environment)
    }
}
