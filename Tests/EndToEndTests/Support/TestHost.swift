import Glibc
import Testing

/// A host of one test, below one directory: `host` is what `/` is otherwise, `images` is what `--dir` names.
final class TestHost {
    let path: String
    /// The archive that guests are made from.
    var tarball: String
    /// Added to the environment of every run.
    var environment: [String: String] = [:]

    /// What the program takes for `/`.
    var root: String
    /// What `--dir` names.
    var images: String

    init() throws {
        var template = Array("/tmp/xen-provision-e2e.XXXXXX".utf8CString)
        let made = try #require(mkdtemp(&template))
        path = String(cString: made)
        try #require(chmod(path, 0o755) == 0)
        (tarball, root, images) = (path + "/root.tar", path + "/host", path + "/images")
        for name in ["images", "bin"] { mkdir("\(path)/\(name)", 0o755) }
        for name in ["xen-provision", "xen-create-image", "xen-delete-image", "xen-list-images"] {
            symlink(BuiltProgram.path, "\(path)/bin/\(name)")
        }
        try EndToEndTests.write(tarball, TinyRoot.archive)
        try Self.furnish(root)
    }

    /// Makes what a host has, and the program's own directories, which are made once and stay.
    static func furnish(_ root: String) throws {
        for name in [
            "", "etc", "etc/xen", "var", "var/log", "var/log/xen-provision", "var/lib", "var/lib/xen-provision",
            "var/lib/xen-provision/guests", "var/lib/xen-provision/manifests", "var/lib/xen-provision/journals",
        ] {
            mkdir("\(root)/\(name)", name.hasSuffix("journals") ? 0o700 : 0o755)
        }
        try EndToEndTests.write(root + "/var/lib/xen-provision/fleet.lock", "")
        try EndToEndTests.write(root + "/etc/hosts", "127.0.0.1\tlocalhost\n")
    }

    deinit {
        for process in processes { kill(process.pid, SIGKILL) }
        _ = eventually { self.processes.isEmpty }
        _ = try? Tool.end(["umount", path + "/small"])
        _ = try? Tool.end(["rm", "-rf", "--one-file-system", path])
    }

    // MARK: Running the program

    /// Starts the program under one of its names.
    func start(_ name: String, _ arguments: [String], input: String = "/dev/null") throws -> Child {
        let base = [
            "PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", BuiltProgram.rootVariable: root,
        ]
        return try Child(
            "\(path)/bin/\(name)", arguments, environment: base.merging(environment) { $1 }, input: input)
    }

    /// Runs it to its end.
    func run(_ name: String, _ arguments: String...) throws -> Child.Ending { try start(name, arguments).wait() }

    /// The options of a small guest without its name.
    var options: [String] {
        [
            "--dir=\(images)", "--ip=192.0.2.10/24", "--gateway=192.0.2.1", "--nameserver=192.0.2.1",
            "--bridge=xenbr0", "--install-method=tar", "--install-source=\(tarball)", "--size=64M", "--swap=1M",
        ]
    }

    /// Starts the creation of a small guest.
    func startCreate(_ guest: String, _ more: [String] = [], fault: String? = nil) throws -> Child {
        environment["XEN_PROVISION_FAULT"] = fault
        defer { environment["XEN_PROVISION_FAULT"] = nil }
        return try start("xen-create-image", ["--hostname=\(guest)"] + options + more)
    }

    /// Creates a small guest.
    func create(_ guest: String, _ more: String..., fault: String? = nil) throws -> Child.Ending {
        try startCreate(guest, more, fault: fault).wait()
    }

    /// Deletes the only guest, and the directory that may stay after the first one.
    func delete(_ guest: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let deleted = try run("xen-delete-image", "--yes", guest)
        #expect(deleted.status == 0, "\(deleted.said)", sourceLocation: sourceLocation)
        #expect(rmdir(images + "/domains") == 0, sourceLocation: sourceLocation)
    }

    /// Makes a role script; its body is run by sh.
    func writeRole(_ name: String, _ body: String) throws {
        for directory in ["etc/xen-tools", "etc/xen-tools/role.d"] { mkdir("\(root)/\(directory)", 0o755) }
        try EndToEndTests.write("\(root)/etc/xen-tools/role.d/\(name)", "#!/bin/sh\n\(body)\n", mode: 0o755)
    }

    // MARK: What is there

    var configurations: String { root + "/etc/xen" }
    var journals: String { root + "/var/lib/xen-provision/journals" }
    var records: String { root + "/var/lib/xen-provision/guests" }
    func disk(_ guest: String, _ name: String = "disk") -> String { "\(images)/domains/\(guest)/\(name).img" }
    func exists(_ path: String) -> Bool {
        var facts = stat()
        return lstat(path, &facts) == 0
    }

    /// Processes that speak of this test's directory, besides ourselves.
    var processes: [(pid: pid_t, words: String)] {
        names(in: "/proc").compactMap { pid_t($0) }.filter { $0 != getpid() }.compactMap { pid in
            let words = text(of: "/proc/\(pid)/cmdline")
            guard words.contains(path) || text(of: "/proc/\(pid)/environ").contains(path) else { return nil }
            return (pid, String(words.map { $0 == "\0" ? " " : $0 }))
        }
    }

    /// Waits for the end of every process of a run, and of its loop devices, which the kernel clears a moment later.
    func expectSilence(sourceLocation: SourceLocation = #_sourceLocation) {
        let silent = eventually { self.processes.isEmpty }
        #expect(silent, "\(processes)", sourceLocation: sourceLocation)
    }

    /// Expects the host to be as it was.
    func expect(
        unchangedSince before: HostSnapshot, _ comment: String = "", ignoring ignored: String? = nil,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        var after = try HostSnapshot(of: self, ignoring: ignored)
        // The kernel ends a dead namespace's loop devices in its own time.
        if after.loops != before.loops { _ = eventually { (try? HostSnapshot(of: self).loops) == before.loops } }
        if after != before { after = try HostSnapshot(of: self, ignoring: ignored) }
        let difference = after.difference(from: before)
        #expect(difference.isEmpty, "\(comment)\n\(difference)", sourceLocation: sourceLocation)
    }
}
