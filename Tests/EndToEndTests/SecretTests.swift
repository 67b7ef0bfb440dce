import Glibc
import TestSupport
import Testing

/// Looks for passwords wherever others could find them.
@Suite(.serialized)
struct SecretTests {
    /// Another one in each run of the tests, for another run may be at work on this machine.
    private static let secret = "Zebra-\(UInt64.random(in: 0...UInt64.max))-Quartz"
    private static let role = """
        env > "$1/../../../../roles-environment"
        cat /proc/*/environ /proc/*/cmdline > "$1/../../../../roles-processes" 2>/dev/null
        cat "$1"/../../../../host/var/lib/xen-provision/journals/* > "$1/../../../../roles-journals"
        sleep 0.2
        """

    @Test("a given password shows up nowhere but in the guest")
    func given() throws {
        let host = try TestHost()
        try write(host.path + "/password", Self.secret + "\n", mode: 0o600)
        try host.writeRole("spy", Self.role)
        let run = try host.startCreate("web1", ["--role=spy", "--verbose", "--password-file=\(host.path)/password"])
        let seen = Self.watch(run)
        let ending = run.wait()
        #expect(ending.status == 0, "\(ending.said)")
        #expect(seen.count > 20)
        #expect(seen.contains { $0.contains("spy") }, "the watch saw nothing of the run")
        unlink(host.path + "/password")
        try Self.expectNowhere(Self.secret, host, seen)
        #expect(!ending.said.contains(Self.secret))
        Self.expectNoHash(seen, host)
    }

    @Test("a generated password shows up in the summary only")
    func generated() throws {
        let host = try TestHost()
        try host.writeRole("spy", Self.role)
        let run = try host.startCreate("web1", ["--role=spy", "--verbose"])
        let seen = Self.watch(run)
        let ending = run.wait()
        #expect(ending.status == 0, "\(ending.said)")
        let line = try #require(ending.output.split(separator: "\n").first { $0.hasPrefix("Root Password") })
        let password = try #require(line.split(separator: " ").last.map(String.init))
        #expect(password.count == 23)
        #expect(!ending.errors.contains(password))
        try Self.expectNowhere(password, host, seen)
        Self.expectNoHash(seen, host)
    }

    @Test("a password that is written to a file is for its owner only, and is not shown")
    func written() throws {
        let host = try TestHost()
        let ending = try host.create("web1", "--write-password=\(host.path)/made")
        #expect(ending.status == 0, "\(ending.said)")
        let password = text(of: host.path + "/made").filter { $0 != "\n" }
        #expect(password.count == 23)
        #expect(!ending.said.contains(password))
        #expect(try Tool.run("stat", "-c", "%a", host.path + "/made") == "600\n")
        unlink(host.path + "/made")
        try Self.expectNowhere(password, host, [])
    }

    @Test("a password on the command line is taken with a warning")
    func onCommandLine() throws {
        let host = try TestHost()
        let ending = try host.create("web1", "--password=\(Self.secret)")
        #expect(ending.status == 0)
        #expect(ending.errors.contains("use --password-file"), "\(ending.said)")
        try Self.expectNowhere(Self.secret, host, [])
    }

    /// Every command line and environment of this machine, again and again while the run lasts.
    private static func watch(_ run: Child) -> Set<String> {
        var seen: Set<String> = []
        while !run.poll() {
            for pid in names(in: "/proc") where pid.first?.isNumber == true {
                for file in ["cmdline", "environ"] { seen.insert(text(of: "/proc/\(pid)/\(file)")) }
            }
        }
        return seen
    }

    private static func expectNowhere(
        _ secret: String, _ host: TestHost, _ seen: Set<String>, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        #expect(!seen.contains { $0.contains(secret) }, "in /proc", sourceLocation: sourceLocation)
        // Logs, journals, records, what the role saw, and the images themselves: the guest has only its hash.
        let found = try Tool.end(["grep", "-rlaF", "--", secret, host.path])
        #expect(found.status == 1 && found.output.isEmpty, "\(found.said)", sourceLocation: sourceLocation)
    }

    /// The hash is for the guest's shadow only.
    private static func expectNoHash(_ seen: Set<String>, _ host: TestHost) {
        for mark in ["$y$j", "$6$"] {
            #expect(!seen.contains { $0.contains(host.path) && $0.contains(mark) })
            for file in ["roles-environment", "roles-processes", "roles-journals"] {
                let content = text(of: "\(host.path)/\(file)")
                #expect(!content.isEmpty && !content.contains(mark), "\(file)")
            }
            #expect(!text(of: host.records + "/web1.json").contains(mark))
            #expect(!text(of: host.root + "/var/log/xen-provision/web1.log").contains(mark))
        }
    }
}
