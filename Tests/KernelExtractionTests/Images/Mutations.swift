import Foundation
import KernelExtraction
import Testing

/// Changes bytes of a disk at random, the same in every run, and reads it.
///
/// With `XEN_PROVISION_LONG_TESTS` in the environment there are fifty times as many rounds.
struct Mutations {
    /// Bytes at which arithmetic goes wrong, alone or as all bytes of a number.
    private static let borders: [UInt8] = [0, 1, 0x7f, 0x80, 0xfe, 0xff]

    let seed: UInt64
    let rounds: Int
    /// Readings of more bytes are content, where a change is of no interest.
    let metadataOnly: Int
    /// How often reading must fail, or the changes never met what is checked.
    let failures: Int

    /// - Parameters:
    ///   - disk: one that has been read once, so that it knows what readers look at.
    ///   - read: what must end with an error or without, soon, and never trap.
    func run(_ disk: MutatedDisk, read: (MutatedDisk) throws -> Void) throws {
        var random = SeededGenerator(seed: seed)
        let ranges = disk.ranges.filter { $0.count <= metadataOnly && $0.count > 0 }
            .sorted { ($0.offset, $0.count) < ($1.offset, $1.count) }
        let size = disk.size
        var failed = 0
        for _ in 0..<rounds * (getenv("XEN_PROVISION_LONG_TESTS") == nil ? 1 : 50) {
            disk.changes = [:]
            for _ in 0...Int.random(in: 0..<3, using: &random) { Self.change(disk, ranges, &random) }
            disk.size = Int.random(in: 0..<20, using: &random) == 0 ? UInt64.random(in: 0..<size, using: &random) : size
            disk.budget = 100_000
            do {
                try read(disk)
            } catch let error as ExtractionError {
                failed += 1
                #expect(!error.message.contains("budget of reads"), "\(disk.changes)")
            }
        }
        disk.size = size
        #expect(failed >= failures)
    }

    /// Changes a byte or a number of up to eight bytes.
    private static func change(
        _ disk: MutatedDisk, _ ranges: [MutatedDisk.Range], _ random: inout SeededGenerator
    ) {
        let range = ranges[Int.random(in: 0..<ranges.count, using: &random)]
        // Most of what decides is at the beginning of a structure.
        let bound = Bool.random(using: &random) ? min(256, range.count) : range.count
        let place = range.offset + UInt64(Int.random(in: 0..<bound, using: &random))
        let border = borders[Int.random(in: 0..<borders.count, using: &random)]
        guard Bool.random(using: &random) else {
            disk.changes[place] = UInt8.random(in: 0...255, using: &random)
            return
        }
        let width = UInt64(1) << UInt64.random(in: 0..<4, using: &random)
        for index in 0..<width { disk.changes[place / width * width + index] = border }
    }
}
