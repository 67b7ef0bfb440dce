/// A logical volume of a guest's own volume group.
package struct LogicalVolume {
    /// `group/volume`, fit for a terminal.
    package let name: String
    /// Its bytes, or why they cannot be read.
    package let source: Result<any DiskSource, ExtractionError>

    /// The visible volumes of the groups on some disks or partitions, in the order of their names.
    ///
    /// - Parameters: `sources` all that may be physical volumes; others are passed over.
    /// - Throws: `.corrupt` where a group's metadata is damaged, `.limit`, `.unreadable`.
    package static func all(on sources: [any DiskSource]) throws(ExtractionError) -> [LogicalVolume] {
        var volumes: [String: any DiskSource] = [:]
        var groups: [String: VolumeText] = [:]
        for source in sources {
            guard let physical = try PhysicalVolume(source) else { continue }
            volumes[physical.identifier] = source
            for (name, group) in physical.metadata?.parts ?? [:] where group["physical_volumes"] != nil {
                // The newest copy counts.
                if (groups[name]?["seqno"]?.count ?? 0) <= (group["seqno"]?.count ?? 0) { groups[name] = group }
            }
        }
        var found: [LogicalVolume] = []
        for (name, group) in groups.sorted(by: { $0.key < $1.key }) {
            let parts = VolumeGroup(name: name, text: group, sources: volumes)
            for (volume, text) in (group["logical_volumes"]?.parts ?? [:]).sorted(by: { $0.key < $1.key }) {
                guard text["status"]?.items.contains(.string(Array("VISIBLE".utf8))) == true else { continue }
                guard found.count < Limits.partitions else {
                    throw ExtractionError(.limit, "more than \(Limits.partitions) logical volumes")
                }
                found.append(LogicalVolume(name: "\(name)/\(volume)", source: parts.source(of: volume, text)))
            }
        }
        return found
    }
}

/// A group's metadata together with the disks it is about.
private struct VolumeGroup {
    let name: String
    let text: VolumeText
    let sources: [String: any DiskSource]

    func source(of volume: String, _ text: VolumeText) -> Result<any DiskSource, ExtractionError> {
        do throws(ExtractionError) {
            return .success(try LinearVolume(try segments(of: text)))
        } catch {
            return .failure(error.during("logical volume \(name)/\(volume)"))
        }
    }

    private func segments(of volume: VolumeText) throws(ExtractionError) -> [LinearVolume.Segment] {
        guard let extent = text["extent_size"]?.count, extent > 0, extent < 1 << 32,
            let count = volume["segment_count"]?.count, count <= 1 << 16
        else { throw ExtractionError(.corrupt, "its sizes are missing") }
        var segments: [LinearVolume.Segment] = []
        var end: UInt64 = 0
        for index in stride(from: 1, through: Int(count), by: 1) {
            guard let segment = volume["segment\(index)"], let start = segment["start_extent"]?.count,
                let length = segment["extent_count"]?.count, start == end, length > 0, length < 1 << 32
            else { throw ExtractionError(.corrupt, "segment \(index) is damaged") }
            end = start + length
            segments.append(try linear(segment, length: length, extent: extent))
        }
        guard end < 1 << 32 else { throw ExtractionError(.limit, "it has \(end) extents") }
        return segments
    }

    private func linear(
        _ segment: VolumeText, length: UInt64, extent: UInt64
    ) throws(ExtractionError) -> LinearVolume.Segment {
        let type = segment["type"]?.text ?? "unknown"
        let stripes = segment["stripe_count"]?.count ?? 1
        guard type == "striped" || type == "linear", stripes == 1, let places = segment["stripes"]?.items,
            places.count == 2, let physical = places[0].text, let first = places[1].count
        else {
            let kind = stripes > 1 && type == "striped" ? "striped over \(stripes) disks" : "of type \(type)"
            throw ExtractionError(.unsupported, "it is \(kind); only linear volumes are read")
        }
        let about = text["physical_volumes"]?[physical]
        guard let identifier = about?["id"]?.text, let start = about?["pe_start"]?.count, first < 1 << 32 else {
            throw ExtractionError(.corrupt, "its physical volume \(physical) is not described")
        }
        // The label has the identifier without the dashes.
        guard let source = sources[identifier.filter { $0 != "-" }] else {
            throw ExtractionError(.unsupported, "it lies on another disk (\(physical))")
        }
        let (sectors, overflows) = (first * extent).addingReportingOverflow(start)
        guard !overflows, sectors < 1 << 54 else {
            throw ExtractionError(.corrupt, "a segment lies beyond its disk")
        }
        let bytes = (length * extent).multipliedReportingOverflow(by: 512)
        guard !bytes.overflow, bytes.partialValue < 1 << 62 else {
            throw ExtractionError(.limit, "a segment of \(length) extents")
        }
        return try LinearVolume.Segment(
            source: DiskSlice(of: source, start: sectors * 512, size: bytes.partialValue), size: bytes.partialValue)
    }
}
