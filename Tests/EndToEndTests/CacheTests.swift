import Glibc
import Testing

/// Bases, as far as they can be tried without an archive of packages.
@Suite(.serialized)
struct CacheTests {
    /// Two bases that were described, and never bootstrapped.
    private func keep(_ host: TestHost) throws -> [String] {
        let folder = host.root + "/var/cache/xen-provision/bases"
        try Tool.run("mkdir", "-p", folder)
        var images: [String] = []
        for (index, day) in [1, 40].enumerated() {
            let path = "\(folder)/\(String(repeating: "\(index + 1)", count: 64))"
            let made = Int(time(nil)) - day * 86_400
            try EndToEndTests.write(path + ".ext4", String(repeating: "x", count: 8192))
            try EndToEndTests.write(
                path + ".json",
                """
                {"made": \(made), "size": {"bytes": 8192}, "digest": "0-8192", "identity": {"schema": 1, "method": "mmdebstrap",
                 "architecture": "amd64", "ext4Features": [], "releases": {}, "keys": {}, "archive": {"family": "debian",
                 "suite": "bookworm", "mirrorOrigin": "", "components": ["main"], "keyrings": [], "packages": [],
                 "variant": "important", "allowExpired": false, "repositories": []}}}
                """)
            try Tool.run("touch", "-d", "@\(made)", path + ".json")
            images.append(path + ".ext4")
        }
        return images
    }

    @Test("prune keeps to an age and to a size, and without either takes all")
    func prune() throws {
        let host = try TestHost()
        let images = try keep(host)
        #expect(try host.run("xen-provision", "cache", "list").output.split(separator: "\n").count == 3)
        let young = try host.run("xen-provision", "cache", "prune", "--older-than", "41", "--max-size", "1M")
        #expect(young.status == 0, "\(young.said)")
        #expect(images.map(host.exists) == [true, true])
        #expect(try host.run("xen-provision", "cache", "prune", "--older-than", "30").status == 0)
        #expect(images.map(host.exists) == [true, false])
        _ = try keep(host)
        let sized = try host.run("xen-provision", "cache", "prune", "--max-size", "8k")
        #expect(sized.status == 0, "\(sized.said)")
        #expect(images.map(host.exists) == [true, false], "what was used last stays")
        #expect(try host.run("xen-provision", "cache", "prune", "--max-size", "x").status != 0)
        #expect(try host.run("xen-provision", "cache", "prune").status == 0)
        #expect(images.map(host.exists) == [false, false])
    }

    @Test("warm says which guests have no base, and leaves nothing")
    func warm() throws {
        let host = try TestHost()
        try Tool.run("mkdir", "-p", host.root + "/var/cache/xen-provision/bases")
        let before = try HostSnapshot(of: host)
        let words = host.options.filter { !$0.hasPrefix("--dir=") }
        let none = try host.start("xen-provision", ["cache", "warm"] + words).wait()
        #expect(none.status == 69, "\(none.said)")
        #expect(none.errors.contains("such a guest has no base"), "\(none.said)")
        try host.expect(unchangedSince: before)
        let both = try host.start("xen-provision", ["cache", "warm", "fleet.yaml", "--dist=trixie"]).wait()
        #expect(both.status == 64, "\(both.said)")
    }

    @Test(
        "warm makes a fleet's bases once, and its guests come from them with the content of a bootstrap of their own",
        .enabled(if: getenv("XEN_PROVISION_LONG_TESTS") != nil, "takes minutes and an archive of packages"))
    func equal() throws {
        let host = try TestHost()
        let words = ["--dist=bookworm", "--dir=\(host.images)", "--dhcp", "--bridge=xenbr0", "--size=2G", "--noswap"]
        let seed = ["--seed=equal", "--source-date-epoch=1700000000"]
        for _ in 0..<2 {
            let warm = try host.start("xen-provision", ["cache", "warm"] + words + seed).wait(seconds: 900)
            #expect(warm.status == 0, "\(warm.said)")
        }
        for (cache, folder) in [("yes", "cached"), ("no", "own")] {
            let options = ["--hostname=web1", "--base-cache=\(cache)"] + words + seed
            let made = try host.start("xen-create-image", options).wait(seconds: 900)
            #expect(made.status == 0, "\(made.said)")
            try Tool.run("cp", "--sparse=always", host.disk("web1"), "\(host.path)/\(folder).img")
            try host.delete("web1")
        }
        let differing = try Tool.end(["cmp", host.path + "/cached.img", host.path + "/own.img"])
        #expect(differing.status == 0, "\(differing.said)")
    }
}
