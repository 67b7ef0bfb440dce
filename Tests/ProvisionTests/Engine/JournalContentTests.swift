import Model
import Provision
import Testing

@Suite("A journal's content")
struct JournalContentTests {
    @Test("rolling back goes from the last effect to the first")
    func order() {
        let content = JournalContent(records: [
            .intent(step: 0, title: "a", undo: [.removeEmptyDirectory(path: "/1"), .removeEmptyDirectory(path: "/2")]),
            .done(step: 0),
            .intent(step: 1, title: "b", undo: [.removeEmptyDirectory(path: "/3")]),
        ])
        #expect(
            content.rollback == [
                .removeEmptyDirectory(path: "/3"), .removeEmptyDirectory(path: "/2"), .removeEmptyDirectory(path: "/1"),
            ])
        #expect(content.cleanupAfterCommit == nil)
    }

    @Test("after a commit only the cleaning up is left")
    func committed() {
        let cleanup: [UndoOperation] = [.removeEmptyDirectory(path: "/work")]
        let content = JournalContent(records: [.done(step: 0), .commit(cleanup: cleanup)])
        #expect(content.cleanupAfterCommit == cleanup)
    }

    @Test("a journal without its first line has no owner")
    func noOwner() { #expect(JournalContent(records: []).owner == nil) }
}
