import Foundation

/// The programs that make images of file systems.
enum ImageTool {
    struct Failure: Error {
        let command: [String]
        let status: Int32
        let output: String
    }

    /// Whether a program can be run.
    static func exists(_ names: String...) -> Bool {
        names.allSatisfy { name in
            ["/usr/sbin", "/usr/bin", "/sbin", "/bin"].contains {
                FileManager.default.isExecutableFile(atPath: "\($0)/\(name)")
            }
        }
    }

    /// Whether this kernel mounts images of a file system for us.
    static func canMount(_ type: String) -> Bool {
        guard geteuid() == 0, access("/dev/loop-control", R_OK | W_OK) == 0 else { return false }
        _ = try? run("modprobe", "-q", type)
        let known = (try? String(contentsOfFile: "/proc/filesystems", encoding: .utf8)) ?? ""
        return known.split(whereSeparator: \.isWhitespace).contains(Substring(type))
    }

    /// Runs a program to its end and gives what it wrote.
    @discardableResult
    static func run(_ command: String...) throws -> [UInt8] { try run(command) }

    @discardableResult
    static func run(_ command: [String]) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "timeout", "300"] + command
        let output = try Scratch()
        let sink = output.path("output"), faults = output.path("faults")
        for path in [sink, faults] { _ = FileManager.default.createFile(atPath: path, contents: nil) }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle(forWritingAtPath: sink)
        process.standardError = FileHandle(forWritingAtPath: faults)
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let reason = try String(contentsOfFile: faults, encoding: .utf8)
            throw Failure(command: command, status: process.terminationStatus, output: reason)
        }
        return [UInt8](try Data(contentsOf: URL(fileURLWithPath: sink)))
    }

    /// Mounts an image, lets `body` change it, and unmounts it.
    static func mounted(_ image: String, options: String, _ body: (String) throws -> Void) throws {
        let place = try Scratch()
        try run("mount", "-o", options.isEmpty ? "loop" : "loop,\(options)", image, place.folder)
        let result = Result { try body(place.folder) }
        try unmount(place.folder)
        try result.get()
    }

    /// Mounts several images as the devices of one file system, lets `body` change it, and unmounts it.
    static func mountedTogether(_ images: [String], _ body: (String) throws -> Void) throws {
        var devices: [String] = []
        defer { for device in devices { _ = try? run("losetup", "-d", device) } }
        for image in images {
            let name = String(decoding: try run("losetup", "-f", "--show", image), as: UTF8.self)
            devices.append(name.trimmingCharacters(in: .whitespacesAndNewlines))
        }
        let place = try Scratch()
        try run("mount", "-o", devices.map { "device=\($0)" }.joined(separator: ","), devices[0], place.folder)
        let result = Result { try body(place.folder) }
        try unmount(place.folder)
        try result.get()
    }

    /// Unmounts; between `fork` and `exec`, a program that another test starts still holds the files of this one.
    /// On a busy machine that takes seconds, so it is waited for, up to a minute.
    private static func unmount(_ folder: String) throws {
        let end = ContinuousClock.now + .seconds(60)
        while (try? run("umount", folder)) == nil {
            guard ContinuousClock.now < end else {
                // Nothing of a failed test stays mounted.
                _ = try? run("umount", "--lazy", folder)
                throw StillBusy(folder: folder)
            }
            usleep(100_000)
        }
    }

    struct StillBusy: Error {
        let folder: String
    }

    /// A sparse file of this many MiB.
    static func blank(_ path: String, mebibytes: Int) throws {
        try run("truncate", "-s", "\(mebibytes)M", path)
    }
}

/// A folder that is gone when nobody knows it any more.
final class Scratch {
    let folder: String

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "image-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func path(_ name: String) -> String { "\(folder)/\(name)" }
}
