/// Stretches of disks one behind the other.
final class LinearVolume: DiskSource {
    struct Segment {
        let source: any DiskSource
        let size: UInt64
    }

    private let segments: [Segment]
    let size: UInt64

    /// - Throws: `.limit` where they are more than 64 bits count.
    init(_ segments: [Segment]) throws(ExtractionError) {
        self.segments = segments
        var size: UInt64 = 0
        for segment in segments {
            let (sum, overflows) = size.addingReportingOverflow(segment.size)
            guard !overflows else { throw ExtractionError(.limit, "the volume is too large") }
            size = sum
        }
        self.size = size
    }

    func read(at offset: UInt64, count: Int) throws(ExtractionError) -> [UInt8] {
        try check(offset, count)
        var bytes: [UInt8] = []
        var start: UInt64 = 0
        let end = offset + UInt64(count)
        for segment in segments where start < end {
            let from = max(offset, start)
            let to = min(end, start + segment.size)
            if from < to {
                let part = try segment.source.read(at: from - start, count: Int(to - from))
                if part.count == count { return part }
                bytes += part
            }
            start += segment.size
        }
        return bytes
    }
}
