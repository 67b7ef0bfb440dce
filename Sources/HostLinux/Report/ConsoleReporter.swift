import Glibc
import Model
import Provision

/// Shows a run to a person: one line a phase with its time, a bar on long phases on a terminal. Everything, with the
/// output of programs, goes to the run's log too.
package final class ConsoleReporter: Reporter {
    package enum Style: Sendable {
        /// Phases and a bar that is drawn over.
        case terminal
        /// Phases as plain lines.
        case plain
        /// `ProgressLine`s, for the run that started this one.
        case lines
        /// Nothing but warnings; the caller writes JSON.
        case silent
    }

    private let style: Style
    private let verbose: Bool
    private let log: RunLog?
    private var phase: (name: String, start: Double)?
    private var lastDraw = 0.0

    package init(style: Style, verbose: Bool, log: RunLog?) {
        self.style = style
        self.verbose = verbose
        self.log = log
    }

    package func begin(_ name: String) {
        end()
        phase = (name, Self.now)
        log?.write("== \(name)")
        if style == .terminal { draw("\(name) …") }
        if style == .lines { say(.begin(name)) }
    }

    package func progress(_ fraction: Double, _ text: String) {
        guard style == .terminal || style == .lines, let phase, Self.now - lastDraw > 0.1 else { return }
        lastDraw = Self.now
        if style == .lines { return say(.progress(fraction, text)) }
        let width = 24
        let filled = Int(min(max(fraction, 0), 1) * Double(width))
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
        draw("\(phase.name) [\(bar)] \(Int(fraction * 100))% \(text.prefix(40))")
    }

    package func end() {
        guard let phase else { return }
        self.phase = nil
        let tenths = Int(((Self.now - phase.start) * 10).rounded())
        let line = "\(phase.name.padded(to: 12))\(tenths / 10).\(tenths % 10) s"
        log?.write(line)
        if style == .terminal { clearLine() }
        if style == .lines { return say(.end(phase.name)) }
        if style != .silent { print(line, to: STDERR_FILENO) }
    }

    package func note(_ text: String) {
        log?.write(text)
        if style == .terminal { clearLine() }
        if style == .lines { return say(.note(text)) }
        if style != .silent { print(text, to: STDERR_FILENO) }
    }

    package func warn(_ text: String) {
        log?.write("warning: \(text)")
        if style == .terminal { clearLine() }
        if style == .lines { return say(.warning(text)) }
        print("warning: \(text)", to: STDERR_FILENO)
    }

    package func detail(_ text: String) {
        log?.write(text)
        guard verbose, style != .silent, style != .lines else { return }
        if style == .terminal { clearLine() }
        print(text.printable, to: STDERR_FILENO)
    }

    private func draw(_ text: String) { write("\r\u{1B}[K" + text.printable) }
    private func clearLine() { write("\r\u{1B}[K") }

    private func say(_ line: ProgressLine) { write(line.text + "\n") }

    private func print(_ text: String, to descriptor: Int32) { write(text + "\n", descriptor) }

    private func write(_ text: String, _ descriptor: Int32 = STDERR_FILENO) {
        // A closed terminal is no reason to stop.
        try? Descriptor.writeAll(descriptor, Array(text.utf8), "the terminal")
    }

    private static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

extension String {
    func padded(to width: Int) -> String {
        count >= width ? self + " " : self + String(repeating: " ", count: width - count)
    }
}
