import KernelExtraction
import Testing

@Suite("The verdict on a kernel")
struct BootVerdictTests {
    private func verdict(_ kernel: SyntheticKernel) throws -> BootVerdict {
        BootVerdict(try KernelImage.open(MemoryDisk(kernel.elf)).unpack(into: MemorySink()))
    }

    private func notes(without types: Set<UInt32>) -> [SyntheticKernel.Note] {
        (SyntheticKernel.pvNotes + [SyntheticKernel.pvhNote]).filter { !types.contains($0.type) }
    }

    private func notes(replacing type: UInt32, by content: [UInt8]) -> [SyntheticKernel.Note] {
        notes(without: [type]) + [(type, content)]
    }

    @Test("without notes is that it has no Xen support, in every mode")
    func none() throws {
        let verdict = try verdict(SyntheticKernel(notes: []))
        #expect(verdict.againstPV == "the kernel has no Xen support (no Xen notes in it)")
        #expect(verdict.modes.isEmpty)
        #expect(throws: ExtractionError.self) { try verdict.require(nil) }
    }

    @Test("with nothing but a PVH entry is to set the type")
    func onlyPVH() throws {
        let verdict = try verdict(SyntheticKernel(notes: [SyntheticKernel.pvhNote]))
        #expect(verdict.againstPV == "the kernel can boot as PVH only: set type='pvh'")
        #expect(verdict.modes == [.pvh])
        try verdict.require(nil)
        #expect(throws: ExtractionError(.unbootable, "the kernel can boot as PVH only: set type='pvh'")) {
            try verdict.require(.pv)
        }
    }

    @Test(
        "without ENTRY (RHEL 8 and 9) or any PV note (RHEL 10) names CONFIG_XEN_PV", arguments: [[1], [1, 3, 4, 10]])
    func withoutPV(types: [UInt32]) throws {
        let verdict = try verdict(SyntheticKernel(notes: notes(without: Set(types))))
        #expect(verdict.againstPV?.contains("CONFIG_XEN_PV") == true)
        #expect(verdict.modes == [.pvh])
    }

    @Test("on notes that are only in a section is the same as in a segment")
    func sections() throws {
        #expect(try verdict(SyntheticKernel(notesInSections: true)).modes == [.pv, .pvh])
    }

    @Test("finds notes in sections of a packed kernel too")
    func packedSections() throws {
        let image = try SyntheticKernel(notesInSections: true).bzImage("zstd", ["-3"])
        let sink = MemorySink()
        let kernel = try KernelImage.open(MemoryDisk(image)).unpack(into: sink)
        #expect(BootVerdict(kernel).modes == [.pv, .pvh])
        #expect(sink.bytes == SyntheticKernel(notesInSections: true).elf)
    }

    @Test("on an entry outside of the kernel is a refusal")
    func entryOutside() throws {
        for entry in [0, 0xffff_ffff_80ff_ffff, 0xffff_ffff_8200_0000, UInt64.max] {
            let kernel = SyntheticKernel(notes: notes(replacing: 1, by: SyntheticKernel.little(entry)))
            #expect(try verdict(kernel).againstPV == "the kernel's entry point lies outside of the kernel")
        }
    }

    @Test("on a required feature that guests have not names it")
    func required() throws {
        let dom0 = SyntheticKernel(notes: notes(replacing: 10, by: SyntheticKernel.text("a|!dom0")))
        #expect(try verdict(dom0).againstPV == "the kernel requires what a guest has not: dom0")
    }

    @Test("on another interface or loader is a refusal")
    func otherInterface() throws {
        let old = SyntheticKernel(notes: notes(replacing: 5, by: SyntheticKernel.text("xen-2.0")))
        #expect(try verdict(old).againstPV == "the kernel is for another Xen than 3.0 and later")
        var other = notes(replacing: 6, by: SyntheticKernel.text("NetBSD")).filter { $0.type != 8 }
        other.append((8, SyntheticKernel.text("own")))
        #expect(try verdict(SyntheticKernel(notes: other)).againstPV?.contains("loader of its own") == true)
    }

    @Test("on a 32-bit kernel is a refusal for PV, and one for another processor is no kernel")
    func machines() throws {
        #expect(try verdict(SyntheticKernel(machine: 3)).againstPV?.contains("32-bit") == true)
        #expect(throws: ExtractionError.self) { try verdict(SyntheticKernel(machine: 183)) }
    }

    @Test("warns where a PVH guest may panic")
    func warning() throws {
        let kernel = SyntheticKernel(notes: notes(replacing: 17, by: SyntheticKernel.little(0x800 as UInt32)))
        #expect(try verdict(kernel).warning?.contains("CONFIG_XEN_PVH") == true)
        #expect(try verdict(SyntheticKernel()).warning == nil)
    }
}
