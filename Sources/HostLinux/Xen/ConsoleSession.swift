import Glibc
import Model

/// Joins the user's terminal to a guest's console until Ctrl-] or the guest's end.
package struct ConsoleSession {
    /// Ctrl-], as in xenconsole(1).
    private static let escape: UInt8 = 0x1D
    private let domid: UInt32
    private let tty: String

    private let signals: SignalWatch

    package init(domid: UInt32, tty: String, signals: SignalWatch) {
        self.domid = domid
        self.tty = tty
        self.signals = signals
    }

    /// - Parameter onJoin: called when what is typed reaches the guest.
    /// - Throws: `.busy` where another has the console, xl's included.
    package func run(onJoin: () -> Void) throws(ProvisionError) {
        let lock = try lockConsole()
        defer { close(lock) }
        let console = open(tty, O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard console >= 0 else { throw .system("opening the console \(tty)", errno: errno) }
        defer { close(console) }
        var before = termios()
        let isTerminal = isatty(STDIN_FILENO) == 1 && tcgetattr(STDIN_FILENO, &before) == 0
        if isTerminal {
            var raw = before
            cfmakeraw(&raw)
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw)
        }
        defer { if isTerminal { tcsetattr(STDIN_FILENO, TCSAFLUSH, &before) } }
        onJoin()
        join(console)
    }

    /// The file that xenconsole locks too (tools/console/client/main.c).
    private func lockConsole() throws(ProvisionError) -> Int32 {
        let path = "/var/lock/xenconsole.\(domid)"
        let lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard lock >= 0 else { throw .system("making \(path)", errno: errno) }
        guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
            close(lock)
            throw ProvisionError(.busy, "somebody else is at this console", hint: "see who holds \(path)")
        }
        return lock
    }

    private func join(_ console: Int32) {
        var input = STDIN_FILENO
        while true {
            var polled = [
                pollfd(fd: input, events: Int16(POLLIN), revents: 0),
                pollfd(fd: console, events: Int16(POLLIN), revents: 0),
                pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0),
            ]
            if poll(&polled, nfds_t(polled.count), -1) < 0, errno != EINTR { return }
            if polled[2].revents != 0, signals.isTold() { return }
            if polled[1].revents != 0 {
                guard let bytes = Self.read(console), Self.write(bytes, STDOUT_FILENO) else { return }
            }
            if polled[0].revents != 0 {
                guard let bytes = Self.read(input) else {
                    // Nothing more to type; the guest may still have something to say.
                    input = -1
                    continue
                }
                if let end = bytes.firstIndex(of: Self.escape) {
                    _ = Self.write(Array(bytes[..<end]), console)
                    return
                }
                guard Self.write(bytes, console) else { return }
            }
        }
    }

    /// - Returns: nil at the end.
    private static func read(_ descriptor: Int32) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            return count > 0 ? Array(buffer[..<count]) : nil
        }
    }

    private static func write(_ bytes: [UInt8], _ descriptor: Int32) -> Bool {
        (try? Descriptor.writeAll(descriptor, bytes, "the console")) != nil
    }
}
