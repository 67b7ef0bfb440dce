/// The configuration of one domain in the syntax of xl.cfg(5), as a value.
///
/// Only what xl would see is kept: comments, quotes and the order of keys carry no meaning and are gone after
/// reading. So two configurations are equal exactly when they describe the same domain, and drift can be told from
/// a mere change of layout with `keysDiffering(from:)`.
package struct XLConfig: Hashable, Sendable {
    private var values: [String: XLValue] = [:]

    /// A configuration without any key.
    package init() {}

    /// All keys in the order in which they are written: the known ones in the order of a reader's interest, others
    /// behind them by name.
    package var keys: [String] {
        let known = XLKey.order.filter { values[$0] != nil }
        return known + values.keys.filter { !XLKey.order.contains($0) }.sorted()
    }

    /// True when no key is set.
    package var isEmpty: Bool { values.isEmpty }

    /// The value of a key; nil where it is not set.
    package subscript(key: String) -> XLValue? { values[key] }

    /// Sets any key, known or not; nil takes it out.
    ///
    /// - Throws: `.usage` for a key that xl's grammar cannot hold (`[a-z][a-z0-9._]*`).
    package mutating func set(_ key: String, _ value: XLValue?) throws(ProvisionError) {
        guard XLKey.isValid(key) else {
            throw ProvisionError(
                .usage, "'\(key.printable)' is not a key of a domain configuration",
                hint: "use lower-case letters, digits, '_' and '.', a letter first")
        }
        values[key] = value
    }

    /// Sets a key that is known to be well formed.
    mutating func store(_ key: String, _ value: XLValue?) { values[key] = value }

    /// This configuration with a fragment's keys in place of its own; keys that only the fragment has are added.
    package func merging(fragment: XLConfig) -> XLConfig {
        var merged = self
        merged.values.merge(fragment.values) { _, new in new }
        return merged
    }

    /// The keys whose value is another, or is there only on one side, in the order in which they are written.
    package func keysDiffering(from other: XLConfig) -> [String] {
        merging(fragment: other).keys.filter { self[$0] != other[$0] }
    }
}
