/// What went wrong, in a form that a person can act on and a script can tell apart.
///
/// The message is one sentence in lower case that names the object; the hint says how to mend it.
package struct ProvisionError: Error, Equatable, Sendable {
    /// The kind of failure; each kind has one exit status (sysexits.h where it has a fitting number).
    package enum Code: Int32, Codable, Sendable {
        /// The work failed and everything it did was undone.
        case failed = 1
        /// The work failed and something is left behind, named in the message.
        case leftovers = 3
        /// The command line makes no sense (EX_USAGE).
        case usage = 64
        /// An input file is wrong (EX_DATAERR).
        case badInput = 65
        /// A tool, a mirror, a hypervisor that is needed is not there (EX_UNAVAILABLE).
        case unavailable = 69
        /// What should be made exists already (EX_CANTCREAT).
        case exists = 73
        /// Somebody else is at it; trying again later may work (EX_TEMPFAIL).
        case busy = 75
        /// The user may not do this (EX_NOPERM).
        case notPermitted = 77
        /// A signal ended the work and everything was undone (128 + SIGINT).
        case interrupted = 130
    }

    package let code: Code
    package let message: String
    /// How to mend it; printed after the message.
    package let hint: String?
    /// Longer material for the reader, such as the last lines of a failed command.
    package let details: [String]

    package init(_ code: Code, _ message: String, hint: String? = nil, details: [String] = []) {
        self.code = code
        self.message = message
        self.hint = hint
        self.details = details
    }

    /// The same error with what was being done in front: `"copying /a: no space left"`.
    package func during(_ activity: String) -> ProvisionError {
        ProvisionError(code, "\(activity): \(message)", hint: hint, details: details)
    }
}

extension ProvisionError: CustomStringConvertible {
    package var description: String { hint.map { "\(message) (\($0))" } ?? message }
}
