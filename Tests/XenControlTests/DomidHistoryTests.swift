import Testing
import XenControl

@Suite("The history of domids")
struct DomidHistoryTests {
    @Test("is read as libxl writes it, and forgets what is older than a minute")
    func reading() {
        let history = DomidHistory(parsing: "100 5\n150 6\n160 7\n", now: 211)
        #expect([5, 6, 7].map(history.holds) == [false, false, true])
        #expect(history.text == "160 7\n")
    }

    @Test("is written as libxl reads it")
    func writing() {
        var history = DomidHistory(parsing: "160 7\n", now: 170)
        history.add(32751, now: 170)
        #expect(history.text == "160 7\n170 32751\n")
    }

    @Test("takes nothing from lines that are none", arguments: ["", "\n", "x 1\n", "1\n", "160 7 8\n", "160 -1\n"])
    func rubbish(text: String) {
        #expect(DomidHistory(parsing: text, now: 170).text == "")
    }
}
