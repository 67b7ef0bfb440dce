import Model

/// Who asked for the work. It may change its mind, or be gone, while the work is going on.
package protocol Caller: AnyObject {
    /// - Throws: `.interrupted` when a signal asks us to stop, or when nobody is left to read the answer.
    func check() throws(ProvisionError)
    /// Sleeps until the descriptor can be read or time is up.
    ///
    /// - Parameter seconds: nil is for ever.
    /// - Throws: `.interrupted` as `check()` does, at once.
    func sleep(on descriptor: Int32, seconds: Double?) throws(ProvisionError)
}
