import FoundationEssentials
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
        guard let text = try files.read(path) else { return nil }
        do {
            let record = try JSONDecoder().decode(GuestRecord.self, from: Data(text.utf8))
            guard record.schema <= GuestRecord.currentSchema else {
                throw ProvisionError(
                    .badInput, "\(path) was written by a newer version", hint: "use that version for this guest")
            }
            return record
        } catch let error as ProvisionError {
            throw error
        } catch {
            throw ProvisionError(
                .badInput, "\(path) is not a guest's record: \(error)", hint: "restore it from a backup")
        }
    }
}
