import CExtractShims
import Glibc

/// One run of a worker: its reply, and its end. What it takes from the disk it writes into files of ours.
final class WorkerWatch {
    private let outputs: WorkerProcess.Outputs
    private var pipe: (read: Int32, write: Int32)
    private let nowhere: Int32
    private let signals: SignalWatch?
    private var process: pid_t = 0
    private var ended: Int32 = -1
    private var deadline: Int = 0

    /// The frame, as far as it came.
    private(set) var reply: [UInt8] = []

    init(_ outputs: WorkerProcess.Outputs, _ signals: SignalWatch?) throws(ExtractionError) {
        self.outputs = outputs
        self.signals = signals
        var ends: [Int32] = [-1, -1]
        guard xk_pipe(&ends) == 0 else { throw ExtractionError(.worker, "no pipe can be made") }
        pipe = (ends[0], ends[1])
        nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC)
    }

    /// Ends a worker that still runs, and gives back every descriptor.
    func close() {
        if process > 0 {
            kill(process, SIGKILL)
            _ = wait()
        }
        for descriptor in [pipe.read, pipe.write, nowhere, ended] { Self.close(descriptor) }
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
        while !hasEnded || pipe.read >= 0 {
            // A negative descriptor is none to `poll`.
            var polled = [pipe.read, hasEnded ? -1 : ended, signals?.descriptor ?? -1].map {
                pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
            }
            let left = deadline - Self.now()
            guard left > 0 else {
                throw ExtractionError(.worker, "the worker took more than \(seconds) s and was ended")
            }
            let count = poll(&polled, nfds_t(polled.count), Int32(clamping: left))
            guard count >= 0 || errno == EINTR else { throw ExtractionError(.worker, "the worker cannot be watched") }
            let isReady = polled.map { count > 0 && $0.revents != 0 }
            if isReady[2], let signals { throw signals.interruption }
            if isReady[0] { try takeReply() }
            if isReady[1] { hasEnded = true }
        }
        return wait()
    }

    private func start(_ program: String, _ request: ExtractionRequest, _ disk: Int32) throws(ExtractionError) {
        let bytes = request.encoded()
        let memory = xk_memory_file(bytes, bytes.count)
        guard memory >= 0 else { throw ExtractionError(.worker, "the request cannot be stored") }
        let descriptors = [memory, pipe.write, disk, outputs.kernel ?? nowhere, outputs.ramdisk ?? nowhere]
        let result = xk_spawn(program, WorkerMain.marker, descriptors, &process)
        Self.close(memory)
        guard result == 0 else {
            process = 0
            throw ExtractionError(.worker, "the worker cannot be started: \(String(cString: strerror(-result)))")
        }
        // Only the worker may hold the writing end, or its end would never be seen.
        Self.close(pipe.write)
        pipe.write = -1
        ended = xk_process_descriptor(process)
        guard ended >= 0 else { throw ExtractionError(.worker, "the worker cannot be watched") }
    }

    private func takeReply() throws(ExtractionError) {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        let count = read(pipe.read, &buffer, buffer.count)
        if count < 0, errno == EINTR { return }
        guard count > 0 else {
            Self.close(pipe.read)
            pipe.read = -1
            return
        }
        reply += buffer.prefix(count)
        guard reply.count <= ReplyFrame.limit else {
            throw ExtractionError(.limit, "the worker's reply has more than \(ReplyFrame.limit) bytes")
        }
    }

    private func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        process = 0
        return status
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
