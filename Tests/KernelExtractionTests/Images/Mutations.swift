import KernelExtraction
import Testing

/// Changes bytes of a disk at random, the same in every run, and reads it.
enum Mutations {
    /// Numbers at which arithmetic goes wrong.
    private static let borders: [UInt8] = [0, 1, 0x7f, 0x80, 0xfe, 0xff]

    /// - Parameters:
    ///   - disk: one that has been read once, so that it knows what readers look at.
    ///   - metadataOnly: readings of more bytes are content, where a change is of no interest.
    ///   - least: how often reading must fail, or the changes never met what is checked.
    ///   - read: what must end with an error or without, soon, and never trap.
    static func run(
        _ disk: MutatedDisk, seed: UInt64, rounds: Int, metadataOnly: Int, failures least: Int,
        read: (MutatedDisk) throws -> Void
    ) throws {
        var random = SeededGenerator(seed: seed)
        let ranges = disk.ranges.filter { $0.count <= metadataOnly && $0.count > 0 }
            .sorted { ($0.offset, $0.count) < ($1.offset, $1.count) }
        var failures = 0
        for _ in 0..<rounds {
            disk.changes = [:]
            for _ in 0...Int.random(in: 0..<3, using: &random) {
                let range = ranges[Int.random(in: 0..<ranges.count, using: &random)]
                // Most of what decides is at the beginning of a structure.
                let bound = Bool.random(using: &random) ? min(64, range.count) : range.count
                let place = range.offset + UInt64(Int.random(in: 0..<bound, using: &random))
                let border = borders[Int.random(in: 0..<borders.count, using: &random)]
                disk.changes[place] = Bool.random(using: &random) ? border : UInt8.random(in: 0...255, using: &random)
            }
            disk.budget = 100_000
            do {
                try read(disk)
            } catch let error as ExtractionError {
                failures += 1
                #expect(!error.message.contains("budget of reads"), "\(disk.changes)")
            }
        }
        #expect(failures >= least)
    }
}
