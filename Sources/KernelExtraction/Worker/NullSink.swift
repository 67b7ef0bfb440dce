/// Takes everything and keeps nothing: for checks.
final class NullSink: ByteSink {
    func write(_ bytes: UnsafeRawBufferPointer) {}
}
