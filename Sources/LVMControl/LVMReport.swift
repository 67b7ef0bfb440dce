import FoundationEssentials
import Model

/// The rows of a report in LVM's `json` format, where every value is a string.
struct LVMReport {
    let rows: [[String: String]]
    /// What stood between the lines of the report: warnings.
    let others: [String]

    private struct Document: Decodable {
        let report: [[String: [[String: String]]]]
    }

    /// - Parameter key: `vg` or `lv`.
    /// - Throws: `.badInput` for what is no such report.
    init(_ lines: [String], key: String) throws(ProvisionError) {
        // No line of a warning begins like a line of JSON.
        let marks: Set<Character> = ["{", "}", "[", "]", "\"", ","]
        let isReport = { (line: String) in line.trimmed.first.map(marks.contains) ?? false }
        others = lines.filter { !isReport($0) }.map(\.trimmed).filter { !$0.isEmpty }
        do {
            let text = lines.filter(isReport).joined(separator: "\n")
            let document = try JSONDecoder().decode(Document.self, from: Data(text.utf8))
            rows = document.report.flatMap { $0[key] ?? [] }
        } catch {
            throw ProvisionError(.badInput, "LVM's report cannot be read: \(error)")
        }
    }
}

extension VolumeGroup {
    /// - Throws: `.badInput` for a row that lacks a number.
    init(_ row: [String: String], volumes: [LogicalVolume]) throws(ProvisionError) {
        let isSet = { (key: String) in row[key].map { !["", "none", "unknown"].contains($0) } ?? false }
        self.init(
            name: row["vg_name"] ?? "", uuid: row["vg_uuid"] ?? "",
            extentSize: ByteSize(bytes: try row.number("vg_extent_size")), extents: try row.number("vg_extent_count"),
            freeExtents: try row.number("vg_free_count"),
            isShared: isSet("vg_shared") || isSet("vg_clustered") || isSet("vg_lock_type"),
            isExported: isSet("vg_exported"), isPartial: isSet("vg_partial"),
            isWritable: row["vg_permissions"] != "read-only", volumes: volumes)
    }
}

extension LogicalVolume {
    /// - Throws: `.badInput` for a row that lacks a number.
    init(_ row: [String: String]) throws(ProvisionError) {
        let text = { (key: String) in row[key].flatMap { $0.isEmpty ? nil : $0 } }
        self.init(
            name: row["lv_name"] ?? "", uuid: row["lv_uuid"] ?? "", size: ByteSize(bytes: try row.number("lv_size")),
            tags: (row["lv_tags"] ?? "").split(separator: ",").map(String.init), segmentType: row["segtype"] ?? "",
            isOpen: row["lv_device_open"] == "open", pool: text("pool_lv"),
            origin: text("origin"),
            dataPercent: text("data_percent").flatMap(Double.init),
            metadataPercent: text("metadata_percent").flatMap(Double.init),
            zeroesBlocks: row["segtype"] == "thin-pool" ? text("zero").flatMap { ["zero": true, "": false][$0] } : nil)
    }
}

extension [String: String] {
    fileprivate func number(_ key: String) throws(ProvisionError) -> UInt64 {
        guard let text = self[key], let number = UInt64(text) else {
            throw ProvisionError(.badInput, "LVM's report has no number under \(key)")
        }
        return number
    }
}
