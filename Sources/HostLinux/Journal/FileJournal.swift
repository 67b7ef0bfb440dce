import FoundationEssentials
import Glibc
import Model
import Provision

/// A journal in a file: one JSON line a record. What recovery needs is on the disk before `append` returns; that a step is
/// done, or that one begins which leaves nothing to take back, gets there with the next line that matters. Its lock is held as long as the
/// object lives, and by nobody after the process has died.
final class FileJournal: Journal {
    private let descriptor: Int32
    private let path: String
    private var length: off_t

    /// - Parameter descriptor: open for writing and locked; taken over.
    init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
        length = lseek(descriptor, 0, SEEK_END)
    }

    deinit { close(descriptor) }

    func append(_ record: JournalRecord) throws(ProvisionError) {
        do throws(ProvisionError) {
            let line = try JSONLine.encode(record)
            try Descriptor.writeAll(descriptor, line, path)
            guard !record.mattersToRecovery || fsync(descriptor) == 0 else {
                throw .system("writing the journal \(path)", errno: errno)
            }
            length += off_t(line.count)
        } catch {
            // What is half written must not be read as if its effect had been announced.
            ftruncate(descriptor, length)
            lseek(descriptor, length, SEEK_SET)
            throw error
        }
    }

    func discard() throws(ProvisionError) { try LinuxFiles().removeFile(path) }
}

extension JournalRecord {
    /// Whether recovery would do something else without it.
    fileprivate var mattersToRecovery: Bool {
        switch self {
        case .done: false
        case .intent(_, _, let undo): !undo.isEmpty
        default: true
        }
    }
}

/// Values as one line of JSON each.
enum JSONLine {
    static func encode(_ value: some Encodable) throws(ProvisionError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return [UInt8](try encoder.encode(value)) + [UInt8(ascii: "\n")]
        } catch {
            throw ProvisionError(.failed, "a record cannot be written as JSON: \(error)")
        }
    }

    /// The values of all whole lines; reading stops at the first that is torn.
    static func decode<T: Decodable>(_ type: T.Type, from text: String) -> [T] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var values: [T] = []
        // What stands behind the last newline is torn.
        for line in lines.dropLast() {
            guard let value = try? JSONDecoder().decode(T.self, from: Data(line.utf8)) else { break }
            values.append(value)
        }
        return values
    }
}
