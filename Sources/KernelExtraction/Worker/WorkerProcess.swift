import CExtractShims
import Glibc

/// The worker as its parent sees it: started, fed with a request, watched, and not believed.
package struct WorkerProcess {
    /// Where what comes out of the worker's pipes goes.
    package struct Outputs {
        /// Open for writing; nil where nothing may come.
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
    package init(program: String = "/proc/self/exe", seconds: Int = 30) {
        self.program = program
        self.seconds = seconds
    }

    /// Runs a worker to its end.
    ///
    /// SIGHUP, SIGINT and SIGTERM end the worker and make this throw, so that the caller can clean up.
    ///
    /// - Parameter disk: open for reading.
    /// - Throws: `.worker` when it cannot be started, dies, lies or takes too long, `.limit` when it sends too much,
    ///   `.output` when that cannot be stored, and the failure it reports.
    package func run(
        _ request: ExtractionRequest, disk: Int32, outputs: Outputs
    ) throws(ExtractionError) -> ExtractionReply {
        let watch = try WorkerWatch(outputs)
        defer { watch.close() }
        let status = try watch.run(program, request, disk: disk, seconds: seconds)
        try Self.check(status)
        let reply = try ReplyFrame.decode(watch.reply)
        if let failure = reply.failure { throw failure }
        guard reply.kernelSize == watch.received.kernel, reply.ramdiskSize ?? 0 == watch.received.ramdisk else {
            throw ExtractionError(.worker, "the worker sent other sizes than it says")
        }
        guard (request.task == .extract) == (reply.kernelSize > 0) else {
            throw ExtractionError(.worker, "the worker did another task than it was given")
        }
        return reply
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
