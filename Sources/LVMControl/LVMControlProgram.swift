import FoundationEssentials
import Glibc
import Model

/// `lvm-control`: one request a line on standard input, one reply a line on standard output, until its end. What LVM
/// says besides goes to standard error too.
package enum LVMControlProgram {
    /// Runs to the end of standard input.
    ///
    /// - Returns: the exit status: 0, 65 for a line that is no request, 69 where LVM cannot start.
    package static func run() -> Int32 {
        // A command that was begun is finished: half of one could leave a device suspended.
        for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_IGN) }
        signal(SIGPIPE, SIG_IGN)
        do throws(ProvisionError) {
            let service = VolumeService(runner: try LVMLibrary())
            while let line = readLine() {
                let reply = service.answer(try request(line))
                for text in reply.log { try write(STDERR_FILENO, text) }
                try write(STDOUT_FILENO, encode(reply))
            }
            return 0
        } catch {
            try? write(STDERR_FILENO, "lvm-control: \(error)")
            return error.code.rawValue
        }
    }

    private static func request(_ line: String) throws(ProvisionError) -> VolumeRequest {
        do {
            return try JSONDecoder().decode(VolumeRequest.self, from: Data(line.utf8))
        } catch {
            throw ProvisionError(.badInput, "a line of the input is no request: \(error)")
        }
    }

    private static func encode(_ reply: VolumeReply) throws(ProvisionError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(reply), as: UTF8.self)
        } catch {
            throw ProvisionError(.failed, "the reply cannot be written as JSON: \(error)")
        }
    }

    private static func write(_ descriptor: Int32, _ text: String) throws(ProvisionError) {
        var rest = Array((text + "\n").utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw ProvisionError(.failed, "nobody reads the replies any more") }
            rest = rest.dropFirst(count)
        }
    }
}
