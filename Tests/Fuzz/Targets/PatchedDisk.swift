import KernelExtraction

/// A disk image that fuzzing begins with, and the places in it where a change means something.
package final class BaseImage {
    /// Bytes around one that is not zero that belong to structures as well.
    private static let before = 4
    private static let after = 12

    let disk: any DiskSource
    /// Bytes that reading looks at and that are not far from one that is not zero.
    package let places: [UInt64]

    /// - Parameters:
    ///   - metadataOnly: readings of more bytes are contents, where a change is of no interest.
    ///   - read: reads all that the image has.
    package init(_ disk: any DiskSource, metadataOnly: Int = 64 << 10, read: (any DiskSource) -> Void) {
        self.disk = disk
        let observer = ObservedDisk(disk)
        read(observer)
        var found: Set<UInt64> = []
        for range in observer.ranges where range.count <= metadataOnly {
            guard let bytes = try? disk.read(at: range.offset, count: range.count) else { continue }
            for index in bytes.indices where bytes[index] != 0 {
                for near in max(0, index - Self.before)..<min(bytes.count, index + Self.after) {
                    found.insert(range.offset + UInt64(near))
                }
            }
        }
        places = found.sorted()
    }
}

/// Remembers what is read.
private final class ObservedDisk: DiskSource {
    struct Range: Hashable {
        let offset: UInt64
        let count: Int
    }

    private let base: any DiskSource
    private(set) var ranges: Set<Range> = []
    var size: UInt64 { base.size }

    init(_ base: any DiskSource) { self.base = base }

    func read(at offset: UInt64, count: Int) throws(ExtractionError) -> [UInt8] {
        let bytes = try base.read(at: offset, count: count)
        ranges.insert(Range(offset: offset, count: count))
        return bytes
    }
}

/// An image with changes, which are what a fuzzer makes up: so an input is short, and each of its bytes counts.
///
/// A change has ``PatchedDisk/recordSize`` bytes: three with the index of one of the image's places, one with what to do,
/// eight with a number. What is left over at the end of the input is no change.
package final class PatchedDisk: DiskSource {
    package static let recordSize = 12
    private static let mostRecords = 64

    private let base: any DiskSource
    /// In the order in which they are made.
    private var changes: [(place: UInt64, bytes: [UInt8])] = []
    package private(set) var size: UInt64
    /// Bytes that may still be read; more than any reader of metadata needs.
    private var budget = 256 << 20

    package init(_ image: BaseImage, changes input: ArraySlice<UInt8>) {
        base = image.disk
        size = base.size
        var rest = input.prefix(Self.recordSize * Self.mostRecords)
        while rest.count >= Self.recordSize, !image.places.isEmpty {
            apply(Array(rest.prefix(Self.recordSize)), image.places)
            rest = rest.dropFirst(Self.recordSize)
        }
    }

    private func apply(_ record: [UInt8], _ places: [UInt64]) {
        let index = Int(record[0]) | Int(record[1]) << 8 | Int(record[2]) << 16
        let width = 1 << Int(record[3] >> 3 & 3)
        // A number's place is a multiple of its size, in all these formats nearly always.
        let exact = places[index % places.count]
        let place = record[3] & 0x20 == 0 ? exact / UInt64(width) * UInt64(width) : exact
        switch record[3] & 7 {
        case 0...3: changes.append((place, Array(record[4..<4 + width])))
        case 4: changes.append((place, record[4..<4 + width].reversed()))
        case 5:
            guard let byte = try? read(at: place, count: 1).first else { return }
            changes.append((place, [byte ^ 1 << (record[4] & 7)]))
        case 6:
            let source = places[(Int(record[4]) | Int(record[5]) << 8 | Int(record[6]) << 16) % places.count]
            guard let bytes = try? read(at: source, upTo: Int(record[7]) | Int(record[8] & 0xF) << 8) else { return }
            changes.append((place, bytes))
        default:
            if record[4] == 0xFF {
                size = min(size, place + UInt64(record[5]))
            } else {
                changes.append((place, [UInt8](repeating: record[4], count: 1 + Int(record[5]))))
            }
        }
    }

    package func read(at offset: UInt64, count: Int) throws(ExtractionError) -> [UInt8] {
        try check(offset, count)
        guard budget > 0 else { throw ExtractionError(.limit, "the budget of reads is used up") }
        budget -= count + 64
        var bytes = try base.read(at: offset, count: count)
        let end = offset + UInt64(count)
        for change in changes where change.place < end && change.place + UInt64(change.bytes.count) > offset {
            let from = max(offset, change.place)
            let to = min(end, change.place + UInt64(change.bytes.count))
            bytes.replaceSubrange(
                Int(from - offset)..<Int(to - offset),
                with: change.bytes[Int(from - change.place)..<Int(to - change.place)])
        }
        return bytes
    }
}
