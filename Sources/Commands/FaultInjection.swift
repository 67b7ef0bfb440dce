#if DEBUG
    import Glibc
    import Model
    import Provision

    /// Stops a run at a chosen record of its journal. Exists in debug builds only, for the tests of the undo.
    ///
    /// `XEN_PROVISION_FAULT=hold-before:7` stands still right before the seventh record, `hold-after:7` right after it, until
    /// somebody kills it; `enospc:7` fails that record as a full disk would. The begin record is number 1, removing the
    /// journal counts as one after the last. It does not kill itself, for PID 1 of a namespace cannot: the kernel drops the
    /// signal.
    struct Fault {
        private let kind: String
        private let record: Int

        init?(_ text: String) {
            let parts = text.split(separator: ":").map(String.init)
            guard parts.count == 2, let number = Int(parts[1]) else { return nil }
            (kind, record) = (parts[0], number)
        }

        /// The one that the environment asks for.
        static var requested: Fault? { getenv("XEN_PROVISION_FAULT").flatMap { Fault(String(cString: $0)) } }

        func before(_ number: Int) throws(ProvisionError) {
            guard number == record else { return }
            if kind == "hold-before" { hold() }
            if kind == "enospc" { throw ProvisionError(.failed, "writing the journal: no space left on device") }
        }

        func after(_ number: Int) {
            if number == record, kind == "hold-after" { hold() }
        }

        private func hold() -> Never {
            try? ConsoleOutput.standardError.line("fault: holding at record \(record)")
            while true { pause() }
        }
    }

    /// A journal that runs into a fault.
    final class FaultyJournal: Journal {
        private let journal: any Journal
        private let fault: Fault
        /// The begin record was written by whoever made the journal.
        private var count = 1

        init(_ journal: any Journal, _ fault: Fault) {
            self.journal = journal
            self.fault = fault
        }

        func append(_ record: JournalRecord) throws(ProvisionError) {
            count += 1
            try fault.before(count)
            try journal.append(record)
            fault.after(count)
        }

        func discard() throws(ProvisionError) {
            count += 1
            try fault.before(count)
            try journal.discard()
            fault.after(count)
        }
    }
#endif
