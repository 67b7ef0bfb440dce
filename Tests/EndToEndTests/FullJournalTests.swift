import Testing

/// Lets the journal run into a full disk.
@Suite(.serialized)
struct FullJournalTests {
    @Test("a journal that cannot be written stops the run at every record, and everything is undone")
    func fullAtEveryRecord() throws {
        let host = try TestHost()
        let before = try HostSnapshot(of: host)
        var failures = 0
        for record in 1...120 {
            let ending = try host.create("web1", fault: "enospc:\(record)")
            if ending.status == 0 { break }
            failures += 1
            #expect(ending.status == 1, "record \(record): \(ending.said)")
            #expect(ending.errors.contains("no space left on device"), "record \(record): \(ending.said)")
            host.expectSilence()
            try host.expect(unchangedSince: before, "record \(record)")
        }
        #expect(failures > 30)
    }
}
