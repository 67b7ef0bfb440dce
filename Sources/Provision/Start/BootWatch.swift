import Model

/// Waits until a guest that was just started shows that it is up.
package struct BootWatch {
    private let signs: [BootSign]
    private let limit: Double
    private let clock: () -> Double
    private let end: () throws(ProvisionError) -> DomainEnd
    private let shows: (BootSign) throws(ProvisionError) -> Bool

    /// - Parameters:
    ///   - signs: what to wait for.
    ///   - limit: how long, in seconds.
    ///   - clock: seconds since some moment.
    ///   - end: whether the guest is still there, after waiting for about a second.
    ///   - shows: whether a sign is there now.
    package init(
        _ signs: [BootSign], limit: Double, clock: @escaping () -> Double,
        end: @escaping () throws(ProvisionError) -> DomainEnd,
        shows: @escaping (BootSign) throws(ProvisionError) -> Bool
    ) {
        self.signs = signs
        self.limit = limit
        self.clock = clock
        self.end = end
        self.shows = shows
    }

    /// - Parameter onSign: called with each sign when it is seen, and the seconds since the beginning.
    /// - Throws: `.failed` where the guest ends or time runs out before all signs are there.
    package func run(onSign: (BootSign, Double) -> Void) throws(ProvisionError) {
        let start = clock()
        var missing = signs
        while true {
            var still: [BootSign] = []
            for sign in missing {
                if try shows(sign) { onSign(sign, clock() - start) } else { still.append(sign) }
            }
            missing = still
            guard let next = missing.first else { return }
            guard clock() - start < limit else {
                throw ProvisionError(
                    .failed, "no \(next.sentence) within \(Int(limit)) s", hint: "see its console; --limit waits longer"
                )
            }
            switch try end() {
            case .alive: continue
            case .gone: throw Self.ended("is gone", next)
            case .shutdown(let reason): throw Self.ended("has ended (\(reason.rawValue))", next)
            }
        }
    }

    private static func ended(_ how: String, _ sign: BootSign) -> ProvisionError {
        ProvisionError(.failed, "the guest \(how) without \(sign.sentence)", hint: "see its console")
    }

    /// The last lines of a guest's console: fifteen, or as many more as there are since its kernel panicked, for the trace
    /// and the registers that follow the reason may be forty.
    package static func lastWords(of console: String) -> [String] {
        let lines = console.split(whereSeparator: \.isNewline).map(String.init)
        let panic = lines.lastIndex { $0.contains("] Kernel panic - not syncing") } ?? lines.endIndex
        return Array(lines[min(panic, max(0, lines.count - 15))...].prefix(60))
    }

    /// Whether what a guest has written to its console ends with a getty's question; agetty and busybox both ask so.
    package static func isPrompt(_ console: String) -> Bool {
        guard let line = console.split(whereSeparator: \.isNewline).last else { return false }
        return String(line).trimmed.hasSuffix("login:")
    }
}

extension BootSign {
    fileprivate var sentence: String {
        switch self {
        case .login: "login prompt on the console"
        case .ping: "answer to ping"
        case .ssh: "answer of an ssh server"
        }
    }
}
