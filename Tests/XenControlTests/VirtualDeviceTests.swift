import Model
import Testing
import XenControl

@Suite("Numbers of disks")
struct VirtualDeviceTests {
    @Test(
        "are those of xen-vbd-interface(7)",
        arguments: [
            ("xvda", UInt32(51_712)), ("xvda1", 51_713), ("xvda2", 51_714), ("xvda15", 51_727), ("xvdb", 51_728),
            ("xvdp15", 51_967), ("xvdq", 268_439_552), ("xvda16", 268_435_472), ("xvdz1", 268_441_857),
            ("xvdaa", 268_442_112),
        ])
    func numbers(name: String, number: UInt32) throws {
        #expect(try VirtualDevice.number(of: name) == number)
    }

    @Test(
        "are refused for other names",
        arguments: [
            "", "xvd", "xvd1", "xvda0", "xvda01", "xvda256", "xvdA", "hda", "sda1", "xvda1b", "xvdaaaaa", "../xvda",
        ])
    func refusals(name: String) {
        #expect(throws: ProvisionError.self) { try VirtualDevice.number(of: name) }
    }
}
