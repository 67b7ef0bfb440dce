import CHostShims
import Glibc
import Model
import Provision

/// SIGINT, SIGTERM and SIGHUP as something to ask about, instead of something that happens in the middle.
package final class SignalWatch: Interruption {
    /// Readable when a signal has come.
    let descriptor: Int32
    private var received: Int32 = 0
    private var reason: String?
    private let answer: (String) -> Void

    /// - Parameter answer: shows a sentence to the user.
    package init(answer: @escaping (String) -> Void) throws(ProvisionError) {
        descriptor = hs_signals_open()
        self.answer = answer
        guard descriptor >= 0 else { throw .system("watching for signals", errno: -descriptor) }
    }

    package func check() throws(ProvisionError) {
        guard isTold() else { return }
        throw ProvisionError(.interrupted, "interrupted by \(Self.name(received))")
    }

    package func shield(_ reason: String) {
        drain()
        received = 0
        self.reason = reason
    }

    /// What had to be done without a stop is done: a signal that has come meanwhile counts now.
    package func lift() { reason = nil }

    /// Whether to stop. Under a shield every new signal is answered with the reason to go on.
    func isTold() -> Bool {
        drain()
        return received != 0 && reason == nil
    }

    private func drain() {
        while true {
            let number = hs_signals_take(descriptor)
            guard number != 0 else { return }
            if let reason {
                answer("\(Self.name(number)): please wait, \(reason); stopping now would leave the host in between")
            } else if received != 0 {
                answer("\(Self.name(number)): already stopping")
            } else {
                answer("\(Self.name(number)): stopping")
            }
            received = number
        }
    }

    private static func name(_ number: Int32) -> String {
        switch number {
        case SIGINT: "SIGINT"
        case SIGTERM: "SIGTERM"
        case SIGHUP: "SIGHUP"
        default: "signal \(number)"
        }
    }
}
