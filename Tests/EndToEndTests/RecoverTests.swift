import FoundationEssentials
import Glibc
import Testing

/// Dead runs, from this boot and from an earlier one, and runs that meet.
@Suite(.serialized)
struct RecoverTests {
    @Test("what was cut off before the host booted is only reported, until it is asked for")
    func earlierBoot() throws {
        let host = try TestHost()
        let clean = try HostSnapshot(of: host)
        try Self.leaveDeadRun(host)
        let journal = try #require(names(in: host.journals).first)
        let path = "\(host.journals)/\(journal)"
        let boot = text(of: "/proc/sys/kernel/random/boot_id").filter { $0 != "\n" }
        let other = text(of: path).replacing(boot, with: "00000000-1111-2222-3333-444444444444")
        #expect(other != text(of: path))
        try write(path, other, mode: 0o600)
        let before = try HostSnapshot(of: host)
        let reported = try host.run("xen-provision", "recover")
        #expect(reported.errors.contains("use --earlier-boot"), "\(reported.said)")
        let listed = try host.run("xen-provision", "recover", "--list")
        #expect(listed.output.contains("from an earlier boot"), "\(listed.said)")
        try host.expect(unchangedSince: before)
        let create = try host.create("web1")
        #expect(create.status == 75, "\(create.said)")
        #expect(create.errors.contains("xen-provision recover"), "\(create.said)")
        try host.expect(unchangedSince: before)
        let recovered = try host.run("xen-provision", "recover", "--earlier-boot")
        #expect(recovered.status == 0, "\(recovered.said)")
        try host.expect(unchangedSince: clean)
    }

    @Test("a torn last line of a journal counts as not written")
    func torn() throws {
        let host = try TestHost()
        let clean = try HostSnapshot(of: host)
        try Self.leaveDeadRun(host)
        let path = "\(host.journals)/\(try #require(names(in: host.journals).first))"
        try write(path, text(of: path) + "{\"intent\":{\"step\":99,\"title\":\"x\",\"undo\":[{\"removeTr", mode: 0o600)
        #expect(try host.run("xen-provision", "recover").status == 0)
        try host.expect(unchangedSince: clean)
    }

    @Test("recover leaves what somebody else has put in the place of a run's file")
    func foreign() throws {
        let host = try TestHost()
        // Right after the configuration has its name, which a stranger takes over then.
        var reached = false
        for record in stride(from: 40, through: 70, by: 1) {
            let run = try host.startCreate("web1", fault: "hold-after:\(record)")
            guard run.says("fault: holding") else { break }
            let isThere = host.exists(host.configurations + "/web1.cfg")
            Victim.worker.kill(run, host)
            _ = run.wait()
            host.expectSilence()
            if isThere { reached = true }
            if reached { break }
            #expect(try host.run("xen-provision", "recover").status == 0)
        }
        #expect(reached)
        unlink(host.configurations + "/web1.cfg")
        try write(host.configurations + "/web1.cfg", "# a stranger's\n")
        let recovered = try host.run("xen-provision", "recover")
        #expect(recovered.status == 0, "\(recovered.said)")
        #expect(text(of: host.configurations + "/web1.cfg") == "# a stranger's\n")
        #expect(names(in: host.journals).isEmpty && names(in: host.images).isEmpty)
    }

    @Test("a run at work is left alone by recover, list and create")
    func atWork() throws {
        let host = try TestHost()
        let clean = try HostSnapshot(of: host)
        let run = try host.startCreate("web1", fault: "hold-after:30")
        #expect(run.says("fault: holding"))
        let files = try HostSnapshot(of: host).files
        let recovered = try host.run("xen-provision", "recover")
        #expect(recovered.status == 0 && !recovered.said.contains("Rolled back"), "\(recovered.said)")
        #expect(recovered.errors.contains("A run for web1 is at work"), "\(recovered.said)")
        #expect(try host.run("xen-provision", "recover", "--list").output.contains("at work"))
        let second = try host.create("web1")
        #expect(second.status == 75, "\(second.said)")
        #expect(try HostSnapshot(of: host).files == files)
        Victim.group.kill(run, host)
        _ = run.wait()
        host.expectSilence()
        #expect(try host.run("xen-provision", "recover").status == 0)
        try host.expect(unchangedSince: clean)
    }

    @Test("of two creations of one name at once exactly one works")
    func twice() throws {
        let host = try TestHost()
        let clean = try HostSnapshot(of: host)
        for round in 0..<6 {
            let runs = try [host.startCreate("web1"), host.startCreate("web1")]
            let endings = runs.map { $0.wait() }
            let statuses = endings.map(\.status).sorted()
            #expect(statuses == [0, 73] || statuses == [0, 75], "round \(round): \(endings.map(\.said))")
            #expect(names(in: host.images + "/domains") == ["web1"])
            #expect(names(in: host.journals).isEmpty)
            try Tool.run("e2fsck", "-fn", host.disk("web1"))
            try host.delete("web1")
            try host.expect(unchangedSince: clean, "round \(round)")
        }
    }

    @Test("creations of several names at once all work, and each has its line in the hosts file")
    func several() throws {
        let host = try TestHost()
        let clean = try HostSnapshot(of: host)
        mkdir(host.images + "/domains", 0o755)
        let numbers = 1...5
        let runs = try numbers.map { number in
            let options = host.options.map { $0.replacing("192.0.2.10/24", with: "192.0.2.2\(number)/24") }
            return try host.start("xen-create-image", ["--hostname=web\(number)"] + options)
        }
        for run in runs { #expect(run.wait().status == 0, "\(run.said)") }
        for number in numbers {
            #expect(text(of: host.root + "/etc/hosts").contains("192.0.2.2\(number)\tweb\(number)\n"))
        }
        let deletions = try numbers.map { try host.start("xen-delete-image", ["--yes", "web\($0)"]) }
        for run in deletions { #expect(run.wait().status == 0, "\(run.said)") }
        rmdir(host.images + "/domains")
        try host.expect(unchangedSince: clean)
    }

    private static func leaveDeadRun(_ host: TestHost) throws {
        let run = try host.startCreate("web1", fault: "hold-after:30")
        #expect(run.says("fault: holding"))
        Victim.worker.kill(run, host)
        _ = run.wait()
        host.expectSilence()
    }
}
