import CExtractShims
import Glibc

/// What the worker gives up before it reads a byte of the disk. See ``xk_confine`` for the layers.
package enum Sandbox {
    /// Gives up everything but memory, the disk and the outputs; for good.
    ///
    /// - Parameter user: who to be from now on, when started as root.
    /// - Throws: `.worker` naming the layer that could not be had.
    package static func confine(user: UInt32) throws(ExtractionError) {
        var layer: UnsafePointer<CChar>?
        try check(xk_confine(user, &layer), layer)
    }

    /// Allows from now on only the few system calls that are needed; any other one is the process' end.
    package static func filterSystemCalls() throws(ExtractionError) {
        var layer: UnsafePointer<CChar>?
        try check(xk_filter(&layer), layer)
    }

    private static func check(_ result: Int32, _ layer: UnsafePointer<CChar>?) throws(ExtractionError) {
        guard result < 0 else { return }
        let name = layer.map { String(cString: $0) } ?? "a layer"
        let reason = String(cString: strerror(-result))
        throw ExtractionError(.worker, "the sandbox cannot be made: \(name): \(reason)")
    }
}
