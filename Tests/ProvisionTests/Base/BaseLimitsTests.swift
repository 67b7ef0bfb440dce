import Model
import Provision
import Testing

@Suite("Limits of the bases that are kept")
struct BaseLimitsTests {
    private static let day: Int64 = 86_400
    private static let now = 100 * day
    private let bases = [
        BaseLimits.Kept(key: "a", made: now - 40 * day, used: now - 1, bytes: 10 << 20),
        BaseLimits.Kept(key: "b", made: now - 5 * day, used: now - 4 * day, bytes: 20 << 20),
        BaseLimits.Kept(key: "c", made: now - 3 * day, used: now - 2 * day, bytes: 30 << 20),
    ]

    private func keys(_ limits: BaseLimits, sparing: String? = nil) -> [String] {
        limits.exceeding(bases, now: Self.now, sparing: sparing).map(\.key)
    }

    @Test("remove nothing where there are none, or where all keep to them")
    func none() {
        #expect(keys(BaseLimits()) == [])
        #expect(keys(BaseLimits(days: 40, size: ByteSize(mebibytes: 60))) == [])
    }

    @Test("by age look at when a base was made, however much it is used")
    func age() {
        #expect(keys(BaseLimits(days: 39)) == ["a"])
        #expect(keys(BaseLimits(days: 0)) == ["a", "b", "c"])
    }

    @Test("by size take what nobody has used for longest, and no more of them than needed")
    func size() {
        #expect(keys(BaseLimits(size: ByteSize(mebibytes: 59))) == ["b"])
        #expect(keys(BaseLimits(size: ByteSize(mebibytes: 39))) == ["b", "c"])
        #expect(keys(BaseLimits(size: ByteSize(bytes: 0))) == ["b", "c", "a"])
    }

    @Test("count what went for its age before they go on by size")
    func both() { #expect(keys(BaseLimits(days: 39, size: ByteSize(mebibytes: 50))) == ["a"]) }

    @Test("spare the one that has just been made, and count it")
    func spared() { #expect(keys(BaseLimits(size: ByteSize(mebibytes: 15)), sparing: "c") == ["b", "a"]) }
}
