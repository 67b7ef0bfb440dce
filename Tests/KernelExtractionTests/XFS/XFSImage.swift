import Foundation
import KernelExtraction
import Testing

/// Images of XFS made by xfsprogs.
enum XFSImage {
    /// What mkfs.xfs takes for one kind of image.
    struct Recipe: Sendable, CustomTestStringConvertible {
        let name: String
        let options: [String]
        /// Bytes of the longest link: mkfs.xfs 6.1 writes longer ones of version 5 without their header, which Linux refuses.
        var longLink = 300

        /// Bytes of a block.
        var block = 4096

        var testDescription: String { name }

        static let version4 = [
            "-m", "crc=0,finobt=0,bigtime=0,inobtcount=0,reflink=0,rmapbt=0", "-i", "sparse=0",
        ]

        /// Those that current kernels mount.
        static let mountable = all.filter { !$0.name.hasPrefix("version 4") }

        static let all = [
            Recipe(name: "version 5", options: []),
            Recipe(
                name: "version 5 without much",
                options: ["-m", "bigtime=0,inobtcount=0,reflink=0,finobt=0", "-i", "sparse=0"]),
            Recipe(name: "version 5 with 64-bit extent counts", options: ["-i", "nrext64=1", "-m", "rmapbt=1"]),
            Recipe(name: "version 5, blocks of 1 KiB", options: ["-b", "size=1024"], block: 1024),
            Recipe(
                name: "version 5, blocks of 1 KiB, directories of 64", options: ["-b", "size=1024", "-n", "size=65536"]),
            Recipe(name: "version 5, blocks of 64 KiB", options: ["-b", "size=65536"], block: 65536),
            Recipe(name: "version 5, inodes of 2 KiB, sectors of 4", options: ["-i", "size=2048", "-s", "size=4096"]),
            Recipe(name: "version 5, many groups", options: ["-d", "agcount=17"]),
            Recipe(name: "version 4", options: version4, longLink: 1000),
            Recipe(name: "version 4 without file types", options: version4 + ["-n", "ftype=0"], longLink: 1000),
            Recipe(
                name: "version 4, blocks of 512 bytes", options: version4 + ["-b", "size=512", "-i", "size=256"],
                longLink: 1000, block: 512),
        ]
    }

    /// Makes an image of a folder without mounting anything.
    static func make(_ path: String, from folder: String, _ options: [String]) throws {
        var text = "x\n1 1\n"
        try describe(folder, "d--755 0 0", into: &text)
        try text.write(toFile: path + ".proto", atomically: false, encoding: .utf8)
        try ImageTool.blank(path, mebibytes: 2048)
        try ImageTool.run(["mkfs.xfs", "-q", "-L", "guest", "-p", path + ".proto"] + options + [path])
    }

    /// A folder as mkfs.xfs' prototype.
    private static func describe(_ folder: String, _ prefix: String, into text: inout String) throws {
        text += prefix + "\n"
        for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
            let path = "\(folder)/\(name)"
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            switch attributes[.type] as? FileAttributeType {
            case .typeDirectory?: try describe(path, "\(name) d--755 0 0", into: &text)
            case .typeSymbolicLink?:
                text += "\(name) l--777 0 0 \(try FileManager.default.destinationOfSymbolicLink(atPath: path))\n"
            default: text += "\(name) ---644 0 0 \(path)\n"
            }
        }
        text += "$\n"
    }
}
