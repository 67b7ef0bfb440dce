import CLVM
import Model
import Synchronization

/// What one command came to.
struct LVMResult: Hashable {
    let succeeded: Bool
    /// What it printed, warnings among it: the library gives both the same level.
    let printed: [String]
    let errors: [String]
}

/// Runs commands of LVM; tests answer without it.
protocol LVMRunner {
    func run(_ command: LVMCommand) throws(ProvisionError) -> LVMResult
}

/// liblvm2cmd. It is one global state and not thread-safe: one object, one thread.
final class LVMLibrary: LVMRunner {
    private let handle: UnsafeMutableRawPointer

    /// What the library has said since the last command began; its callback takes no context.
    private static let said = Mutex<[(level: Int32, text: String)]>([])

    /// - Throws: `.unavailable` where LVM cannot start, such as with a broken lvm.conf.
    init() throws(ProvisionError) {
        lvm2_log_fn { level, _, _, _, message in
            // Above PRINT it tells what it does, thousands of lines of it.
            guard level <= LVM2_LOG_PRINT, let message else { return }
            let text = String(cString: message)
            LVMLibrary.said.withLock { $0.append((level, text)) }
        }
        guard let handle = lvm2_init() else {
            throw ProvisionError(.unavailable, "LVM cannot be started", hint: "try 'lvmconfig --validate'")
        }
        self.handle = handle
    }

    deinit { lvm2_exit(handle) }

    func run(_ command: LVMCommand) throws(ProvisionError) -> LVMResult {
        let line = try command.line()
        Self.said.withLock { $0.removeAll() }
        let status = lvm2_run(handle, line)
        let said = Self.said.withLock { $0 }
        return LVMResult(
            succeeded: status == LVM2_COMMAND_SUCCEEDED,
            printed: said.filter { $0.level == LVM2_LOG_PRINT }.map(\.text),
            errors: said.filter { $0.level < LVM2_LOG_PRINT }.map(\.text.trimmed))
    }
}
