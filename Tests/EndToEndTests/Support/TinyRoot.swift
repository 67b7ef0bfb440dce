import TestSupport

/// A root of a few MiB with just enough in it to be taken for an operating system's.
enum TinyRoot {
    /// The archive, made once.
    static let archive = archive { noise(UInt64($0 + 1)) }

    /// The same size, but a compressor makes nearly nothing of it: no estimate by the archive's size sees it coming.
    static let compressible = archive { _ in [UInt8](repeating: 0x61, count: 1 << 20) }

    private static func archive(_ blob: (Int) -> [UInt8]) -> [UInt8] {
        Tar.of { tar in
            for directory in [
                "bin", "boot", "dev", "etc", "etc/network", "etc/ssh", "home", "proc", "root", "sbin", "srv", "sys",
                "tmp",
                "usr",
                "usr/share", "var", "var/lib", "var/lib/dpkg",
            ] {
                tar.add(directory + "/", .directory, mode: 0o755)
            }
            for (path, content) in texts { tar.add(path, .file, content) }
            tar.add("etc/shadow", .file, "root:*:19000:0:99999:7:::\n", mode: 0o640, group: 42)
            tar.add("bin/sh", .file, "#!\n", mode: 0o755)
            tar.add("sbin/ifup", .file, "#!\n", mode: 0o755)
            tar.add("bin/su", .file, "#!\n", mode: 0o4755)
            tar.add("boot/vmlinuz-1", .file, "a kernel\n")
            tar.add("boot/initrd.img-1", .file, "a RAM disk\n")
            tar.add("srv/page", .file, "a page\n", owner: 33, group: 33)
            tar.add("srv/link", .link, link: "page")
            tar.add("srv/again", .hardLink, link: "srv/page")
            for number in 0..<blobs { tar.add(Array("usr/share/blob\(number)".utf8), .file, blob(number)) }
        }
    }

    static let blobs = 3

    private static let texts = [
        ("etc/passwd", "root:x:0:0:root:/root:/bin/sh\nwww-data:x:33:33::/srv:/bin/sh\n"),
        ("etc/group", "root:x:0:\nsudo:x:27:\nwww-data:x:33:\nshadow:x:42:\n"),
        ("etc/gshadow", "root:*::\nsudo:*::\nwww-data:*::\n"),
        (
            "etc/os-release",
            "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nID=debian\nVERSION_ID=\"12\"\nVERSION_CODENAME=bookworm\n"
        ),
        ("etc/debian_version", "12.0\n"),
        ("etc/hostname", "image\n"),
        ("etc/hosts", "127.0.0.1 localhost\n"),
        ("etc/network/interfaces", "auto lo\niface lo inet loopback\n"),
        ("etc/ssh/sshd_config", "UsePAM yes\n"),
        (
            "var/lib/dpkg/status",
            """
            Package: dash
            Status: install ok installed
            Architecture: amd64
            Version: 0.5.12-2

            Package: base-files
            Status: install ok installed
            Architecture: amd64
            Version: 12.4

            Package: removed
            Status: deinstall ok config-files
            Architecture: amd64
            Version: 1

            """
        ),
    ]

    /// A MiB that no file system stores as a hole.
    private static func noise(_ seed: UInt64) -> [UInt8] {
        var words = [UInt64](repeating: 0, count: (1 << 20) / 8)
        var state = seed
        for index in words.indices {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            words[index] = state
        }
        return words.withUnsafeBytes { Array($0) }
    }
}
