/// Collects what is wrong with a file system and can be put up with, or refuses it where the user is strict.
final class Tolerance {
    /// Enough to see what is going on; a corrupt disk would have thousands.
    private static let maximum = 32

    private let isStrict: Bool
    private(set) var warnings: [String] = []

    init(strict: Bool) { isStrict = strict }

    /// Notes a fault, such as a wrong checksum.
    ///
    /// - Throws: `.corrupt` with the same sentence where nothing is put up with.
    func fault(_ message: @autoclosure () -> String) throws(ExtractionError) {
        let message = message()
        guard !isStrict else { throw ExtractionError(.corrupt, message) }
        warn(message)
    }

    /// Notes what is no fault and yet to be known.
    func warn(_ message: String) {
        if warnings.count < Self.maximum, !warnings.contains(message) { warnings.append(message) }
    }
}
