import Model
import Testing
import XenControl

@Suite("What a domain needs")
struct MemoryBudgetTests {
    private static func budget(_ kind: DomainRequest.Kind, mebibytes: UInt64, vcpus: UInt32) throws -> MemoryBudget {
        var request = try Bench().request(kind)
        request.memory = ByteSize(mebibytes: mebibytes)
        request.vcpus = vcpus
        return MemoryBudget(request)
    }

    @Test("is its memory, the pool for page tables and a little, in steps of 2 MiB")
    func need() throws {
        // 160 MiB + 4 KiB × (256 × 2 + 160) = 162.6 MiB, and 1 or 2 MiB more.
        #expect(try Self.budget(.pv, mebibytes: 160, vcpus: 2).need == ByteSize(mebibytes: 164))
        #expect(try Self.budget(.pvh, mebibytes: 160, vcpus: 2).need == ByteSize(mebibytes: 166))
        #expect(try Self.budget(.pvh, mebibytes: 160, vcpus: 2).pagingPool == ByteSize(bytes: 2_752_512))
        #expect(try Self.budget(.pv, mebibytes: 160, vcpus: 2).limitKiB == 164_864)
    }

    @Test("is refused with both numbers where it is not free")
    func short() throws {
        let budget = try Self.budget(.pv, mebibytes: 160, vcpus: 2)
        #expect(throws: Never.self) { try budget.check(free: ByteSize(mebibytes: 164), dom0: nil) }
        let error = #expect(throws: ProvisionError.self) {
            try budget.check(free: ByteSize(mebibytes: 163), dom0: ByteSize(gibibytes: 1))
        }
        #expect(error?.message == "the guest needs 164 MiB, but 163 MiB are free, dom0 holds 1024 MiB")
    }

    @Test("is at least what a kernel starts in, and whole MiB")
    func least() throws {
        #expect(throws: ProvisionError.self) {
            try Self.budget(.pv, mebibytes: 95, vcpus: 1).check(free: ByteSize(gibibytes: 1), dom0: nil)
        }
    }
}

@Suite("A PVH guest's memory")
struct GuestLayoutTests {
    @Test("lies in one piece below the gap, or continues at 4 GiB")
    func pieces() {
        let small = GuestLayout(memory: ByteSize(mebibytes: 512))
        #expect(small.lowEnd == 512 << 20)
        #expect(small.highEnd == 0)
        let large = GuestLayout(memory: ByteSize(gibibytes: 8))
        #expect(large.lowEnd == 0xFC00_0000)
        #expect(large.highEnd == (4 << 30) + (8 << 30) - 0xFC00_0000)
        let ram = large.ranges(tableBytes: 1000, rootPointer: 0xFC00_2000).filter { $0.kind == .ram }.map(\.size)
        #expect(ram.reduce(0, +) == 8 << 30)
    }

    @Test("has a map whose ranges do not overlap", arguments: [UInt64(96), 4032, 4033, 16_384])
    func overlap(mebibytes: UInt64) {
        let layout = GuestLayout(memory: ByteSize(mebibytes: mebibytes))
        let pointer = GuestLayout.rootPointer(tableBytes: 5000, isAnywhere: true)
        let ranges = layout.ranges(tableBytes: 5000, rootPointer: pointer).sorted { $0.start < $1.start }
        for (one, next) in zip(ranges, ranges.dropFirst()) { #expect(one.start + one.size <= next.start) }
    }
}

@Suite("The ACPI tables of a PVH guest")
struct ACPITablesTests {
    private static func sum(_ bytes: some Sequence<UInt8>) -> UInt8 { bytes.reduce(0, &+) }

    private static func number(_ bytes: [UInt8], _ offset: Int, _ count: Int) -> Int {
        (0..<count).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    }

    /// A table by its address, as a guest would follow pointers.
    private static func table(_ acpi: ACPITables, at address: Int) -> [UInt8] {
        let offset = address - Int(GuestLayout.tables)
        return Array(acpi.tables[offset..<(offset + number(acpi.tables, offset + 4, 4))])
    }

    @Test("sum up to 0 and lead from the root pointer to every processor", arguments: [1, 2, 128] as [UInt32])
    func chain(vcpus: UInt32) throws {
        let acpi = ACPITables(vcpus: vcpus, address: GuestLayout.tables)
        #expect(acpi.rootPointer.count == 64)
        #expect(Self.sum(acpi.rootPointer[..<20]) == 0)
        #expect(Self.sum(acpi.rootPointer[..<36]) == 0)
        let xsdt = Self.table(acpi, at: Self.number(acpi.rootPointer, 24, 8))
        #expect(xsdt.prefix(4).elementsEqual("XSDT".utf8))
        let fadt = Self.table(acpi, at: Self.number(xsdt, 36, 8))
        let madt = Self.table(acpi, at: Self.number(xsdt, 44, 8))
        let dsdt = Self.table(acpi, at: Self.number(fadt, 140, 8))
        for table in [xsdt, fadt, madt, dsdt] { #expect(Self.sum(table) == 0) }
        #expect(fadt.count == 268)
        #expect(fadt.prefix(4).elementsEqual("FACP".utf8))
        #expect(Self.number(fadt, 132, 8) % 64 == 0)
        let processors = stride(from: 44, to: madt.count, by: 8).map { Array(madt[$0..<($0 + 8)]) }
        #expect(processors.count == Int(vcpus))
        #expect(processors.map { $0[3] } == (0..<vcpus).map { UInt8($0 * 2) })
    }
}

@Suite("A failure of Xen's libraries")
struct XenFailureTests {
    private static func explain(_ step: XenStep, _ number: Int32, _ messages: [String] = []) -> ProvisionError {
        XenFailure.explain(step, errno: number, messages: messages, builtFor: XenVersion(major: 4, minor: 17))
    }

    @Test(
        "in loading a kernel is told by its text",
        arguments: [
            ("xc: panic: xg_dom_core.c:689: xc_dom_find_loader: no loader found: Invalid kernel", "bzImage or ELF"),
            ("xc: panic: x.c:1: f: image not capable of booting inside a HVM container: Invalid kernel", "PVH entry"),
            ("xc: panic: x.c:1: f: unable to XZ decompress kernel: Invalid kernel", "decompressed"),
            ("xc: panic: x.c:1: f: guest type xen-3.0-x86_32p not supported by xen kernel, sorry", "32-bit"),
            ("xc: panic: x.c:1: f: segment kernel too large (0x3a00 > 0x4000 - 0x1000 pages)", "do not fit"),
        ])
    func texts(message: String, words: String) {
        let error = Self.explain(.parse, 0, ["xc: something before", message])
        #expect(error.message.contains(words))
        #expect(error.code == .badInput)
    }

    @Test("that means another version says so, though the number says permission")
    func version() {
        #expect(Self.explain(.create, 13).message.contains("another interface than Xen 4.17's"))
        #expect(Self.explain(.open, 13).code == .notPermitted)
        #expect(Self.explain(.open, 2).code == .unavailable)
    }

    @Test("of an unknown kind is no panic, and keeps the library's words")
    func unknown() {
        let error = Self.explain(.load, 0, ["xc: panic: xg_dom_x86.c:12: fn: no bananas: Internal error"])
        #expect(error.message == "loading the kernel: fn: no bananas: Internal error")
    }
}
