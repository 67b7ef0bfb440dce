import Model

/// Where memory lies in a PVH guest, by its physical addresses (libxl_x86.c and libxl_dom.c of Xen 4.17).
package struct GuestLayout: Hashable, Sendable {
    /// A range of the memory map; the raw values are those of e820.
    package struct Range: Hashable, Sendable {
        /// The number that a memory map has for it.
        package enum Kind: UInt32, Hashable, Sendable { case ram = 1, reserved = 2, acpi = 3 }
        package let start: UInt64, size: UInt64, kind: Kind
    }

    package let memory: ByteSize

    package init(memory: ByteSize) { self.memory = memory }

    /// Below 4 GiB the guest's tables, special pages and local APIC have their place.
    package static let gap: UInt64 = 0xFC00_0000
    package static let tables: UInt64 = 0xFC00_1000
    private static let specialPages: UInt64 = 0xFEFF_8000
    private static let specialSize: UInt64 = 0x8000
    private static let fourGiB: UInt64 = 1 << 32
    private static let page: UInt64 = 4096

    package var lowEnd: UInt64 { min(memory.bytes, Self.gap) }
    /// 0 where all memory lies below the gap.
    package var highEnd: UInt64 { memory.bytes > Self.gap ? Self.fourGiB + (memory.bytes - Self.gap) : 0 }

    /// Where the root pointer goes: behind the tables, or below 1 MiB for kernels that look only there.
    package static func rootPointer(tableBytes: Int, isAnywhere: Bool) -> UInt64 {
        isAnywhere ? tables + pages(UInt64(tableBytes)) : 0x10_0000 - 64
    }

    /// The memory map that Xen and the kernel are given.
    package func ranges(tableBytes: Int, rootPointer: UInt64) -> [Range] {
        var ranges = [
            Range(start: 0, size: lowEnd, kind: .ram),
            Range(start: Self.specialPages, size: Self.specialSize, kind: .reserved),
            Range(start: rootPointer & ~(Self.page - 1), size: Self.page, kind: .acpi),
            Range(start: Self.tables, size: Self.pages(UInt64(tableBytes)), kind: .acpi),
        ]
        if highEnd > 0 { ranges.append(Range(start: Self.fourGiB, size: highEnd - Self.fourGiB, kind: .ram)) }
        return ranges
    }

    private static func pages(_ bytes: UInt64) -> UInt64 { (bytes + page - 1) / page * page }
}
