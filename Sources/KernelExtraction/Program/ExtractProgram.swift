import CExtractShims
import Glibc

/// The program `xen-extract-kernel`, also under the name `pygrub`.
package struct ExtractProgram {
    /// Exit statuses of the house; as pygrub every failure is 1.
    private enum Status {
        static let done: Int32 = 0
        static let failed: Int32 = 1
        static let wrongUse: Int32 = 64
        static let badDisk: Int32 = 65
        static let missing: Int32 = 69
    }

    private let name: String
    private let worker: String

    /// - Parameters: `name` is the one that the program was called by; `worker` the program that is started as worker.
    package init(name: String, worker: String = "/proc/self/exe") {
        self.name = name.split(separator: "/").last.map(String.init) ?? name
        self.worker = worker
    }

    /// Does what a command line (without the program's name) asks for.
    ///
    /// - Returns: the exit status.
    package func run(_ arguments: [String]) -> Int32 {
        do throws(OptionScanner.Misuse) {
            let options = try ExtractOptions(arguments)
            if options.isHelp {
                print(ExtractOptions.help, terminator: "")
                return Status.done
            }
            return perform(options)
        } catch {
            say(error.message)
            return isPygrub ? Status.failed : Status.wrongUse
        }
    }

    private var isPygrub: Bool { name == "pygrub" }

    private func perform(_ options: ExtractOptions) -> Int32 {
        do throws(ExtractionError) {
            if options.request.isOpen { say("warning: the disk is read without a sandbox") }
            let disk = try openDisk(options.image)
            defer { close(disk) }
            let output = try ReplyOutput(options.output)
            switch options.request.task {
            case .list, .listJSON: try output.write(run(options.request, options, disk).listing)
            case .check where options.request.isConfiguration:
                try output.write(run(options.request, options, disk).listing)
            case .check: try check(options, disk, output)
            case .extract: try extract(options, disk, output)
            }
            return Status.done
        } catch {
            say("\(options.image): \(error.message)")
            return isPygrub ? Status.failed : Self.status(error)
        }
    }

    private static func status(_ error: ExtractionError) -> Int32 {
        switch error.kind {
        case .corrupt, .unsupported, .notFound, .limit, .unbootable: Status.badDisk
        case .worker: Status.missing
        case .unreadable, .output: Status.failed
        }
    }

    // MARK: - Tasks

    private func extract(_ options: ExtractOptions, _ disk: Int32, _ output: ReplyOutput) throws(ExtractionError) {
        var request = options.request
        if options.isInteractive, request.kernel == nil, isatty(STDIN_FILENO) == 1 {
            request.entry = try Array(choose(options, disk).utf8)
        }
        let directory = try Self.directory(options.directory)
        // Before the files are made, until they are the caller's.
        let signals = try SignalWatch()
        defer { withExtendedLifetime(signals) {} }
        // A caller that is gone is an error to clean up after, and not the end.
        signal(SIGPIPE, SIG_IGN)
        let kernel = try OutputFile("boot_kernel", in: directory)
        let ramdisk = try OutputFile("boot_ramdisk", in: directory)
        let reply = try run(
            request, options, disk, WorkerProcess.Outputs(kernel: kernel.descriptor, ramdisk: ramdisk.descriptor),
            signals)
        warnOfLength(reply)
        let text = ReplyText(
            kernel: kernel.path, ramdisk: reply.ramdiskSize == nil ? nil : ramdisk.path, arguments: reply.arguments)
        try output.write(text.encoded(options.format))
        kernel.keep()
        if reply.ramdiskSize != nil { ramdisk.keep() }
    }

    /// pygrub's `--not-really`, whose reply has been of no use since 2023: ours says how the kernel can boot.
    private func check(_ options: ExtractOptions, _ disk: Int32, _ output: ReplyOutput) throws(ExtractionError) {
        let reply = try run(options.request, options, disk)
        let modes = reply.modes.map { $0.map(\.rawValue).joined(separator: " and ") } ?? "not checked"
        try output.write(Array("bootable (\(modes)), arguments: ".utf8) + reply.arguments + [0x0a])
    }

    private func choose(_ options: ExtractOptions, _ disk: Int32) throws(ExtractionError) -> String {
        var request = options.request
        request.task = .list
        let reply = try run(request, options, disk)
        let prompt = MenuPrompt(reply.choices, preset: reply.defaultChoice)
        guard let choice = prompt.ask() else { throw ExtractionError(.notFound, "No kernel image selected!") }
        return String(choice)
    }

    private func run(
        _ request: ExtractionRequest, _ options: ExtractOptions, _ disk: Int32,
        _ outputs: WorkerProcess.Outputs = WorkerProcess.Outputs(kernel: nil, ramdisk: nil),
        _ signals: SignalWatch? = nil
    ) throws(ExtractionError) -> ExtractionReply {
        let process = WorkerProcess(program: worker, seconds: options.seconds)
        let reply = try process.run(request, disk: disk, outputs: outputs, signals: signals)
        for warning in reply.warnings { say("warning: \(warning)") }
        return reply
    }

    // MARK: - The host's side

    /// Opens the disk, links followed: a logical volume is one.
    private func openDisk(_ path: String) throws(ExtractionError) -> Int32 {
        // Not to wait for the other side of a named pipe.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw ExtractionError(.unreadable, "the disk cannot be opened: \(String(cString: strerror(errno)))")
        }
        let size = xk_prepare_disk(descriptor)
        guard size >= 0 else {
            close(descriptor)
            throw ExtractionError(.unreadable, "this is neither a file nor a block device")
        }
        return descriptor
    }

    private static let ownDirectory = ExtractOptions.defaultDirectory

    /// The directory for kernel and RAM disk as an absolute path; pygrub's own is made where it is missing.
    private static func directory(_ path: String) throws(ExtractionError) -> String {
        if path == ownDirectory {
            mkdir("/var/run/xen", 0o755)
            mkdir(path, 0o700)
        }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw ExtractionError(.output, "\(path) is not an existing directory")
        }
        var trimmed = path[...]
        while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed = trimmed.dropLast() }
        if trimmed.hasPrefix("/") { return String(trimmed) }
        guard let here = getcwd(nil, 0) else { throw ExtractionError(.output, "there is no working directory") }
        defer { free(here) }
        return trimmed == "." ? String(cString: here) : "\(String(cString: here))/\(trimmed)"
    }

    private func warnOfLength(_ reply: ExtractionReply) {
        guard reply.arguments.count > 1023, reply.modes?.contains(.pv) ?? true else { return }
        say("warning: the arguments have \(reply.arguments.count) bytes, and Xen cuts those of a PV guest after 1023")
    }

    private func say(_ sentence: String) { Console.error("\(name): \(sentence)\n") }
}
