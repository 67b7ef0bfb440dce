import Fleet
import Model

/// What `apply` did. Its JSON form is stable: fields are only ever added.
struct ApplyReport: Encodable {
    enum Result: String, Encodable {
        case done
        /// And everything of it was undone.
        case failed
        /// Its making was taken back because of a signal.
        case interrupted
        /// Nobody came to it.
        case skipped
        case blocked
        case unchanged
    }

    struct Row: Encodable {
        let name: String
        let action: FleetPlan.Action
        var result: Result
        var seconds: Double?
        let addresses: [String]
        var message: String?
        var rootPassword: String?
        /// Exit status of what failed.
        var status: Int32?
    }

    let schema = 1
    let fleet: String
    let host: String?
    private(set) var guests: [Row]
    private var places: [String: Int] = [:]

    init(_ plan: FleetPlan) {
        (fleet, host) = (plan.fleet, plan.host)
        guests = plan.guests.map { item in
            let result: Result = item.action == .keep ? .unchanged : item.action == .blocked ? .blocked : .skipped
            return Row(
                name: item.name, action: item.action, result: result, addresses: item.addresses,
                message: result == .blocked ? item.note : nil)
        }
        for (index, row) in guests.enumerated() { places[row.name] = index }
    }

    private enum CodingKeys: String, CodingKey { case schema, fleet, host, guests }

    mutating func change(_ name: String, _ body: (inout Row) -> Void) {
        if let place = places[name] { body(&guests[place]) }
    }

    func count(_ result: Result) -> Int { guests.count { $0.result == result } }

    /// A table of everything that was to be done, failures' reasons, and how many there are of each kind.
    var text: String {
        let rows = guests.filter { $0.result != .unchanged }.map { row in
            [
                row.name, row.action.rawValue, row.result.rawValue, row.seconds.map(Self.seconds) ?? "-",
                row.addresses.isEmpty ? "dynamic" : row.addresses.joined(separator: ","), row.rootPassword ?? "",
            ]
        }
        let header = ["NAME", "ACTION", "RESULT", "TIME", "ADDRESSES", "ROOT PASSWORD"]
        let reasons = guests.compactMap { row in row.message.map { "\(row.name): \($0)\n" } }.joined()
        return (rows.isEmpty ? "" : Table.text(header, rows) + "\n") + reasons + summary + "\n"
    }

    private var summary: String {
        let words: [(Result, String)] = [
            (.done, "done"), (.failed, "failed"), (.interrupted, "interrupted and undone"), (.blocked, "blocked"),
            (.skipped, "not begun"), (.unchanged, "unchanged"),
        ]
        let parts = words.compactMap { result, word in count(result) == 0 ? nil : "\(count(result)) \(word)" }
        return parts.isEmpty ? "The fleet has no guests here." : parts.joined(separator: ", ") + "."
    }

    static func seconds(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10) s"
    }
}
