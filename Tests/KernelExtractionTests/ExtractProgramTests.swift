import Foundation
import KernelExtraction
import Testing

/// A disk that a test makes, and what the program does with it.
private struct Guest {
    let lab: ImageLab
    let image: String
    /// Where kernel and RAM disk go.
    let output: String

    static let kernel = SyntheticKernel(bodySize: 100_000)
    static let ramdisk = Array("the initial RAM disk, which nobody looks into\n".utf8)

    /// - Parameter files: below `/boot` of an ext4 file system.
    init(_ files: [String: [UInt8]]) throws {
        lab = try ImageLab()
        let root = lab.folder.appending(path: "root")
        for (name, bytes) in files {
            let place = root.appending(path: "boot/\(name)")
            try FileManager.default.createDirectory(
                at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: place)
        }
        try lab.run("mke2fs", ["-q", "-F", "-t", "ext4", "-d", "root", "disk.img", "16m"])
        image = lab.folder.appending(path: "disk.img").path
        output = lab.folder.appending(path: "out").path
        try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: false)
    }

    /// Two entries: the first with an xz kernel and a RAM disk, the second with a plain ELF.
    static func usual() throws -> Guest {
        let menu = """
            set default=0
            menuentry 'First' {
                linux /boot/vmlinuz root=/dev/xvda1 ro
                initrd /boot/initrd.img
            }
            menuentry 'Second' {
                linux /boot/vmlinux
            }
            """
        return try Guest([
            "grub/grub.cfg": Array(menu.utf8), "vmlinuz": try kernel.bzImage("xz", ["--check=crc32"]),
            "vmlinux": kernel.elf, "initrd.img": ramdisk,
        ])
    }

    /// Runs the program; `name` is how it is called.
    func run(_ arguments: [String], as name: String = "xen-extract-kernel") throws -> Outcome {
        var program = BuiltPrograms.extractor
        if name != "xen-extract-kernel" {
            program = lab.folder.appending(path: name).path
            try FileManager.default.createSymbolicLink(atPath: program, withDestinationPath: BuiltPrograms.extractor)
        }
        return try Outcome(program, arguments)
    }

    var leftovers: [String] { get throws { try FileManager.default.contentsOfDirectory(atPath: output) } }

    /// The bytes of the one file that begins so, and its mode.
    func made(_ prefix: String) throws -> (bytes: [UInt8], path: String, mode: Int) {
        let name = try #require(leftovers.first { $0.hasPrefix(prefix) })
        let path = output + "/" + name
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
        return ([UInt8](try Data(contentsOf: URL(filePath: path))), path, mode)
    }
}

/// How a program ended and what it wrote.
private struct Outcome {
    let status: Int32
    let reply: String
    let errors: String

    init(_ program: String, _ arguments: [String]) throws {
        let (replies, errors) = (try ScratchFile(), try ScratchFile())
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: URL(filePath: replies.path))
        process.standardError = try FileHandle(forWritingTo: URL(filePath: errors.path))
        try process.run()
        process.waitUntilExit()
        status = process.terminationStatus
        reply = try String(contentsOfFile: replies.path, encoding: .utf8)
        self.errors = try String(contentsOfFile: errors.path, encoding: .utf8)
    }
}

@Suite("xen-extract-kernel", .enabled(if: ImageLab.has("mke2fs", "xz")))
struct ExtractProgramTests {
    @Test("hands over the plain kernel, the RAM disk and the arguments as libxl asks for them")
    func libxl() throws {
        let guest = try Guest.usual()
        let reply = guest.lab.folder.appending(path: "reply").path
        try Data().write(to: URL(filePath: reply))
        let outcome = try guest.run([
            "--args=quiet", "--output=\(reply)", "--output-format=simple0", "--output-directory=\(guest.output)",
            guest.image,
        ])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let (kernel, ramdisk) = (try guest.made("boot_kernel."), try guest.made("boot_ramdisk."))
        let expected = """
            kernel \(kernel.path)\0ramdisk \(ramdisk.path)\0args root=/dev/xvda1 ro quiet\0\0
            """
        #expect(try String(contentsOfFile: reply, encoding: .utf8) == expected)
        #expect(kernel.bytes == Guest.kernel.elf)
        #expect(ramdisk.bytes == Guest.ramdisk)
        #expect(kernel.mode == 0o600 && ramdisk.mode == 0o600)
        #expect(try guest.leftovers.count == 2)
    }

    @Test("writes the other two formats, and no RAM disk where there is none")
    func formats() throws {
        let guest = try Guest.usual()
        let folder = "--output-directory=\(guest.output)/"
        let simple = try guest.run(["-q", folder, "--output-format", "simple", guest.image, "--entry=Second"])
        let path = try guest.made("boot_kernel.").path
        #expect(simple.reply == "kernel \(path)\n\n")
        #expect(try guest.leftovers.count == 1)
        try FileManager.default.removeItem(atPath: path)
        let sxp = try guest.run([folder, guest.image])
        let (kernel, ramdisk) = (try guest.made("boot_kernel.").path, try guest.made("boot_ramdisk.").path)
        #expect(sxp.reply == "linux (kernel '\(kernel)')(ramdisk '\(ramdisk)')(args 'root=/dev/xvda1 ro')")
    }

    @Test("gives back byte for byte what pygrub gives, when it is not to decompress", .enabled(if: Self.hasPygrub))
    func likePygrub() throws {
        let guest = try Guest.usual()
        for arguments in [[], ["--entry=1"], ["--entry=Second"], ["--args=single"]] {
            let common = ["-q", "--output-format=simple", "--output-directory=\(guest.output)"] + arguments
            let theirs = try Outcome(Self.pygrub, common + [guest.image])
            try #require(theirs.status == 0, "\(theirs.errors)")
            let expected = try guest.takeAll()
            let ours = try guest.run(common + ["--no-decompress", guest.image])
            #expect(try guest.takeAll() == expected)
            #expect(Self.withoutNames(ours.reply) == Self.withoutNames(theirs.reply))
        }
    }

