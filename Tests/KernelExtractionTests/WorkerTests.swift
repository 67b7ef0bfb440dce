import Foundation
import KernelExtraction
import Testing

@Suite("A worker in the hands of an attacker")
struct WorkerTests {
    /// What the attacker's program answers to an order; see ExtractWorkerProbe.
    private func attempt(
        _ order: String, seconds: Int = 30, outputs: WorkerProcess.Outputs = .init(kernel: nil, ramdisk: nil)
    ) throws(ExtractionError) -> ExtractionReply {
        var request = ExtractionRequest()
        request.arguments = Array(order.utf8)
        let disk = open("/dev/zero", O_RDWR)
        defer { close(disk) }
        return try WorkerProcess(program: BuiltPrograms.hostileWorker, seconds: seconds)
            .run(request, disk: disk, outputs: outputs)
    }

    @Test(
        "is killed at its first system call out of the few that it needs",
        arguments: [
            "open a file", "make a file", "list a directory", "connect to the network", "connect to a local socket",
            "signal its parent", "signal everybody", "trace its parent", "read its parent's memory", "start a process",
            "start a program", "become root", "leave its root", "mount", "make executable memory", "map the disk",
            "write to the disk", "write to standard error", "change a descriptor", "load a kernel program",
            "use io_uring", "make a name space",
        ])
    func filtered(order: String) {
        let message = "the worker died by SIGSYS (a system call that it may not make)"
        #expect(throws: ExtractionError(.worker, message)) { try attempt(order) }
    }

    @Test(
        "gets nowhere without that filter either",
        arguments: [
            "open a file", "make a file", "list a directory", "signal its parent", "trace its parent",
            "read its parent's memory", "start a process", "start a program", "become root", "leave its root", "mount",
            "make a name space", "connect to the network", "connect to a local socket",
        ])
    func unfiltered(order: String) throws {
        let error = #expect(throws: ExtractionError.self) { try attempt("unfiltered \(order)") }
        // Not permitted, not there, or not allowed so many: never for another reason, such as a wrong address.
        let reasons = [EPERM, ENOENT, EACCES, EAGAIN, EMFILE].map { "failed: \(String(cString: strerror($0)))" }
        #expect(reasons.contains(error?.message ?? ""), "\(error?.message ?? "")")
    }

    @Test("that traps, fails, says nothing or lies is reported so")
    func deaths() throws {
        let trap = #expect(throws: ExtractionError.self) { try attempt("trap") }
        #expect(trap?.message.hasPrefix("the worker died by SIG") == true)
        #expect(throws: ExtractionError(.worker, "the worker ended with status 3")) { try attempt("fail") }
        let silent = #expect(throws: ExtractionError.self) { try attempt("say nothing") }
        #expect(silent?.message.hasPrefix("the worker's reply is not valid") == true)
        #expect(throws: ExtractionError(.worker, "the worker wrote other sizes than it says")) {
            try attempt("lie about the sizes")
        }
    }

    @Test("that allocates without end dies by it")
    func memory() throws {
        let error = #expect(throws: ExtractionError.self) { try attempt("allocate without end") }
        #expect(error?.message.hasPrefix("the worker died by SIG") == true, "\(error?.message ?? "")")
    }

    @Test("that never ends is ended")
    func time() {
        #expect(throws: ExtractionError(.worker, "the worker took more than 1 s and was ended")) {
            try attempt("never end", seconds: 1)
        }
    }

    @Test("that writes without end is ended at the bound", arguments: ["kernel", "RAM disk"])
    func output(stream: String) throws {
        let file = try ScratchFile()
        let outputs = WorkerProcess.Outputs(kernel: file.descriptor, ramdisk: file.descriptor)
        #expect(throws: ExtractionError(.worker, "the worker died by SIGXFSZ (it wrote too much)")) {
            try attempt("write a \(stream) without end", outputs: outputs)
        }
        #expect(file.size == Limits.ramdisk)
    }

    @Test("that writes more of a kernel than a kernel may have is not believed")
    func largeKernel() throws {
        let file = try ScratchFile()
        #expect(ftruncate(file.descriptor, off_t(Limits.kernel + 1)) == 0)
        let error = #expect(throws: ExtractionError.self) {
            try attempt("lie about the sizes", outputs: .init(kernel: file.descriptor, ramdisk: nil))
        }
        #expect(error?.kind == .limit && error?.message.contains("the size of the kernel") == true)
    }

    @Test("that replies without end is cut off, and writing where nothing may come leads nowhere")
    func unasked() throws {
        let error = #expect(throws: ExtractionError.self) { try attempt("reply without end") }
        #expect(error?.kind == .limit)
        #expect(throws: ExtractionError(.worker, "the worker took more than 1 s and was ended")) {
            try attempt("write a kernel without end", seconds: 1)
        }
    }

    @Test("that reads back, cuts or seeks in what it wrote is killed", arguments: ["read", "cut", "seek in"])
    func reading(what: String) throws {
        let file = try ScratchFile()
        let message = "the worker died by SIGSYS (a system call that it may not make)"
        #expect(throws: ExtractionError(.worker, message)) {
            try attempt("\(what) the kernel", outputs: .init(kernel: file.descriptor, ramdisk: file.descriptor))
        }
    }
}

/// A file that is gone when its owner is.
final class ScratchFile {
    let path: String
    let descriptor: Int32

    init(_ bytes: [UInt8] = []) throws {
        path = FileManager.default.temporaryDirectory.appending(path: "x-boot-\(UUID().uuidString)").path
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        descriptor = open(path, O_RDWR | O_CLOEXEC)
    }

    var size: Int {
        var status = stat()
        return fstat(descriptor, &status) == 0 ? Int(status.st_size) : -1
    }

    deinit {
        close(descriptor)
        unlink(path)
    }
}

/// The programs that are built beside the bundle of these tests.
enum BuiltPrograms {
    static let hostileWorker = folder + "/ExtractWorkerProbe"
    static let xenGuest = folder + "/XenGuestOracle"
    static let extractor = folder + "/xen-extract-kernel"

    private static let folder: String = {
        // `swift test` runs the bundle itself, or a helper that is told where it is.
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? "/proc/self/exe"
        return URL(fileURLWithPath: bundle).resolvingSymlinksInPath().deletingLastPathComponent().path
    }()
}
