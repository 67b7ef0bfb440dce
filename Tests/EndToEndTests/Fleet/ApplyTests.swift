import Glibc
import Testing

/// Makes a host match its fleet.
@Suite(.serialized)
struct ApplyTests {
    @Test("what is missing is made, and made once")
    func idempotent() throws {
        let host = try TestHost()
        let fleet = try host.writeFleet("  web[1-2]: {}\n  db1: {ip: 192.0.2.10/24}\n")
        let before = try HostSnapshot(of: host)
        let plan = try host.run("xen-provision", "plan", fleet)
        #expect(plan.status == 2, "\(plan.said)")
        #expect(plan.output.contains("web1  create  192.0.2.100"), "\(plan.said)")
        try host.expect(unchangedSince: before, "plan")
        let applied = try host.run("xen-provision", "apply", fleet)
        #expect(applied.status == 0, "\(applied.said)")
        #expect(applied.output.contains("3 done."), "\(applied.said)")
        host.expectFleet(["web1", "web2", "db1"])
        #expect(try host.run("xen-provision", "plan", fleet).status == 0)
        let made = try HostSnapshot(of: host)
        let again = try host.run("xen-provision", "apply", fleet)
        #expect(again.status == 0)
        #expect(again.output.contains("3 unchanged."), "\(again.said)")
        try host.expect(unchangedSince: made, "a second apply")
    }

    @Test("hardware is reconfigured, disks are kept until a guest is named, removals are carried out")
    func changes() throws {
        let host = try TestHost()
        let first = try host.writeFleet("  a: {}\n  b: {}\n  c: {}\n")
        #expect(try host.run("xen-provision", "apply", first).status == 0)
        let disk = try Tool.run("stat", "-c", "%i", host.disk("b"))
        let second = try host.writeFleet("  a: {memory: 1G}\n  b: {size: 80M}\n", top: "removed: [c]")
        let refused = try host.run("xen-provision", "apply", second)
        #expect(refused.status == 73, "\(refused.said)")
        #expect(refused.errors.contains("b: size cannot change without making its disks anew: --replace b"))
        host.expectFleet(["a", "b", "c"], "nothing is done where a guest is blocked")
        let rest = try host.run("xen-provision", "apply", "--keep-going", second)
        #expect(rest.status == 73, "\(rest.said)")
        host.expectFleet(["a", "b"])
        #expect(text(of: host.configurations + "/a.cfg").contains("memory = 1024"))
        #expect(try Tool.run("stat", "-c", "%i", host.disk("b")) == disk)
        let replaced = try host.run("xen-provision", "apply", "--replace", "b", second)
        #expect(replaced.status == 0, "\(replaced.said)")
        #expect(try Tool.run("stat", "-c", "%s", host.disk("b")) == "\(80 << 20)\n")
        host.expectFleet(["a", "b"])
        #expect(try host.run("xen-provision", "plan", second).status == 0)
        #expect(try host.run("xen-provision", "diff", second).output == "2 unchanged.\n")
    }

    @Test("only the guests that are named are touched, and delete --file takes the fleet away")
    func only() throws {
        let host = try TestHost()
        let fleet = try host.writeFleet("  web[1-4]: {}\n")
        let before = try HostSnapshot(of: host)
        #expect(try host.run("xen-provision", "apply", "--only", "web[2-3]", fleet).status == 0)
        host.expectFleet(["web2", "web3"])
        let stray = try host.run("xen-provision", "apply", "--only", "wbe1", fleet)
        #expect(stray.status == 64)
        #expect(stray.errors.contains("did you mean 'web1'?"), "\(stray.said)")
        #expect(try host.run("xen-provision", "apply", fleet).status == 0)
        host.expectFleet(["web1", "web2", "web3", "web4"])
        let deleted = try host.run("xen-provision", "delete", "--yes", "--file", fleet)
        #expect(deleted.status == 0, "\(deleted.said)")
        #expect(rmdir(host.images + "/domains") == 0)
        try host.expect(unchangedSince: before)
    }

    @Test("a guest that fails is undone, those before it stay, and the next apply goes on")
    func failure() throws {
        let host = try TestHost()
        try host.writeRole("boom", "echo no way; exit 1")
        let broken = try host.writeFleet("  a: {}\n  b: {role: boom}\n  c: {}\n")
        let failed = try host.run("xen-provision", "apply", "--parallel", "1", broken)
        #expect(failed.status == 1, "\(failed.said)")
        #expect(failed.output.contains("1 done, 1 failed, 1 not begun."), "\(failed.said)")
        #expect(failed.said.contains("no way"), "\(failed.said)")
        host.expectFleet(["a"])
        let rest = try host.run("xen-provision", "apply", "--keep-going", broken)
        #expect(rest.status == 1, "\(rest.said)")
        host.expectFleet(["a", "c"])
        try host.writeRole("boom", "true")
        #expect(try host.run("xen-provision", "apply", broken).status == 0)
        host.expectFleet(["a", "b", "c"])
    }

    @Test("of two applies one works, and the other says who does")
    func lock() throws {
        let host = try TestHost()
        try host.writeRole("slow", "sleep 60")
        let fleet = try host.writeFleet("  a: {role: slow}\n")
        let first = try host.start("xen-provision", ["apply", fleet])
        #expect(first.says("a: Configure"), "\(first.said)")
        let second = try host.run("xen-provision", "apply", fleet)
        #expect(second.status == 75, "\(second.said)")
        #expect(second.errors.contains("process \(first.pid), 'apply \(fleet)', since "), "\(second.said)")
        #expect(try host.run("xen-provision", "plan", fleet).status == 2)
        kill(first.pid, SIGTERM)
        #expect(first.wait().status == 130)
        host.expectSilence()
        host.expectFleet([])
    }

