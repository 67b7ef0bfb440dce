import Model
import Testing

@testable import Distros

@Suite("What no two guests may share")
struct CloneHygieneTests {
    static let rows = CloneHygiene.rows

    /// The row's place with something of another machine in it, as the edit would find it.
    private func before(_ row: CloneHygiene.Row) throws -> GuestFiles {
        var files = GuestFiles()
        files.write("/etc/group", "root:x:0:\nutmp:x:43:\n")
        switch row.rule {
        case .cleared(let prefix, let suffix):
            files[row.path] = .directory(GuestDirectory(names: ["\(prefix)another\(suffix)", "other"]))
        default: files[row.path] = .present
        }
        return files
    }

    @Test("goes, or is emptied, row by row", arguments: rows)
    func cleaned(_ row: CloneHygiene.Row) throws {
        let edit = CleanRoot()
        let before = try before(row)
        let changes = try edit.apply(to: before).changes(from: before)
        switch row.rule {
        case .own: #expect(changes == [])
        case .removed:
            #expect(changes == [.remove(row.path)])
            #expect(edit.probes.contains(row.path))
        case .text(let text):
            #expect(changes == [.put(row.path, .file(GuestFile(content: Array(text.utf8), mode: 0o600)))])
            #expect(edit.probes.contains(row.path))
        case .emptied(let mode):
            #expect(changes == [.put(row.path, .file(GuestFile(content: [], mode: mode, group: 43)))])
            #expect(edit.probes.contains(row.path))
        case .cleared(let prefix, let suffix):
            #expect(changes == [.remove(try row.path.appending("\(prefix)another\(suffix)"))])
            #expect(edit.lists.contains(row.path))
        }
    }

    @Test("is not made where it was not", arguments: rows)
    func absent(_ row: CloneHygiene.Row) throws {
        var files = GuestFiles()
        files.write("/etc/group", "utmp:x:43:\n")
        #expect(try CleanRoot().apply(to: files) == files)
    }

    @Test("stands in the table once")
    func unique() {
        #expect(Set(Self.rows.map { "\($0.path) \($0.rule)" }).count == Self.rows.count)
        #expect(Self.rows.allSatisfy { !$0.reason.isEmpty })
    }

    @Test("a log of logins stays where there is no group to give it to")
    func noGroup() throws {
        var files = GuestFiles()
        files["/var/log/wtmp"] = .present
        #expect(try CleanRoot().apply(to: files) == files)
    }
}
