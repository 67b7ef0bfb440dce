/// Stops a guest that ends again and again right after its start.
package struct RestartLimit: Sendable {
    /// A life shorter than this, in seconds, is a failed one.
    package static let shortLife = 60.0
    /// So many failed lives in a row are enough.
    package static let most = 5

    private var failures = 0

    package init() {}

    /// - Parameter life: seconds from the start to the end.
    /// - Returns: whether to start it once more.
    package mutating func allows(after life: Double) -> Bool {
        failures = life < Self.shortLife ? failures + 1 : 0
        return failures < Self.most
    }
}
