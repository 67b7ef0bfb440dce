import Model
import Provision

/// The guests' records: one readable JSON file each.
package struct RecordStore {
    private let directory: String
    private let files = LinuxFiles()

    package init(directory: String) { self.directory = directory }

    /// - Throws: `.badInput` naming the file that cannot be understood.
    package func all() throws(ProvisionError) -> [GuestRecord] { try documents().sorted { $0.name < $1.name } }

    /// Of every record what a list shows, in no order.
    ///
    /// - Throws: as `all`.
    package func summaries() throws(ProvisionError) -> [GuestSummary] { try documents() }

    private func documents<Document: SchemaDocument>() throws(ProvisionError) -> [Document] {
        var documents: [Document] = []
        for name in try files.names(in: directory) where name.hasSuffix(".json") && !name.hasPrefix(".") {
            if let document: Document = try read("\(directory)/\(name)") { documents.append(document) }
        }
        return documents
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

    private func read<Document: SchemaDocument>(_ path: String) throws(ProvisionError) -> Document? {
        try SchemaFile(path, holds: "a guest's record", remedy: "restore it from a backup").read()
    }
}
