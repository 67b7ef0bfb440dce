import Glibc
import Testing

/// Runs creations on file systems that are too small, each a little less so.
@Suite(.serialized)
struct FullDiskTests {
    @Test("wherever the image directory runs out of space, everything is undone")
    func imagesRunOut() throws {
        let host = try Self.host()
        host.images = host.path + "/small"
        // Up to the size at which it succeeds: a tree of 3 MiB and an ext4 image of about twice that.
        let sizes = Array(stride(from: 128, to: 2944, by: 640)) + Array(stride(from: 2944, to: 4096, by: 64))
        try Self.sweep(host, (sizes + Array(stride(from: 4096, through: 24_576, by: 320))).map { "size=\($0)k" })
    }

    @Test("wherever the image directory runs out of inodes, everything is undone")
    func inodesRunOut() throws {
        let host = try Self.host()
        host.images = host.path + "/small"
        try Self.sweep(host, stride(from: 2, through: 90, by: 2).map { "size=64m,nr_inodes=\($0)" })
    }

    @Test("wherever the host's own directories run out of space, everything is undone")
    func stateRunsOut() throws {
        let host = try Self.host()
        host.root = host.path + "/small/host"
        try Self.sweep(host, stride(from: 4, through: 120, by: 4).map { "size=\($0)k" })
    }

    @Test("a full ext4 is left as it was too")
    func realFileSystem() throws {
        let host = try Self.host()
        host.images = host.path + "/small"
        var failures = 0
        for mebibytes in stride(from: 2, through: 26, by: 3) {
            let file = host.path + "/small.ext4"
            try Tool.run("truncate", "-s", "\(mebibytes)M", file)
            try Tool.run("mke2fs", "-q", "-F", "-t", "ext4", "-m", "0", file)
            try Tool.run("mount", "-o", "loop", file, host.path + "/small")
            let failed = try Self.attempt(host, "ext4 of \(mebibytes) MiB", files: "small")
            try Tool.run("umount", host.path + "/small")
            unlink(file)
            if !failed { break }
            failures += 1
        }
        #expect(failures > 2)
    }

    private static func host() throws -> TestHost {
        let host = try TestHost()
        try write(host.tarball, TinyRoot.compressible)
        try Tool.run("gzip", "-1", host.tarball)
        host.tarball += ".gz"
        mkdir(host.path + "/small", 0o755)
        return host
    }

    private static func sweep(_ host: TestHost, _ options: [String]) throws {
        var failures = 0
        for option in options {
            try Tool.run("mount", "-t", "tmpfs", "-o", option, "tmpfs", host.path + "/small")
            // Too small for the host itself: no case.
            let furnished = host.root.contains("/small/") ? (try? Self.furnish(host)) != nil : true
            let failed = try !furnished || attempt(host, option, files: nil)
            try Tool.run("umount", host.path + "/small")
            if !failed { break }
            failures += 1
        }
        #expect(failures > 3 && failures < options.count, "\(failures) of \(options.count) failed")

    }

    private static func furnish(_ host: TestHost) throws {
        try TestHost.furnish(host.root)
        // A quiet log takes no space from what is tested.
        try #require(rmdir(host.root + "/var/log/xen-provision") == 0)
        try write(host.root + "/var/log/xen-provision", "")
    }

    /// - Returns: whether the creation failed.
    private static func attempt(_ host: TestHost, _ comment: String, files: String?) throws -> Bool {
        let before = try HostSnapshot(of: host, ignoring: files == nil ? nil : "./small.ext4")
        let ending = try host.create("web1")
        if ending.status == 0 {
            try host.delete("web1")
        } else {
            #expect(ending.status == 1, "\(comment): \(ending.said)")
        }
        host.expectSilence()
        try host.expect(
            unchangedSince: before, comment + "\n" + ending.said, ignoring: files == nil ? nil : "./small.ext4")
        return ending.status != 0
    }
}
