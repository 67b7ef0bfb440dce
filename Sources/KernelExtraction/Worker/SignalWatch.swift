import CExtractShims
import Glibc

/// While this lives, SIGHUP, SIGINT and SIGTERM do not end the program but wait to be noticed, so that what was made can
/// be removed.
package final class SignalWatch {
    /// Readable when one came.
    let descriptor: Int32

    /// - Throws: `.worker` when the kernel has no descriptor left for it.
    package init() throws(ExtractionError) {
        descriptor = xk_signal_descriptor()
        guard descriptor >= 0 else { throw ExtractionError(.worker, "signals cannot be watched") }
    }

    /// What to throw when one came.
    var interruption: ExtractionError {
        ExtractionError(.output, "interrupted by \(SignalName.text(xk_read_signal(descriptor)))")
    }

    deinit {
        close(descriptor)
        xk_unblock_signals()
    }
}
