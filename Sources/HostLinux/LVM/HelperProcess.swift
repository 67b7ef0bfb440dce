import CHostShims
import Glibc
import Model

/// One run of a helper of ours: input in, output out, to its end.
struct HelperProcess {
    let path: String
    let environment: [String: String]

    struct Ending {
        let status: Int32
        let output: String
        let errors: [String]
    }

    func run(input: [UInt8]) throws(ProvisionError) -> Ending {
        let standardInput = hs_memory_file(input, input.count)
        guard standardInput >= 0 else { throw .system("preparing a helper's input", errno: -standardInput) }
        defer { close(standardInput) }
        let out = try Pipe()
        let err = try Pipe()
        let pid = withCStrings([path]) { argv in
            withCStrings(ProcessRunner.environment(environment)) { envp in
                hs_spawn(path, argv, envp, nil, nil, standardInput, out.writeEnd, err.writeEnd)
            }
        }
        out.closeWriteEnd()
        err.closeWriteEnd()
        guard pid > 0 else { throw .system("starting \(path)", errno: -pid) }
        var output: [UInt8] = []
        var errors: [String] = []
        let lines = LineSplitter { errors.append($0) }
        drain(pid, out, err) { bytes, isOutput in
            if isOutput { output += bytes } else { lines.add(bytes) }
        }
        lines.finish()
        let status = hs_wait(pid)
        guard status == 0 else {
            throw ProvisionError(.failed, "\(path) ended with status \(status)", details: errors)
        }
        return Ending(status: status, output: String(decoding: output, as: UTF8.self), errors: errors)
    }

    /// Reads until the helper has ended; a program that it left in the background may hold the pipes for longer.
    private func drain(_ pid: Int32, _ out: Pipe, _ err: Pipe, _ take: ([UInt8], Bool) -> Void) {
        let ended = hs_process_descriptor(pid)
        defer { if ended >= 0 { close(ended) } }
        while true {
            var polled = [
                pollfd(fd: out.readEnd, events: Int16(POLLIN), revents: 0),
                pollfd(fd: err.readEnd, events: Int16(POLLIN), revents: 0),
                pollfd(fd: ended, events: Int16(POLLIN), revents: 0),
            ]
            _ = poll(&polled, nfds_t(polled.count), -1)
            if polled[0].revents != 0 { take(out.read(), true) }
            if polled[1].revents != 0 { take(err.read(), false) }
            guard polled[2].revents == 0, ended >= 0 else {
                out.drain { take($0, true) }
                err.drain { take($0, false) }
                return
            }
        }
    }
}
