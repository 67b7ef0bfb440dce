import Foundation
import Testing

/// A disk that a test makes, and what the program does with it.
struct Guest {
    let lab: ImageLab
    let image: String
    /// Where kernel and RAM disk go.
    let output: String

    static let kernel = SyntheticKernel(bodySize: 100_000)
    static let ramdisk = Array("the initial RAM disk, which nobody looks into\n".utf8)

    /// - Parameters: `files` go below `/boot`; `make` makes `disk.img` of the folder `root`, an ext4 file system by
    ///   itself.
    init(_ files: [String: [UInt8]], make: (ImageLab) throws -> Void = Self.ext4) throws {
        lab = try ImageLab()
        let root = lab.folder.appending(path: "root")
        for (name, bytes) in files {
            let place = root.appending(path: "boot/\(name)")
            try FileManager.default.createDirectory(
                at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(bytes).write(to: place)
        }
        try make(lab)
        image = lab.folder.appending(path: "disk.img").path
        output = lab.folder.appending(path: "out").path
        try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: false)
    }

    /// Two entries: the first with an xz kernel and a RAM disk, the second with a plain ELF.
    static func usual(make: (ImageLab) throws -> Void = Self.ext4) throws -> Guest {
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
        let files = try [
            "grub/grub.cfg": Array(menu.utf8), "vmlinuz": kernel.bzImage("xz", ["--check=crc32"]),
            "vmlinux": kernel.elf, "initrd.img": ramdisk,
        ]
        return try Guest(files, make: make)
    }

    /// A disk that is one file system.
    static func ext4(_ lab: ImageLab) throws {
        try lab.run("mke2fs", ["-q", "-F", "-t", "ext4", "-d", "root", "disk.img", "16m"])
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
struct Outcome {
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

extension Guest {
    /// What was made, by the names' first parts; it is removed.
    func takeAll() throws -> [String: Data] {
        var taken: [String: Data] = [:]
        for name in try leftovers {
            taken[String(name.prefix { $0 != "." })] = try Data(contentsOf: URL(filePath: output + "/" + name))
            try FileManager.default.removeItem(atPath: output + "/" + name)
        }
        return taken
    }
}
