import HostLinux
import Model
import Provision
import TestSupport
import Testing

@Suite("Programs whose files are thrown away after a crash")
struct ScratchWriterTests {
    /// fsync(2) of /dev/null fails where it reaches the kernel: it has nothing to write.
    private func syncNothing(writesScratch: Bool) throws {
        let runner = ProcessRunner(signals: try SignalWatch { _ in }, log: RecordingReporter())
        try runner.run(
            ToolInvocation(
                "dd", ["if=/dev/null", "of=/dev/null", "conv=fsync"], writesScratch: writesScratch, purpose: "try it"))
    }

    @Test("do not wait for the disk, nor do their children")
    func scratch() throws {
        try syncNothing(writesScratch: true)
    }

    @Test("alone do not: others reach the disk")
    func others() throws {
        #expect(throws: ProvisionError.self) { try syncNothing(writesScratch: false) }
    }
}
