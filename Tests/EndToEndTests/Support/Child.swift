import Glibc
import Testing

/// A program that a test has started, in a process group of its own.
final class Child {
    /// How a program ended.
    struct Ending {
        /// Exit status; 1000 and the signal's number where a signal ended it.
        let status: Int32
        let output: String
        let errors: String
        /// Everything that it said, for comments of expectations.
        var said: String { "exit \(status)\n\(output)\(errors)" }
    }

    let pid: pid_t
    private let output: Int32
    private let errors: Int32
    private var status: Int32?

    /// - Parameters:
    ///   - program: absolute path.
    ///   - name: argv[0], where it is not the path.
    ///   - user: uid and gid to run as.
    init(
        _ program: String, _ arguments: [String], environment: [String: String], name: String? = nil,
        input: String = "/dev/null"
    ) throws {
        output = try Self.unnamedFile()
        errors = try Self.unnamedFile()
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, errors, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        let argv = ([name ?? program] + arguments).map { strdup($0) } + [nil]
        let envp = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { for word in argv + envp { free(word) } }
        var made: pid_t = 0
        let result = posix_spawn(&made, program, &actions, &attributes, argv, envp)
        try #require(result == 0, "\(program): \(String(cString: strerror(result)))")
        pid = made
    }

    deinit {
        if status == nil {
            kill(-pid, SIGKILL)
            kill(pid, SIGKILL)
            _ = wait()
        }
        close(output)
        close(errors)
    }

    /// Waits for its end, for five minutes at most by default; then it is killed, and the test fails. What waits for the
    /// disk of a busy machine may take a minute; only what hangs takes longer.
    func wait(seconds: Double = 300) -> Ending {
        if status == nil {
            let ended = eventually(seconds: seconds) { self.poll() }
            if !ended {
                Issue.record("the program did not end in \(seconds) s:\n\(said)")
                kill(-pid, SIGKILL)
                _ = eventually { self.poll() }
            }
        }
        return Ending(status: status ?? -1, output: Self.text(of: output), errors: Self.text(of: errors))
    }

    /// What it has written to standard error so far.
    var said: String { Self.text(of: errors) }

    /// Waits until standard error holds these words; false when it ended without.
    func says(_ words: String, seconds: Double = 300) -> Bool {
        _ = eventually(seconds: seconds) { self.said.contains(words) || self.poll() }
        return said.contains(words)
    }

    /// Whether it has ended.
    func poll() -> Bool {
        if status != nil { return true }
        var word: Int32 = 0
        guard waitpid(pid, &word, WNOHANG) == pid else { return false }
        status = word & 0x7F == 0 ? (word >> 8) & 0xFF : 1000 + (word & 0x7F)
        return true
    }

    private static func unnamedFile() throws -> Int32 {
        var template = Array("/tmp/xen-provision-e2e-output.XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        try #require(descriptor >= 0)
        // Standard output and error of several processes share it: everybody writes at the end.
        _ = fcntl(descriptor, F_SETFL, O_APPEND)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        unlink(template)
        return descriptor
    }

    private static func text(of descriptor: Int32) -> String {
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = pread(descriptor, &chunk, chunk.count, off_t(content.count))
            guard count > 0 else { return String(decoding: content, as: UTF8.self) }
            content += chunk[..<count]
        }
    }
}

/// Asks again and again, every two milliseconds, until it is so or the time is over.
func eventually(seconds: Double = 60, _ isSo: () -> Bool) -> Bool {
    let start = monotonicSeconds()
    while !isSo() {
        if monotonicSeconds() - start > seconds { return false }
        usleep(2000)
    }
    return true
}

func monotonicSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
