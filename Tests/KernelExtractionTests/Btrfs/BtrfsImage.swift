import Foundation
import KernelExtraction
import Testing

/// Images of btrfs made by btrfs-progs.
enum BtrfsImage {
    /// What mkfs.btrfs takes for one kind of image.
    struct Recipe: Sendable, CustomTestStringConvertible {
        let name: String
        let options: [String]
        var mebibytes = 256

        var testDescription: String { name }

        static let all = [
            Recipe(name: "defaults", options: []),
            Recipe(name: "nodes of 4 KiB", options: ["-n", "4096"]),
            Recipe(name: "nodes of 64 KiB", options: ["-n", "65536"]),
            Recipe(name: "single copies", options: ["-m", "single", "-d", "single"]),
            Recipe(name: "double copies", options: ["-m", "dup", "-d", "dup"], mebibytes: 1024),
            Recipe(name: "mixed groups", options: ["--mixed", "-n", "4096"]),
            Recipe(name: "holes written out", options: ["-O", "^no-holes"]),
            Recipe(name: "xxhash64", options: ["--csum", "xxhash"]),
            Recipe(name: "sha256", options: ["--csum", "sha256"]),
            Recipe(name: "blake2b", options: ["--csum", "blake2"]),
        ]
    }

    /// Makes an image of a folder without mounting anything; more paths are further devices.
    static func make(_ paths: String..., from folder: String, _ recipe: Recipe) throws {
        for path in paths { try ImageTool.blank(path, mebibytes: recipe.mebibytes) }
        try ImageTool.run(["mkfs.btrfs", "-q", "-L", "guest", "--rootdir", folder] + recipe.options + paths)
    }

    /// A folder with ``SampleTree`` in a new scratch.
    static func sample(directories: [Int]) throws -> Scratch {
        let scratch = try Scratch()
        try FileManager.default.createDirectory(atPath: scratch.path("tree"), withIntermediateDirectories: false)
        try SampleTree.make(in: scratch.path("tree"), directories: directories, longLink: 3000)
        return scratch
    }
}
