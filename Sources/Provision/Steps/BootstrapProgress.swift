import Model

/// How to tell from a bootstrapper's output how far it is.
package enum BootstrapProgress: Sendable { case mmdebstrap, debootstrap }

/// Reads a bootstrapper's lines. Its packages are counted where it unpacks and configures them; the total is taken
/// from apt's own line, so the bar is honest from then on.
final class BootstrapProgressReader {
    private let kind: BootstrapProgress
    private var expected = 0.0
    private var seen = 0.0

    init(_ kind: BootstrapProgress) { self.kind = kind }

    /// - Returns: fraction and what is being done, for lines that tell.
    func take(_ line: String) -> (Double, String)? {
        if let total = Self.packageCount(line) { expected += Double(total) * 2 }
        guard let activity = Self.activity(line, kind) else { return nil }
        seen += 1
        // Without a total every package moves the bar by a little, never to its end.
        let fraction = expected > 0 ? min(seen / expected, 1) : seen / (seen + 200)
        return (fraction, activity)
    }

    /// `0 upgraded, 163 newly installed, 0 to remove and 0 not upgraded.`
    private static func packageCount(_ line: String) -> Int? {
        guard line.contains(" newly installed,") else { return nil }
        let words = line.split(separator: " ")
        return words.firstIndex(of: "newly").flatMap { $0 > 0 ? Int(words[$0 - 1]) : nil }
    }

    private static func activity(_ line: String, _ kind: BootstrapProgress) -> String? {
        let prefixes = kind == .mmdebstrap ? ["Unpacking ", "Setting up "] : ["I: Unpacking ", "I: Configuring "]
        guard let prefix = prefixes.first(where: { line.hasPrefix($0) }) else { return nil }
        let name = line.dropFirst(prefix.count).prefix { !$0.isWhitespace }.prefix { $0 != "." && $0 != ":" }
        return (prefix.hasPrefix("I: ") ? String(prefix.dropFirst(3)) : prefix) + name
    }
}
