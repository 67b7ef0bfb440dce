import Foundation
import KernelExtraction
import Testing

@Suite("Xen's own domain builder")
struct XenGuestTests {
    /// The modes in which libxenguest takes a kernel.
    private func modes(_ kernel: [UInt8]) throws -> [BootMode] {
        let file = try ScratchFile(kernel)
        return try BootMode.allCases.filter { mode in
            let process = Process()
            process.executableURL = URL(filePath: BuiltPrograms.xenGuest)
            process.arguments = [mode.rawValue, file.path]
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            return process.terminationStatus == 0
        }
    }

    private func verdict(_ kernel: SyntheticKernel) throws -> [BootMode] {
        BootVerdict(try KernelImage.open(MemoryDisk(kernel.elf)).unpack(into: MemorySink())).modes
    }

    private func kernel(without types: Set<UInt32>, and more: [SyntheticKernel.Note] = []) -> SyntheticKernel {
        let notes = (SyntheticKernel.pvNotes + [SyntheticKernel.pvhNote]).filter { !types.contains($0.type) }
        return SyntheticKernel(notes: notes + more, bodySize: 10_000)
    }

    @Test("takes what is handed over, from all seven compressions", arguments: Packing.all)
    func handedOver(packing: Packing) throws {
        let image = try SyntheticKernel().bzImage(
            packing.tool, packing.arguments, trailer: packing.codec != .gzip)
        let sink = MemorySink()
        _ = try KernelImage.open(MemoryDisk(image)).unpack(into: sink)
        #expect(try modes(sink.bytes) == [.pv, .pvh])
    }

    @Test("judges kernels as we do")
    func sameVerdict() throws {
        let dom0: SyntheticKernel.Note = (10, SyntheticKernel.text("!dom0"))
        let outside: SyntheticKernel.Note = (1, SyntheticKernel.little(0x1000 as UInt64))
        let old: SyntheticKernel.Note = (5, SyntheticKernel.text("xen-2.0"))
        let kernels = [
            kernel(without: []), kernel(without: [18]), kernel(without: [1, 3, 4, 5, 6, 8, 10, 17]),
            kernel(without: [1]),
            kernel(without: [10], and: [dom0]), kernel(without: [1], and: [outside]), kernel(without: [5], and: [old]),
            kernel(without: [6, 8]), kernel(without: [1, 3, 4, 5, 6, 8, 10, 17, 18]),
            SyntheticKernel(notesInSections: true, bodySize: 10_000),
        ]
        for (index, kernel) in kernels.enumerated() {
            let (ours, theirs) = (try verdict(kernel), try modes(kernel.elf))
            #expect(ours == theirs, "kernel \(index)")
        }
    }

    @Test("takes a kernel without PV support for a PV kernel, which we do not")
    func withoutPV() throws {
        // As Linux since 6.7 is built without CONFIG_XEN_PV.
        let kernel = kernel(without: [1, 3, 4, 10])
        #expect(try modes(kernel.elf) == [.pv, .pvh])
        #expect(try verdict(kernel) == [.pvh])
    }
}
