import CExtractShims
import Glibc

/// The side that reads the disk.
package enum WorkerMain {
    /// The argument by which the program knows that it is the worker.
    package static let marker = "--this-is-the-worker"

    /// Reads the request, gives up all rights, does the work and replies.
    package static func run() -> Never {
        xk_keep_memory()
        let reply: ExtractionReply
        do throws(ExtractionError) {
            let request = try ExtractionRequest(decoding: readRequest())
            if !request.isOpen {
                try Sandbox.confine(user: request.user)
                try Sandbox.filterSystemCalls()
            }
            reply = try Extraction.intoOutputs(request).run(FileDisk(descriptor: Int32(XK_DISK)))
        } catch {
            reply = ExtractionReply(error)
        }
        send(reply)
    }

    /// Sends a reply and ends. Standard output is the pipe to the parent.
    package static func send(_ reply: ExtractionReply) -> Never {
        let pipe = DescriptorSink(Int32(XK_REPLY), limit: ReplyFrame.limit, of: "the reply")
        let isSent = (try? pipe.write(ReplyFrame.encode(reply))) != nil
        _exit(isSent ? 0 : 1)
    }

    /// The request, which lies in a memory file.
    package static func readRequest() throws(ExtractionError) -> [UInt8] {
        let disk = Int32(XK_REQUEST)
        let size = lseek(disk, 0, SEEK_END)
        guard size > 0, size < 1 << 20 else { throw ExtractionError(.worker, "there is no request") }
        var bytes = [UInt8](repeating: 0, count: size)
        guard pread(disk, &bytes, size, 0) == size else { throw ExtractionError(.worker, "the request is cut") }
        return bytes
    }
}
