import Glibc
import HostLinux
import Model

/// Shows what many runs are doing: on a terminal one line for each that is at work, drawn over; elsewhere a plain line
/// for each beginning of a phase and each end.
final class ProgressBoard {
    enum Style { case terminal, plain, silent }

    private let style: Style
    private var order: [String] = []
    private var states: [String: String] = [:]
    private var drawn = 0
    private var lastDraw = 0.0
    private let write: (String) -> Void

    /// - Parameter write: takes text for standard error.
    init(style: Style, write: @escaping (String) -> Void) { (self.style, self.write) = (style, write) }

    func show(_ name: String, _ line: ProgressLine) {
        switch line {
        case .begin(let phase): set(name, phase, plain: phase)
        case .progress(let fraction, let text):
            set(name, "\(Int(fraction * 100))% \(text)", plain: nil)
        case .end: break
        case .note(let text): say("\(name): \(text)")
        case .warning(let text): say("\(name): warning: \(text)")
        }
    }

    /// The run has ended; its line stays above those that go on.
    func end(_ name: String, _ text: String) {
        order.removeAll { $0 == name }
        states[name] = nil
        say("\(name): \(text)")
    }

    private func set(_ name: String, _ state: String, plain: String?) {
        if states[name] == nil { order.append(name) }
        states[name] = state
        switch style {
        case .silent: break
        case .plain: if let plain { write("\(name): \(plain.printable)\n") }
        case .terminal:
            guard plain != nil || MonotonicClock.now() - lastDraw > 0.1 else { return }
            lastDraw = MonotonicClock.now()
            write(erasure + lines)
        }
    }

    private func say(_ text: String) {
        switch style {
        case .silent: break
        case .plain: write(text.printable + "\n")
        case .terminal: write(erasure + text.printable + "\n" + lines)
        }
    }

    /// Back to where the first drawn line begins, everything below gone.
    private var erasure: String {
        let text = drawn == 0 ? "" : "\u{1B}[\(drawn)A\r\u{1B}[J"
        drawn = 0
        return text
    }

    private var lines: String {
        drawn = order.count
        let width = (order.map(\.count).max() ?? 0) + 2
        // Cut off at eighty columns: a line that wraps would be two.
        return order.map { name in
            String("\(name.padded(to: width))\(states[name] ?? "")".printable.prefix(79)) + "\n"
        }.joined()
    }
}
