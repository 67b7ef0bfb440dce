/// One release of Debian, Ubuntu or Devuan.
package struct DistroRelease: Hashable, Sendable {
    package let family: GuestTraits.Family
    /// The name in archive paths: `bookworm`, `noble`, `sid`.
    package let codename: String
    /// `12`, `24.04`; nil for Debian's sid and experimental.
    package let version: String?
    /// Ubuntu's `LTS` stands behind the version.
    package let isLongTerm: Bool
    /// When its development began.
    package let created: CalendarDate?
    /// When it came out, or is to; nil when nobody knows.
    package let released: CalendarDate?
    /// End of the regular support.
    package let endOfLife: CalendarDate?
    /// End of the support that is free for all: Debian's LTS, Ubuntu's server edition.
    package let endOfLongTerm: CalendarDate?
    /// The number by which releases of one distribution compare; Debian's number for Devuan.
    let number: ReleaseNumber

    /// Out, and the day is not before.
    package func isReleased(on day: CalendarDate) -> Bool { released.map { $0 <= day } ?? false }

    /// No security support that is free for all any more, the long-term one included.
    package func isEndOfLife(on day: CalendarDate) -> Bool {
        [endOfLife, endOfLongTerm].compactMap { $0 }.max().map { $0 < day } ?? false
    }
}

/// A release's number as integers, so that 10 is after 9; a rolling release is after all others.
struct ReleaseNumber: Hashable, Comparable {
    private let parts: [Int]

    static let rolling = ReleaseNumber([.max])

    init(_ parts: [Int]) { self.parts = parts }

    init(_ text: some StringProtocol) { self.init(text.split(separator: ".").map { Int($0) ?? 0 }) }

    static func < (left: ReleaseNumber, right: ReleaseNumber) -> Bool {
        left.parts.lexicographicallyPrecedes(right.parts)
    }
}
