import Model

/// A program to run, as a value: what a plan prints and a test compares. Never a shell line.
package struct ToolInvocation: Hashable, Codable, Sendable {
    /// Program name, found in the fixed search path, or an absolute path.
    package var tool: String
    package var arguments: [String]
    /// Added to the whitelisted environment; never holds a secret.
    package var environment: [String: String]
    /// Run inside this root (through chroot(8)) instead of the host's.
    package var root: String?
    /// Nothing that it writes needs to reach the disk before it goes on: all of it is thrown away should the machine stop,
    /// and what is kept is copied from it later. dpkg(1) waits for the disk several times for each package otherwise.
    package var writesScratch: Bool
    /// Whether its output goes to the run's log, as the command line does in any case.
    package var isLogged: Bool
    /// What it is for, in the plan and in errors: "bootstrapping bookworm".
    package var purpose: String

    package init(
        _ tool: String, _ arguments: [String], environment: [String: String] = [:], root: String? = nil,
        writesScratch: Bool = false, isLogged: Bool = true, purpose: String
    ) {
        self.tool = tool
        self.arguments = arguments
        self.environment = environment
        self.root = root
        self.writesScratch = writesScratch
        self.isLogged = isLogged
        self.purpose = purpose
    }

    /// The command line as a person would type it, quoted for a POSIX shell where needed.
    package var display: String {
        let words = (root.map { ["chroot", $0] } ?? []) + [tool] + arguments
        return words.map(ShellQuoting.quote).joined(separator: " ")
    }
}

/// Quotes words so that a plan's command lines can be copied into a shell.
package enum ShellQuoting {
    package static func quote(_ word: String) -> String {
        let plain = word.allSatisfy { character in
            character.isASCII && (character.isLetter || character.isNumber || "-_./:=,@%+~".contains(character))
        }
        if plain, !word.isEmpty { return word }
        return "'" + word.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}

/// Runs programs of the host. One implementation starts processes, others record or replay for tests.
package protocol CommandRunner {
    /// Runs the program to its end; its output goes to the run's log, line by line, if it shall be logged.
    ///
    /// - Parameters:
    ///   - input: bytes for its standard input, through an unlinked file; nil is /dev/null. May be secret.
    ///   - onLine: called with each line of its standard output and error, for progress.
    /// - Returns: its standard output.
    /// - Throws: `.unavailable` when the program is not there, `.failed` with its last lines when it exits non-zero,
    ///   `.interrupted` when a signal asked us to stop.
    func run(
        _ invocation: ToolInvocation, input: [UInt8]?, onLine: ((String) -> Void)?
    ) throws(ProvisionError) -> String
}

extension CommandRunner {
    @discardableResult
    package func run(_ invocation: ToolInvocation, input: [UInt8]? = nil) throws(ProvisionError) -> String {
        try run(invocation, input: input, onLine: nil)
    }
}
