import CExtractShims
import Glibc

/// One run of a worker: its pipes, what came through them, and its end.
final class WorkerWatch {
    private let outputs: WorkerProcess.Outputs
    private var pipes = Pipes()
    private let signals: Int32
    private var process: pid_t = 0
    private var ended: Int32 = -1
    private var deadline: Int = 0

    /// The frame, as far as it came.
    private(set) var reply: [UInt8] = []
    /// Bytes that came out of the two pipes.
    private(set) var received: (kernel: UInt64, ramdisk: UInt64) = (0, 0)

    /// The parent's and the worker's ends.
    private struct Pipes {
        var reply: (read: Int32, write: Int32) = (-1, -1)
        var kernel: (read: Int32, write: Int32) = (-1, -1)
        var ramdisk: (read: Int32, write: Int32) = (-1, -1)
    }

    init(_ outputs: WorkerProcess.Outputs) throws(ExtractionError) {
        self.outputs = outputs
        signals = xk_signal_descriptor()
        pipes.reply = try Self.pipe()
        pipes.kernel = try Self.pipe()
        pipes.ramdisk = try Self.pipe()
        guard signals >= 0 else { throw ExtractionError(.worker, "signals cannot be watched") }
    }

    /// Ends a worker that still runs, and gives back every descriptor.
    func close() {
        if process > 0 {
            kill(process, SIGKILL)
            _ = wait()
        }
        for ends in [pipes.reply, pipes.kernel, pipes.ramdisk] {
            Self.close(ends.read)
            Self.close(ends.write)
        }
        Self.close(ended)
        Self.close(signals)
        xk_unblock_signals()
    }

    /// Starts the worker and takes what it sends until it has ended.
    ///
    /// - Returns: its status as `waitpid` gives it.
    func run(
        _ program: String, _ request: ExtractionRequest, disk: Int32, seconds: Int
    ) throws(ExtractionError) -> Int32 {
        deadline = Self.now() + seconds * 1000
        try start(program, request, disk)
        var hasEnded = false
        while !hasEnded || pipes.reply.read >= 0 || pipes.kernel.read >= 0 || pipes.ramdisk.read >= 0 {
            // A negative descriptor is none to `poll`.
            var polled = [pipes.reply.read, pipes.kernel.read, pipes.ramdisk.read, hasEnded ? -1 : ended, signals].map {
                pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
            }
            let left = deadline - Self.now()
            guard left > 0 else {
                throw ExtractionError(.worker, "the worker took more than \(seconds) s and was ended")
            }
            let count = poll(&polled, nfds_t(polled.count), Int32(clamping: left))
            guard count >= 0 || errno == EINTR else { throw ExtractionError(.worker, "the worker cannot be watched") }
            let isReady = polled.map { count > 0 && $0.revents != 0 }
            if isReady[4] {
                let signal = xk_read_signal(signals)
                throw ExtractionError(.output, "interrupted by \(SignalName.text(signal))")
            }
            if isReady[0] { try takeReply() }
            if isReady[1] { try takeKernel() }
            if isReady[2] { try takeRamdisk() }
            if isReady[3] { hasEnded = true }
        }
        return wait()
    }

    private func start(_ program: String, _ request: ExtractionRequest, _ disk: Int32) throws(ExtractionError) {
        let bytes = request.encoded()
        let memory = xk_memory_file(bytes, bytes.count)
        guard memory >= 0 else { throw ExtractionError(.worker, "the request cannot be stored") }
        let descriptors = [memory, pipes.reply.write, disk, pipes.kernel.write, pipes.ramdisk.write]
        let result = xk_spawn(program, WorkerMain.marker, descriptors, &process)
        Self.close(memory)
        guard result == 0 else {
            process = 0
            throw ExtractionError(.worker, "the worker cannot be started: \(String(cString: strerror(-result)))")
        }
        // Only the worker may hold the writing ends, or their end would never be seen.
        for end in [pipes.reply.write, pipes.kernel.write, pipes.ramdisk.write] { Self.close(end) }
        (pipes.reply.write, pipes.kernel.write, pipes.ramdisk.write) = (-1, -1, -1)
        ended = xk_process_descriptor(process)
        guard ended >= 0 else { throw ExtractionError(.worker, "the worker cannot be watched") }
    }

    private func takeReply() throws(ExtractionError) {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        let count = read(pipes.reply.read, &buffer, buffer.count)
        if count < 0, errno == EINTR { return }
        guard count > 0 else {
            Self.close(pipes.reply.read)
            pipes.reply.read = -1
            return
        }
        reply += buffer.prefix(count)
        guard reply.count <= ReplyFrame.limit else {
            throw ExtractionError(.limit, "the worker's reply has more than \(ReplyFrame.limit) bytes")
        }
    }

    private func takeKernel() throws(ExtractionError) {
        try move(&pipes.kernel.read, to: outputs.kernel, &received.kernel, limit: Limits.kernel, "the kernel")
    }

    private func takeRamdisk() throws(ExtractionError) {
        try move(
            &pipes.ramdisk.read, to: outputs.ramdisk, &received.ramdisk, limit: Limits.ramdisk,
            "the initial RAM disk")
    }

    private func move(
        _ end: inout Int32, to file: Int32?, _ total: inout UInt64, limit: Int, _ what: String
    ) throws(ExtractionError) {
        // One byte more than may come shows that too much does.
        let room = file == nil ? 1 : min(1 << 20, limit - Int(total) + 1)
        let count = file.map { xk_move(end, $0, room) } ?? Self.peek(end)
        guard count >= 0 else {
            throw ExtractionError(.output, "\(what) cannot be stored: \(String(cString: strerror(Int32(-count))))")
        }
        if count == 0 {
            Self.close(end)
            end = -1
        }
        total += UInt64(count)
        guard total <= UInt64(file == nil ? 0 : limit) else {
            throw ExtractionError(
                .limit, "the worker sent more of \(what) than the \(file == nil ? 0 : limit) bytes allowed")
        }
    }

    /// Reads one byte where none may come.
    private static func peek(_ end: Int32) -> Int {
        var byte: UInt8 = 0
        return max(0, read(end, &byte, 1))
    }

    private func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        process = 0
        return status
    }

    private static func pipe() throws(ExtractionError) -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        guard xk_pipe(&ends) == 0 else { throw ExtractionError(.worker, "no pipe can be made") }
        return (ends[0], ends[1])
    }

    private static func close(_ descriptor: Int32) {
        if descriptor >= 0 { _ = Glibc.close(descriptor) }
    }

    /// Milliseconds of a clock that nobody sets.
    private static func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
    }
}