    @Test("takes paths instead of a configuration")
    func paths() throws {
        let guest = try Guest.usual()
        let outcome = try guest.run([
            "--kernel=/boot/vmlinux", "--ramdisk=boot/initrd.img", "--args=a=b", "--output-format=simple",
            "--output-directory=\(guest.output)", guest.image,
        ])
        #expect(outcome.reply.hasSuffix("\nargs a=b\n\n"))
        #expect(try guest.made("boot_kernel.").bytes == Guest.kernel.elf)
        #expect(try guest.made("boot_ramdisk.").bytes == Guest.ramdisk)
    }

    @Test("lists the entries as pygrub does, and as JSON")
    func lists() throws {
        let guest = try Guest.usual()
        let text = try guest.run(["-l", guest.image])
        #expect(text.status == 0)
        #expect(text.reply.hasPrefix("title: First\n  root: None\n  kernel: /boot/vmlinuz\n"))
        let json = try guest.run(["--list-entries", "--json", guest.image])
        let parsed = try JSONSerialization.jsonObject(with: Data(json.reply.utf8)) as? [String: Any]
        #expect((parsed?["entries"] as? [Any])?.count == 2)
    }

    @Test("says in one sentence why not, and leaves no file")
    func failures() throws {
        let noPV = SyntheticKernel(notes: [SyntheticKernel.pvhNote], bodySize: 1000)
        let menu = "menuentry 'x' {\n linux /boot/vmlinuz\n}\n"
        let guest = try Guest(["grub/grub.cfg": Array(menu.utf8), "vmlinuz": noPV.elf, "junk": Array("junk".utf8)])
        let cases: [(arguments: [String], status: Int32, sentence: String)] = [
            (["--type=pv", guest.image], 65, "set type='pvh'"),
            (["--kernel=/boot/none", guest.image], 65, "there is no kernel /boot/none"),
            (["--kernel=/boot/junk", guest.image], 65, "neither a bzImage nor an ELF file"),
            (["--kernel=/boot/vmlinuz", "--ramdisk=/boot/none", guest.image], 65, "it does not exist"),
            (["--entry=none", guest.image], 65, "there is no entry none"),
            (["--offset=999999999", guest.image], 65, "lies beyond the disk"),
            ([guest.image + ".none"], 1, "cannot be opened"),
            (["/dev/null"], 1, "neither a file nor a block device"),
            (["--output=/nowhere/reply", guest.image], 1, "/nowhere/reply cannot be opened"),
            (["--wrong", guest.image], 64, "there is no option --wrong"),
        ]
        for (arguments, status, sentence) in cases {
            let outcome = try guest.run(["--output-directory=\(guest.output)"] + arguments)
            #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
            #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
            #expect(outcome.errors.split(separator: "\n").count == 1)
            #expect(outcome.reply.isEmpty)
            #expect(try guest.leftovers.isEmpty)
        }
    }

    @Test("fails with 1 whatever it is, when called pygrub")
    func pygrubsName() throws {
        let guest = try Guest.usual()
        let outcome = try guest.run(
            ["--kernel=/none", "--output-directory=\(guest.output)", guest.image], as: "pygrub")
        #expect(outcome.status == 1)
        #expect(outcome.errors.hasPrefix("pygrub: "))
    }

    @Test("refuses to work without the sandbox unless told so", .enabled(if: getuid() == 0))
    func sandbox() throws {
        let guest = try Guest.usual()
        // An identity without CAP_SYS_ADMIN that is still root: namespaces cannot be had.
        let bounded = [
            "--bounding-set=-sys_admin", BuiltPrograms.extractor, "--output-directory=\(guest.output)",
        ]
        let refused = try Outcome("/usr/bin/setpriv", bounded + [guest.image])
        #expect(refused.status == 69)
        #expect(refused.errors.contains("the sandbox cannot be made: namespaces"))
        #expect(try guest.leftovers.isEmpty)
        let open = try Outcome("/usr/bin/setpriv", bounded + ["--sandbox=none", guest.image])
        #expect(open.status == 0)
        #expect(open.errors.contains("without a sandbox"))
    }

    @Test("reads a user's own image without root", .enabled(if: getuid() == 0))
    func unprivileged() throws {
        let guest = try Guest.usual()
        for path in [guest.image, guest.output, guest.lab.folder.path] { chown(path, 65534, 65534) }
        let outcome = try Outcome(
            "/usr/bin/setpriv",
            [
                "--reuid=65534", "--regid=65534", "--clear-groups", BuiltPrograms.extractor,
                "--output-directory=\(guest.output)", guest.image,
            ])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(try guest.made("boot_kernel.").bytes == Guest.kernel.elf)
    }

    private static let pygrub = "/usr/lib/xen-4.17/bin/pygrub"
    private static var hasPygrub: Bool { FileManager.default.isExecutableFile(atPath: pygrub) }

    /// A reply without the random ends of the two names.
    private static func withoutNames(_ reply: String) -> String {
        reply.replacing(/boot_(kernel|ramdisk)\.[A-Za-z0-9_]+/) { "boot_\($0.output.1)" }
    }
}

extension Guest {
    /// What was made, by the names' first parts; it is removed.
    fileprivate func takeAll() throws -> [String: Data] {
        var taken: [String: Data] = [:]
        for name in try leftovers {
            taken[String(name.prefix { $0 != "." })] = try Data(contentsOf: URL(filePath: output + "/" + name))
            try FileManager.default.removeItem(atPath: output + "/" + name)
        }
        return taken
    }
}
