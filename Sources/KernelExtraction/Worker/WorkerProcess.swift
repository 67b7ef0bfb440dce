import CExtractShims
import Glibc

/// The worker as its parent sees it: started, fed with a request, watched, and not believed.
package struct WorkerProcess {
    /// The files that the worker writes.
    package struct Outputs {
        /// Empty and open for writing; nil where nothing may come.
        package let kernel: Int32?
        package let ramdisk: Int32?

        package init(kernel: Int32?, ramdisk: Int32?) {
            self.kernel = kernel
            self.ramdisk = ramdisk
        }
    }

    private let program: String
    private let seconds: Int

    /// - Parameters: `program` starts ``WorkerMain`` when given its marker, this very program by default; after `seconds`
    ///   the worker is ended.
    package init(program: String = "/proc/self/exe", seconds: Int = 120) {
        self.program = program
        self.seconds = seconds
    }

    /// Runs a worker to its end.
    ///
    /// - Parameters: `disk` is open for reading; a signal that `signals` notices ends the worker and makes this throw.
    /// - Throws: `.worker` when it cannot be started, dies, lies or takes too long, `.limit` when it sends too much, and
    ///   the failure it reports, `.output` among them when what it has cannot be stored.
    package func run(
        _ request: ExtractionRequest, disk: Int32, outputs: Outputs, signals: SignalWatch? = nil
    ) throws(ExtractionError) -> ExtractionReply {
        let watch = try WorkerWatch(outputs, signals)
        defer { watch.close() }
        let status = try watch.run(program, request, disk: disk, seconds: seconds)
        try Self.check(status)
        let reply = try ReplyFrame.decode(watch.reply)
        if let failure = reply.failure { throw failure }
        // It has ended: nobody writes into these any more.
        let kernel = try Self.size(of: outputs.kernel, limit: Limits.kernel, "the kernel")
        let ramdisk = try Self.size(of: outputs.ramdisk, limit: Limits.ramdisk, "the initial RAM disk")
        guard reply.kernelSize == kernel, reply.ramdiskSize ?? 0 == ramdisk else {
            throw ExtractionError(.worker, "the worker wrote other sizes than it says")
        }
        guard (request.task == .extract) == (reply.kernelSize > 0) else {
            throw ExtractionError(.worker, "the worker did another task than it was given")
        }
        return reply
    }

    /// Bytes in an output.
    private static func size(of output: Int32?, limit: Int, _ what: String) throws(ExtractionError) -> UInt64 {
        guard let output else { return 0 }
        let size = xk_size(output)
        guard size >= 0 else { throw ExtractionError(.output, "\(what) cannot be looked at") }
        return UInt64(try UInt64(size).bounded(by: limit, "the size of \(what)"))
    }

    /// - Parameter status: as `waitpid` gives it.
    private static func check(_ status: Int32) throws(ExtractionError) {
        let signal = status & 0x7f
        if signal != 0 { throw ExtractionError(.worker, "the worker died by \(SignalName.text(signal))") }
        let code = status >> 8 & 0xff
        if code != 0 { throw ExtractionError(.worker, "the worker ended with status \(code)") }
    }
}

/// Signals by their names, with what they mean for a worker.
package enum SignalName {
    /// The name and its reason: `SIGSYS (a system call that it may not make)`.
    package static func text(_ signal: Int32) -> String {
        switch signal {
        case SIGSYS: "SIGSYS (a system call that it may not make)"
        case SIGILL: "SIGILL (a check of its own failed)"
        case SIGTRAP: "SIGTRAP (a check of its own failed)"
        case SIGSEGV: "SIGSEGV (memory that is not its own)"
        case SIGBUS: "SIGBUS (memory that is not there)"
        case SIGABRT: "SIGABRT (it gave up)"
        case SIGKILL: "SIGKILL (killed from outside, or out of memory)"
        case SIGXCPU: "SIGXCPU (it used up its processor time)"
        case SIGXFSZ: "SIGXFSZ (it wrote too much)"
        case SIGHUP: "SIGHUP"
        case SIGINT: "SIGINT"
        case SIGTERM: "SIGTERM"
        default: "signal \(signal)"
        }
    }
}
