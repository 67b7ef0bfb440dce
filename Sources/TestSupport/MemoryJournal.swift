import Model
import Provision

/// A journal in memory; can die at a record, as a killed program does, or refuse one, as a full disk does.
package final class MemoryJournal: Journal {
    package private(set) var records: [JournalRecord] = []
    package private(set) var isDiscarded = false
    /// Number of the record that cannot be written, from 0; negative for none.
    package var refuses = -1

    package init() {}

    package func append(_ record: JournalRecord) throws(ProvisionError) {
        guard records.count != refuses else {
            refuses = -1
            throw ProvisionError(.failed, "the journal cannot be written: no space left on device")
        }
        records.append(record)
    }

    package func discard() throws(ProvisionError) { isDiscarded = true }

    package var content: JournalContent { JournalContent(records: records) }
}
