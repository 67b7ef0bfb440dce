import Foundation
import KernelExtraction
import Testing

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

    @Test("shows the menu on a terminal, and takes what is chosen there", .enabled(if: ImageLab.has("script")))
    func menu() throws {
        let guest = try Guest.usual()
        let command = "\(BuiltPrograms.extractor) -i --output-directory=\(guest.output) \(guest.image)"
        let shown = try guest.lab.run("script", ["-qec", command, "/dev/null"], input: "7\n1\n")
        #expect(shown.contains("* 0  First\r\n  1  Second\r\n"), "\(shown)")
        #expect(shown.contains("there is no such entry"), "\(shown)")
        #expect(try guest.made("boot_kernel.").bytes == Guest.kernel.elf)
        #expect(try guest.leftovers.count == 1)
    }

    @Test("says of a configuration alone what it would boot, as pygrub's --isconfig")
    func configuration() throws {
        let menu = """
            set default=one
            menuentry 'Zero' {
                linux /boot/none
            }
            menuentry 'One' --id one {
                linux ($root)/boot/vmlinuz root=/dev/xvda1 ro
                initrd /boot/microcode /boot/initrd
            }
            """
        let file = try ScratchFile(Array(menu.utf8))
        let shown =
            "  kernel: /boot/vmlinuz\n  initrd: /boot/microcode /boot/initrd\n  args: root=/dev/xvda1 ro quiet\n"
        #expect(try Outcome(BuiltPrograms.extractor, ["--isconfig", "--args=quiet", file.path]).reply == shown)
        let zero = try Outcome(BuiltPrograms.extractor, ["--isconfig", "--entry=0", file.path])
        #expect(zero.reply == "  kernel: /boot/none\n  args: None\n")
        let list = try Outcome(BuiltPrograms.extractor, ["--isconfig", "--list-entries", file.path])
        #expect(list.reply.contains("title: Zero\n") && list.reply.contains("title: One\n"))
        let none = try Outcome(BuiltPrograms.extractor, ["--isconfig", "/etc/hostname"])
        #expect(none.status == 65 && none.reply.isEmpty)
    }

    @Test("puts up with wrong checksums unless told to be strict", .enabled(if: ImageLab.has("debugfs")))
    func strictness() throws {
        let guest = try Guest.usual()
        try guest.lab.run("debugfs", ["-w", "-R", "set_inode_field / checksum 0x1234", "disk.img"])
        let arguments = ["--output-directory=\(guest.output)", guest.image]
        let strict = try guest.run(["--strict"] + arguments)
        #expect(strict.status == 65)
        #expect(strict.errors.contains("the checksum of inode"), "\(strict.errors)")
        #expect(try guest.leftovers.isEmpty)
        let lenient = try guest.run(arguments)
        #expect(lenient.status == 0)
        #expect(lenient.errors.contains("warning: the disk (ext4): the checksum of inode"), "\(lenient.errors)")
    }

    @Test("reads what the journal holds unless told not to", .enabled(if: ImageLab.has("debugfs")))
    func journal() throws {
        let guest = try Guest.usual()
        let menu = "menuentry 'New' {\n linux /boot/vmlinux new\n}\n"
        let block = try guest.lab.run("debugfs", ["-R", "bmap /boot/grub/grub.cfg 0", "disk.img"])
        let place = try #require(block.split(whereSeparator: \.isWhitespace).last)
        try guest.lab.write(Array(menu.utf8) + [UInt8](repeating: 0x0a, count: 1024 - menu.utf8.count), to: "new")
        try guest.lab.write(Array("jo -c\njw -b \(place) new\njc\n".utf8), to: "commands")
        try guest.lab.run("debugfs", ["-w", "-f", "commands", "disk.img"])
        for (options, arguments) in [([], "args new"), (["--no-journal"], "args root=/dev/xvda1 ro")] {
            let outcome = try guest.run(
                ["--output-format=simple", "--output-directory=\(guest.output)"] + options + [guest.image])
            #expect(outcome.status == 0, "\(outcome.errors)")
            #expect(outcome.reply.contains(arguments), "\(outcome.reply)")
            #expect(outcome.errors.contains("the journal was not replayed, as asked") == !options.isEmpty)
        }
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

    @Test("leaves no file when it is interrupted, or when its worker dies or never ends")
    func interrupted() throws {
        let guest = try Guest(["empty": []])
        let arguments = ["--output-directory=\(guest.output)", guest.image]
        for signal in [SIGHUP, SIGINT, SIGTERM] {
            let process = Process()
            process.executableURL = URL(filePath: BuiltPrograms.hostileWorker)
            process.arguments = ["--args=never end"] + arguments
            process.standardError = FileHandle.nullDevice
            try process.run()
            while try guest.leftovers.count < 2, process.isRunning { sched_yield() }
            kill(process.processIdentifier, signal)
            process.waitUntilExit()
            #expect(process.terminationReason == .exit && process.terminationStatus == 1)
            #expect(try guest.leftovers.isEmpty)
        }
        // A caller that does not wait for the reply.
        let closed = Pipe()
        try closed.fileHandleForReading.close()
        let usual = try Guest.usual()
        let process = Process()
        process.executableURL = URL(filePath: BuiltPrograms.extractor)
        process.arguments = ["--output-directory=\(usual.output)", usual.image]
        process.standardOutput = closed
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 1)
        #expect(try usual.leftovers.isEmpty)
        for (order, status, seconds) in [
            ("never end", 69, 1), ("trap", 69, 30), ("reply without end", 65, 30),
        ] as [(String, Int32, Int)] {
            let outcome = try Outcome(
                BuiltPrograms.hostileWorker, ["--args=\(order)", "--timeout=\(seconds)"] + arguments)
            #expect(outcome.status == status, "\(outcome.errors)")
            #expect(try guest.leftovers.isEmpty)
        }
    }

    private static let pygrub = "/usr/lib/xen-4.17/bin/pygrub"
    private static var hasPygrub: Bool { FileManager.default.isExecutableFile(atPath: pygrub) }

    /// A reply without the random ends of the two names.
    private static func withoutNames(_ reply: String) -> String {
        reply.replacing(/boot_(kernel|ramdisk)\.[A-Za-z0-9_]+/) { "boot_\($0.output.1)" }
    }
}
