import Foundation
import Glibc
import KernelExtraction

/// A tree like a guest's, with what readers stumble over.
enum SampleTree {
    /// Makes the tree in a folder that exists.
    ///
    /// - Parameters:
    ///   - directories: how many names each of the directories `d<count>` has.
    ///   - longLink: bytes of the longest link.
    static func make(in folder: String, directories: [Int], longLink: Int = 300) throws {
        for name in ["boot", "boot/grub", "empty", "ünï"] { try FileManager.default.make("\(folder)/\(name)") }
        for (name, count) in [
            ("nothing", 0), ("one", 1), ("boot/vmlinuz-6", 1_234_567), ("boot/initrd", 3_000_000),
            ("boot/grub/grub.cfg", 700),
            ("block", 4096), ("block+1", 4097), ("tail", 65_535), ("text", 300_000), ("ünï/ö", 5),
        ] {
            try write(name == "text" ? text(count) : noise(count, seed: UInt64(count) + 1), "\(folder)/\(name)")
        }
        try write(Array(repeating: 0, count: 200_000), "\(folder)/zeros")
        for (name, length) in [("short", 10), ("middle", 200), ("long", longLink)] {
            try FileManager.default.createSymbolicLink(
                atPath: "\(folder)/\(name)", withDestinationPath: String(repeating: "./", count: length / 2 - 1) + "up")
        }
        try FileManager.default.createSymbolicLink(atPath: "\(folder)/vmlinuz", withDestinationPath: "boot/vmlinuz-6")
        for count in directories {
            try FileManager.default.make("\(folder)/d\(count)")
            for index in 0..<count { try write([], "\(folder)/d\(count)/\(entry(index))") }
        }
    }

    /// Names of many lengths.
    private static func entry(_ index: Int) -> String { "n\(index)" + String(repeating: "x", count: index * 7 % 60) }

    /// A file whose every second block is a hole, and the others hold a few bytes.
    static func sparse(_ path: String, blocks: Int, of size: Int) throws {
        let descriptor = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o644)
        defer { close(descriptor) }
        for index in 0..<blocks {
            let bytes = noise(16, seed: UInt64(index) + 77)
            guard pwrite(descriptor, bytes, 16, off_t(index * 2 * size + index % 400)) == 16 else {
                throw ExtractionError(.unreadable, "\(path) cannot be written")
            }
        }
    }

    /// The same bytes for the same seed, which no compression makes smaller.
    static func noise(_ count: Int, seed: UInt64) -> [UInt8] {
        var random = SeededGenerator(seed: seed &* 0x9e37_79b9_7f4a_7c15 | 1)
        return [UInt8](unsafeUninitializedCapacity: count + 8) { buffer, done in
            while done < count {
                let number = random.next()
                for shift in 0..<8 { buffer[done + shift] = UInt8(truncatingIfNeeded: number >> (shift * 8)) }
                done += 8
            }
            done = count
        }
    }

    /// Bytes that compress well.
    static func text(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var line = 0
        while bytes.count < count {
            bytes += Array(
                "menuentry 'Linux \(line)' { linux /boot/vmlinuz-\(line * 7919 % 1000) root=/dev/xvda1 ro }\n".utf8)
            line += 1
        }
        return Array(bytes.prefix(count))
    }

    /// Foundation's own writing leaves its descriptor to every program that a test beside this one starts meanwhile,
    /// and what such a program holds cannot be unmounted before it ends.
    static func write(_ bytes: [UInt8], _ path: String) throws {
        let descriptor = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0o644)
        defer { close(descriptor) }
        guard bytes.withUnsafeBytes({ Glibc.write(descriptor, $0.baseAddress, $0.count) }) == bytes.count else {
            throw ExtractionError(.unreadable, "\(path) cannot be written")
        }
    }
}

extension FileManager {
    /// Makes one folder.
    fileprivate func make(_ path: String) throws {
        try createDirectory(atPath: path, withIntermediateDirectories: false)
    }
}
