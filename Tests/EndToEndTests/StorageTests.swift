import Glibc
import Testing

/// Looks into the images with the file systems' own tools.
@Suite(.serialized)
struct StorageTests {
    @Test(
        "every file system holds the whole root, and its own checker finds nothing",
        arguments: ["ext2", "ext3", "ext4", "xfs", "btrfs"])
    func fileSystems(_ type: String) throws {
        let host = try TestHost()
        // The smallest that mkfs.xfs makes; the others would take less.
        let ending = try host.create("web1", "--fs=\(type)", "--size=320M")
        #expect(ending.status == 0, "\(ending.said)")
        host.expectSilence()
        let disk = host.disk("web1")
        try Self.check(disk, type)
        try Self.mounted(host, disk) { root in
            let uuid = try Tool.run("blkid", "-p", "-s", "UUID", "-o", "value", disk).filter { $0 != "\n" }
            let fstab = text(of: root + "/etc/fstab").split(separator: "\n")
            #expect(
                fstab.contains {
                    $0.hasPrefix("UUID=\(uuid)") && $0.contains(" \(type) ") || $0.contains("\t\(type)\t")
                }, "\(fstab)")
            try Self.expectRoot(root)
            #expect(text(of: root + "/srv/page") == "a page\n")
        }
        #expect(try HostSnapshot(of: host).loops.isEmpty)
    }

    @Test("a whole disk has a partition table with one aligned partition")
    func wholeDisk() throws {
        let host = try TestHost()
        let ending = try host.create("web1", "--layout=disk")
        #expect(ending.status == 0, "\(ending.said)")
        let disk = host.disk("web1")
        let table = try Tool.run("sfdisk", "-d", disk)
        #expect(table.contains("label: gpt"), "\(table)")
        #expect(table.split(separator: "\n").filter { $0.contains("start=") }.count == 1, "\(table)")
        #expect(table.contains("start=        2048, size=      131072"), "\(table)")
        try Tool.run("sfdisk", "--verify", disk)
        try Tool.run("e2fsck", "-fn", disk + "?offset=1048576")
        #expect(try Tool.run("debugfs", "-R", "cat /srv/page", disk + "?offset=1048576") == "a page\n")
        let configuration = text(of: host.configurations + "/web1.cfg")
        #expect(configuration.contains("vdev=xvda,") && !configuration.contains("xvda1"), "\(configuration)")
    }

    @Test("a further disk takes what the root has at its place")
    func furtherDisk() throws {
        let host = try TestHost()
        let ending = try host.create("web1", "--disk=data:64M:/srv", "--disk=deep:32M:/usr/share:ext2")
        #expect(ending.status == 0, "\(ending.said)")
        for (name, type) in [("disk", "ext4"), ("data", "ext4"), ("deep", "ext2")] {
            try Self.check(host.disk("web1", name), type)
        }
        #expect(try Self.cat("/page", host.disk("web1", "data")) == "a page\n")
        #expect(try Self.names("/srv", host.disk("web1")).isEmpty)
        #expect(try Self.names("/", host.disk("web1", "deep")).contains("blob0"))
        #expect(try Self.names("/usr/share", host.disk("web1")).isEmpty)
        let fstab = try Self.cat("/etc/fstab", host.disk("web1"))
        #expect(fstab.contains("/srv") && fstab.contains("/usr/share"), "\(fstab)")
    }

    @Test("a layout file of xen-tools is followed")
    func layoutFile() throws {
        let host = try TestHost()
        try write(
            host.path + "/layout",
            "[root]\nsize=64M\ntype=ext3\nmountpoint=/\noptions=noatime\n\n[swap]\nsize=4M\ntype=swap\n\n"
                + "[web]\nsize=48M\ntype=ext4\nmountpoint=/srv\n")
        let ending = try host.create("web1", "--partitions=\(host.path)/layout")
        #expect(ending.status == 0, "\(ending.said)")
        #expect(EndToEndTests.names(in: host.images + "/domains/web1") == ["root.img", "swap.img", "web.img"])
        try Self.check(host.disk("web1", "root"), "ext3")
        try Self.check(host.disk("web1", "web"), "ext4")
        #expect(try Tool.run("blkid", "-p", "-s", "TYPE", "-o", "value", host.disk("web1", "swap")) == "swap\n")
        #expect(try Self.cat("/page", host.disk("web1", "web")) == "a page\n")
        #expect(try Self.cat("/etc/fstab", host.disk("web1", "root")).contains("noatime"))
        #expect(text(of: host.configurations + "/web1.cfg").contains("/web.img"))
    }

    @Test("without swap there is none, neither as a file nor in fstab")
    func noSwap() throws {
        let host = try TestHost()
        #expect(try host.create("web1", "--noswap").status == 0)
        #expect(EndToEndTests.names(in: host.images + "/domains/web1") == ["disk.img"])
        #expect(!(try Self.cat("/etc/fstab", host.disk("web1"))).contains("swap"))
        #expect(!text(of: host.configurations + "/web1.cfg").contains("swap"))
    }

    @Test("full images own all their blocks, sparse ones do not, and nobody else may read them")
    func blocks() throws {
        let host = try TestHost()
        for (kind, isFull) in [("full", true), ("sparse", false)] {
            for layout in ["partitions", "disk"] {
                let ending = try host.create("web1", "--image=\(kind)", "--layout=\(layout)")
                #expect(ending.status == 0, "\(ending.said)")
                var facts = stat()
                #expect(stat(host.disk("web1"), &facts) == 0)
                let owned = Int(facts.st_blocks) * 512
                #expect((owned >= Int(facts.st_size)) == isFull, "\(kind) \(layout): \(owned) of \(facts.st_size)")
                #expect(facts.st_mode & 0o777 == 0o600)
                try host.delete("web1")
            }
        }
    }

    @Test("a copied kernel lies beside the images, and the configuration names it")
    func copiedKernel() throws {
        let host = try TestHost()
        let ending = try host.create("web1", "--boot-by=copied-kernel")
        #expect(ending.status == 0, "\(ending.said)")
        #expect(text(of: host.images + "/domains/web1/vmlinuz") == "a kernel\n")
        #expect(text(of: host.images + "/domains/web1/initrd.img") == "a RAM disk\n")
        #expect(text(of: host.configurations + "/web1.cfg").contains("\(host.images)/domains/web1/vmlinuz"))
        try host.delete("web1")
    }

    // MARK: Looking into images

    private static func check(_ image: String, _ type: String) throws {
        #expect(try Tool.run("blkid", "-p", "-s", "TYPE", "-o", "value", image) == type + "\n")
        switch type {
        case "xfs": try Tool.run("xfs_repair", "-n", image)
        case "btrfs": try Tool.run("btrfs", "check", "--readonly", image)
        default: try Tool.run("e2fsck", "-fn", image)
        }
    }

    /// Owners, modes and links of the root came along.
    private static func expectRoot(_ root: String) throws {
        var (page, again, facts) = (stat(), stat(), stat())
        #expect(lstat(root + "/srv/page", &page) == 0 && lstat(root + "/srv/again", &again) == 0)
        #expect(page.st_uid == 33 && page.st_gid == 33)
        #expect(page.st_ino == again.st_ino && page.st_nlink == 2)
        #expect(lstat(root + "/srv/link", &facts) == 0 && facts.st_mode & S_IFMT == S_IFLNK)
        #expect(lstat(root + "/bin/su", &facts) == 0 && facts.st_mode & 0o7777 == 0o4755)
        #expect(lstat(root + "/etc/shadow", &facts) == 0 && facts.st_mode & 0o7777 == 0o640 && facts.st_gid == 42)
        #expect(lstat(root, &facts) == 0 && facts.st_uid == 0 && facts.st_mode & 0o7777 == 0o755)
        #expect(text(of: root + "/etc/hostname") == "web1\n")
        #expect(
            try Tool.run("sh", "-c", "cat \"$1\"/usr/share/blob* | wc -c", "sh", root) == "\(TinyRoot.blobs << 20)\n")
    }

    private static func mounted(_ host: TestHost, _ image: String, _ body: (String) throws -> Void) throws {
        let place = host.path + "/small"
        mkdir(place, 0o755)
        try Tool.run("mount", "-o", "loop,ro", image, place)
        defer { _ = try? Tool.end(["umount", place]) }
        try body(place)
    }

    private static func cat(_ path: String, _ image: String) throws -> String {
        try Tool.run("debugfs", "-R", "cat \(path)", image)
    }

    private static func names(_ path: String, _ image: String) throws -> Set<String> {
        let lines = try Tool.run("debugfs", "-R", "ls -p \(path)", image).split(separator: "\n")
        let names = lines.compactMap { $0.split(separator: "/", omittingEmptySubsequences: false).dropFirst(5).first }
        return Set(names.map(String.init)).subtracting([".", "..", "lost+found"])
    }
}
