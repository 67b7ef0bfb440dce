/// A stretch of clusters one behind the other.
struct FATRun: Equatable {
    let first: UInt32
    var count: UInt32
}

/// Follows the chains of a FAT file system's table, through a window of it that is kept in memory.
final class FATTable {
    private static let window = 1 << 16
    private static let maximumRuns = 1 << 20

    private let source: any DiskSource
    private let geometry: FATGeometry
    private var start: UInt64 = 0
    private var bytes: [UInt8] = []

    init(_ source: any DiskSource, _ geometry: FATGeometry) {
        self.source = source
        self.geometry = geometry
    }

    /// The clusters of a chain, at most `limit` of them.
    ///
    /// - Throws: `.corrupt` where the chain leaves the disk or has more clusters than there are.
    func chain(from first: UInt32, limit: UInt64) throws(ExtractionError) -> [FATRun] {
        var runs: [FATRun] = []
        var cluster = first
        var count: UInt64 = 0
        while count < limit {
            guard cluster >= 2, cluster - 2 < geometry.clusterCount else {
                throw ExtractionError(.corrupt, "a chain leads to cluster \(cluster), which does not exist")
            }
            count += 1
            guard count <= UInt64(geometry.clusterCount) else {
                throw ExtractionError(.corrupt, "the chain from cluster \(first) comes back to itself")
            }
            if let last = runs.last, last.first + last.count == cluster {
                runs[runs.count - 1].count += 1
            } else {
                guard runs.count < Self.maximumRuns else {
                    throw ExtractionError(.limit, "a chain lies in more than \(Self.maximumRuns) pieces")
                }
                runs.append(FATRun(first: cluster, count: 1))
            }
            guard let next = try next(cluster) else { break }
            cluster = next
        }
        return runs
    }

    /// What follows a cluster; nil at the end of a chain.
    private func next(_ cluster: UInt32) throws(ExtractionError) -> UInt32? {
        switch geometry.width {
        case .bits12:
            let pair = try entry(UInt64(cluster) + UInt64(cluster / 2), 2)
            let value = cluster & 1 != 0 ? pair >> 4 : pair & 0xFFF
            return value >= 0xFF8 ? nil : value
        case .bits16:
            let value = try entry(UInt64(cluster) * 2, 2)
            return value >= 0xFFF8 ? nil : value
        case .bits32:
            let value = try entry(UInt64(cluster) * 4, 4) & 0x0FFF_FFFF
            return value >= 0x0FFF_FFF8 ? nil : value
        }
    }

    private func entry(_ offset: UInt64, _ count: Int) throws(ExtractionError) -> UInt32 {
        let place = geometry.table.lowerBound + offset
        guard place + UInt64(count) <= geometry.table.upperBound else {
            throw ExtractionError(.corrupt, "the table ends too early")
        }
        if place < start || place + UInt64(count) > start + UInt64(bytes.count) {
            let length = min(UInt64(Self.window), geometry.table.upperBound - place)
            bytes = try source.read(at: place, count: Int(length))
            start = place
        }
        let at = Int(place - start)
        return bytes[at..<at + count].reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }
}
