import Model
import Provision

/// The guests' records: one readable JSON file each.
package struct RecordStore {
    private let directory: String
    private let files = LinuxFiles()

    package init(directory: String) { self.directory = directory }

    /// - Throws: `.badInput` naming the file that cannot be understood.
    package func all() throws(ProvisionError) -> [GuestRecord] {
        var records: [GuestRecord] = []
        for name in try files.names(in: directory) where name.hasSuffix(".json") && !name.hasPrefix(".") {
            if let record = try read("\(directory)/\(name)") { records.append(record) }
        }
        return records.sorted { $0.name < $1.name }
    }

    package func record(of guest: GuestName) throws(ProvisionError) -> GuestRecord? {
        try read("\(directory)/\(guest).json")
    }

    /// Writes a record over the one that is there.
    package func replace(_ record: GuestRecord) throws(ProvisionError) {
        try files.replace("\(directory)/\(record.name).json", content: RecordText.encode(record))
    }

    package func remove(_ guest: GuestName) throws(ProvisionError) {
        try files.removeFile("\(directory)/\(guest).json")
    }

    private func read(_ path: String) throws(ProvisionError) -> GuestRecord? {
        try SchemaFile(path, holds: "a guest's record", remedy: "restore it from a backup").read()
    }
}
