import Foundation
import Glibc
import KernelExtraction
import Testing

/// A directory for disk images, and the tools that make them; it goes with its owner.
final class ImageLab {
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "images-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Whether all these tools are installed.
    static func has(_ tools: String...) -> Bool { tools.allSatisfy { path(of: $0) != nil } }

    private static func path(of tool: String) -> String? {
        ["/usr/sbin/", "/sbin/", "/usr/bin/", "/bin/"].map { $0 + tool }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// The folder of data from other projects beside this one; nil where it is missing.
    static func corpus(_ name: String) -> URL? {
        var place = URL(filePath: #filePath)
        while place.path != "/" {
            place.deleteLastPathComponent()
            let found = place.appending(path: "shared/corpora/\(name)")
            if FileManager.default.fileExists(atPath: found.path) { return found }
        }
        return nil
    }

    /// Runs a tool in this folder and gives back what it wrote.
    @discardableResult
    func run(
        _ tool: String, _ arguments: [String], input: String? = nil, allowing: Set<Int32> = [0], isQuiet: Bool = false
    ) throws -> String {
        let process = Process()
        // A tool that hangs ends with 124, not with the whole run's patience.
        process.executableURL = URL(filePath: "/usr/bin/timeout")
        process.arguments = ["300", try #require(Self.path(of: tool), "\(tool) is not installed")] + arguments
        process.currentDirectoryURL = folder
        process.environment = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "MTOOLS_SKIP_CHECK": "1"]
        let log = folder.appending(path: "log-\(UUID().uuidString)")
        _ = FileManager.default.createFile(atPath: log.path, contents: nil)
        let output = try FileHandle(forWritingTo: log)
        process.standardOutput = isQuiet ? FileHandle.nullDevice : output
        process.standardError = isQuiet ? FileHandle.nullDevice : output
        let feed = Pipe()
        process.standardInput = feed
        try process.run()
        if let input { feed.fileHandleForWriting.write(Data(input.utf8)) }
        try feed.fileHandleForWriting.close()
        process.waitUntilExit()
        try output.close()
        let text = String(decoding: try Data(contentsOf: log), as: UTF8.self)
        try FileManager.default.removeItem(at: log)
        try #require(allowing.contains(process.terminationStatus), "\(tool): \(text)")
        return text
    }

    func path(_ name: String) -> String { folder.appending(path: name).path }

    /// Makes a file with holes.
    func truncate(_ name: String, to size: Int) throws {
        if !FileManager.default.fileExists(atPath: path(name)) {
            _ = FileManager.default.createFile(atPath: path(name), contents: nil)
        }
        let file = try FileHandle(forWritingTo: folder.appending(path: name))
        try file.truncate(atOffset: UInt64(size))
        try file.close()
    }

    /// Puts a file's bytes into another one.
    func write(_ bytes: [UInt8], to name: String, at offset: Int = 0) throws {
        if !FileManager.default.fileExists(atPath: path(name)) { try truncate(name, to: 0) }
        let file = try FileHandle(forWritingTo: folder.appending(path: name))
        try file.seek(toOffset: UInt64(offset))
        try file.write(contentsOf: Data(bytes))
        try file.close()
    }

    func bytes(_ name: String) throws -> [UInt8] { Array(try Data(contentsOf: folder.appending(path: name))) }

    /// A disk over an image of this folder.
    func disk(_ name: String) throws -> OpenDisk { try OpenDisk(path(name)) }
}

/// An image that is open for as long as this lives.
final class OpenDisk: DiskSource {
    private let descriptor: Int32
    private let disk: FileDisk

    init(_ path: String) throws {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        disk = try FileDisk(descriptor: descriptor)
    }

    deinit { close(descriptor) }

    var size: UInt64 { disk.size }

    func read(at offset: UInt64, count: Int) throws(ExtractionError) -> [UInt8] {
        try disk.read(at: offset, count: count)
    }
}

/// Bytes that look random and are the same in each run (xorshift64*).
struct SeededBytes: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_F491_4F6C_DD1D
    }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 32) } }
}
