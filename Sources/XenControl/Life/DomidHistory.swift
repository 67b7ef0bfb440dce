import Model

/// The numbers of domains that ended a moment ago. libxl gives none of them to a new domain, so that who still means the
/// old one does not reach the new one; both keep them in one file (libxl_domain.c, `libxl__mark_domid_recent`).
package struct DomidHistory {
    /// How long a number rests, in seconds: libxl's `LIBXL_DOMID_REUSE_TIMEOUT`.
    package static let rest: Int64 = 60

    private var entries: [(second: Int64, domid: UInt32)]

    /// - Parameters:
    ///   - text: the file: `SECOND DOMID` in each line, by the monotonic clock.
    ///   - now: of the same clock. Older entries are forgotten.
    package init(parsing text: String, now: Int64) {
        entries = text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard words.count == 2, let second = Int64(words[0]), let domid = UInt32(words[1]) else { return nil }
            return now - second <= Self.rest ? (second, domid) : nil
        }
    }

    package func holds(_ domid: UInt32) -> Bool { entries.contains { $0.domid == domid } }

    package mutating func add(_ domid: UInt32, now: Int64) { entries.append((now, domid)) }

    package var text: String { entries.map { "\($0.second) \($0.domid)\n" }.joined() }

}
