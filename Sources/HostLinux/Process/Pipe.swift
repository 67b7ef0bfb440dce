import CHostShims
import Glibc
import Model

/// A pipe whose reading end is ours.
final class Pipe {
    private(set) var readEnd: Int32 = -1
    private(set) var writeEnd: Int32 = -1

    init() throws(ProvisionError) {
        var ends: [Int32] = [-1, -1]
        let result = hs_pipe(&ends)
        guard result == 0 else { throw .system("making a pipe", errno: -result) }
        (readEnd, writeEnd) = (ends[0], ends[1])
        _ = fcntl(readEnd, F_SETFL, O_NONBLOCK)
    }

    deinit {
        if readEnd >= 0 { close(readEnd) }
        closeWriteEnd()
    }

    func closeWriteEnd() {
        if writeEnd >= 0 { close(writeEnd) }
        writeEnd = -1
    }

    /// What is there now; at its end the pipe closes, and poll(2) passes over it from then on.
    func read() -> [UInt8] {
        let capacity = 65_536
        var count = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, filled in
            count = Glibc.read(readEnd, buffer.baseAddress, capacity)
            filled = max(count, 0)
        }
        if count == 0 {
            close(readEnd)
            readEnd = -1
        }
        return bytes
    }

    /// Everything that is there now, without waiting for more.
    func drain(_ take: ([UInt8]) -> Void) {
        while readEnd >= 0 {
            let bytes = read()
            if bytes.isEmpty { return }
            take(bytes)
        }
    }
}
