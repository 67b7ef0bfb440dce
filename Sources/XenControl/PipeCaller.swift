import CHostShims
import Glibc
import Model

/// The process at the other end of standard output.
final class PipeCaller: Caller {
    private let signals: Int32

    /// - Parameter signals: descriptor of `hs_signals_open`.
    init(signals: Int32) { self.signals = signals }

    func check() throws(ProvisionError) { try wait(on: -1, milliseconds: 0) }

    func sleep(on descriptor: Int32, seconds: Double?) throws(ProvisionError) {
        // Longer than a month is as good as for ever.
        try wait(on: descriptor, milliseconds: seconds.map { Int32(min(max($0, 0), 2_000_000) * 1000) } ?? -1)
    }

    private func wait(on descriptor: Int32, milliseconds: Int32) throws(ProvisionError) {
        var polled = [
            pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
            // Without any event asked for, a pipe without reader says so all the same.
            pollfd(fd: STDOUT_FILENO, events: 0, revents: 0),
            pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
        ]
        _ = poll(&polled, nfds_t(polled.count), milliseconds)
        if polled[0].revents != 0, hs_signals_take(signals) != 0 {
            throw ProvisionError(.interrupted, "interrupted by a signal")
        }
        if polled[1].revents & Int16(POLLERR) != 0 {
            throw ProvisionError(.interrupted, "nobody waits for the answer any more")
        }
    }
}