    @Test("SIGINT takes back what is not finished and keeps what is")
    func interrupt() throws {
        let host = try TestHost()
        try host.writeRole("slow", "sleep 60")
        let fleet = try host.writeFleet("  a: {}\n  b: {role: slow}\n  c: {}\n")
        let run = try host.start("xen-provision", ["apply", "--parallel", "2", fleet])
        #expect(run.says("b: Configure"), "\(run.said)")
        #expect(run.says("c: done"), "\(run.said)")
        kill(run.pid, SIGINT)
        let ended = run.wait()
        #expect(ended.status == 130, "\(ended.said)")
        #expect(ended.output.contains("2 done, 1 interrupted and undone."), "\(ended.said)")
        host.expectSilence()
        host.expectFleet(["a", "c"])
    }

    @Test("a password from the environment reaches the guest and nothing else")
    func secret() throws {
        let host = try TestHost()
        let fleet = try host.writeFleet("  a: {password: {env: FLEET_PW}}\n")
        let missing = try host.run("xen-provision", "apply", fleet)
        #expect(missing.status == 64, "\(missing.said)")
        #expect(
            missing.errors.contains("fleet.yaml:16:17: the environment has no variable 'FLEET_PW'"), "\(missing.said)")
        host.environment["FLEET_PW"] = "sesame-open-4711"
        let applied = try host.run("xen-provision", "apply", fleet)
        #expect(applied.status == 0, "\(applied.said)")
        #expect(!applied.said.contains("sesame"))
        let shadow = try Tool.run("debugfs", "-R", "cat /etc/shadow", host.disk("a"))
        #expect(shadow.hasPrefix("root:$"), "\(shadow)")
        let found = try Tool.end(["grep", "-r", "sesame", host.root])
        #expect(found.status == 1, "\(found.said)")
    }

    @Test("a guest that somebody made by hand is in the way of nobody else, and is not touched")
    func foreign() throws {
        let host = try TestHost()
        let fleet = try host.writeFleet("  a: {}\n  b: {}\n")
        try EndToEndTests.write(host.configurations + "/b.cfg", "name = 'b'\nmemory = 64\n")
        let before = try HostSnapshot(of: host)
        let refused = try host.run("xen-provision", "apply", fleet)
        #expect(refused.status == 73, "\(refused.said)")
        #expect(refused.errors.contains("no record says that it is ours"), "\(refused.said)")
        try host.expect(unchangedSince: before, "nothing is done where a guest is in the way")
        let replaced = try host.run("xen-provision", "apply", "--replace", "b", fleet)
        #expect(replaced.status == 73, "\(replaced.said)")
        #expect(try host.run("xen-provision", "apply", "--keep-going", fleet).status == 73)
        #expect(host.recorded == ["a"])
        #expect(text(of: host.configurations + "/b.cfg") == "name = 'b'\nmemory = 64\n")
    }

    @Test("where the archive is gone half-way, finished guests stay, the rest is undone, and the next apply goes on")
    func archive() throws {
        let host = try TestHost()
        let dead = "install-method: mmdebstrap, mirror: 'http://127.0.0.1:9/debian', dist: bookworm, size: 2G"
        let broken = try host.writeFleet("  a: {}\n  b: {\(dead)}\n  c: {}\n")
        let failed = try host.start("xen-provision", ["apply", "--parallel", "1", "--keep-going", broken])
            .wait(seconds: 300)
        #expect([1, 69].contains(failed.status), "\(failed.said)")
        #expect(failed.output.contains("2 done, 1 failed."), "\(failed.said)")
        host.expectFleet(["a", "c"])
        let again = try host.writeFleet("  a: {}\n  b: {}\n  c: {}\n")
        let applied = try host.run("xen-provision", "apply", again)
        #expect(applied.status == 0, "\(applied.said)")
        #expect(applied.output.contains("1 done, 2 unchanged."), "\(applied.said)")
        host.expectFleet(["a", "b", "c"])
    }

    @Test("of two guests that are replaced, the second keeps its disks where the first cannot be made")
    func replaceOrder() throws {
        let host = try TestHost()
        try host.writeRole("boom", "true")
        let fleet = try host.writeFleet("  a: {role: boom}\n  b: {}\n")
        #expect(try host.run("xen-provision", "apply", fleet).status == 0)
        let disk = try Tool.run("stat", "-c", "%i", host.disk("b"))
        try host.writeRole("boom", "exit 1")
        let failed = try host.run(
            "xen-provision", "apply", "--parallel", "1", "--replace", "a", "--replace", "b", fleet)
        #expect(failed.status == 1, "\(failed.said)")
        host.expectFleet(["b"])
        #expect(try Tool.run("stat", "-c", "%i", host.disk("b")) == disk)
    }

    @Test("a file of 100 MB is refused in a moment, and no other file is")
    func huge() throws {
        let host = try TestHost()
        try Tool.run("truncate", "-s", "100M", host.path + "/huge.yaml")
        let start = monotonicSeconds()
        let refused = try host.run("xen-provision", "plan", host.path + "/huge.yaml")
        #expect(refused.status == 65, "\(refused.said)")
        #expect(refused.errors.contains("larger than 2 MiB"), "\(refused.said)")
        #expect(monotonicSeconds() - start < 20)
    }
}
