/// How much a guest may send: so many bytes in each interval (xl-network-configuration(5), `rate`).
package struct VifRate: Hashable, Codable, Sendable {
    package var bytes: UInt64
    /// In microseconds.
    package var interval: UInt64

    /// Reads `10MB/s`, `512Kb/s@20ms`, by the rules of libxlu_vif.c.
    ///
    /// - Throws: `.badInput` where xl would refuse it.
    package init(parsing text: String) throws(ProvisionError) {
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard let speed = Self.bytesPerSecond(parts[0]), speed > 0,
            let interval = parts.count == 1 ? 50_000 : Self.microseconds(parts[1]), interval > 0,
            interval <= UInt64(UInt32.max)
        else {
            throw ProvisionError(
                .badInput, "'\(text.printable)' is no rate of a vif", hint: "write it like 10MB/s or 512Kb/s@20ms")
        }
        let (product, isTooMuch) = speed.multipliedReportingOverflow(by: interval)
        bytes = isTooMuch ? UInt64(UInt32.max) : min(product / 1_000_000, UInt64(UInt32.max))
        self.interval = interval
    }

    /// As netback reads it in xenstore.
    package var storeText: String { "\(bytes),\(interval)" }

    private static func bytesPerSecond(_ text: Substring) -> UInt64? {
        let digits = text.prefix { ("0"..."9").contains($0) }
        guard let number = UInt64(digits) else { return nil }
        let factors: [Substring: UInt64] = ["": 1, "K": 1000, "M": 1_000_000, "G": 1_000_000_000]
        let unit = text.dropFirst(digits.count)
        guard unit.hasSuffix("B/s") || unit.hasSuffix("b/s"), let factor = factors[unit.dropLast(3)] else { return nil }
        let (bytes, isTooMuch) = number.multipliedReportingOverflow(by: factor)
        return isTooMuch ? nil : unit.hasSuffix("b/s") ? bytes / 8 : bytes
    }

    private static func microseconds(_ text: Substring) -> UInt64? {
        let digits = text.prefix { ("0"..."9").contains($0) }
        let factors: [Substring: UInt64] = ["": 1_000_000, "s": 1_000_000, "ms": 1000, "us": 1]
        guard let number = UInt64(digits), let factor = factors[text.dropFirst(digits.count)] else { return nil }
        let (time, isTooMuch) = number.multipliedReportingOverflow(by: factor)
        return isTooMuch ? nil : time
    }
}
