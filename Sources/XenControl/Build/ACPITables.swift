/// The ACPI tables that tell a PVH guest its processors: without them it finds one at best.
///
/// Written from the ACPI specification 5.0 (chapter 5.2); the values are those that a domain of libxl has. There is no
/// AML: the set of processors is fixed.
package struct ACPITables: Sendable {
    /// FACS, DSDT, FADT, MADT and XSDT in one block.
    package let tables: [UInt8]
    /// The root pointer, in a block of its own.
    package let rootPointer: [UInt8]

    /// - Parameters:
    ///   - address: where the block of tables will lie.
    ///   - vcpus: at most 128, for an APIC identifier has eight bits and ours are even.
    package init(vcpus: UInt32, address: UInt64) {
        var block = Block(address: address)
        let facs = block.append(Self.facs)
        let dsdt = block.append(Self.table("DSDT", revision: 2, []))
        let fadt = block.append(Self.fadt(facs: facs, dsdt: dsdt))
        let madt = block.append(Self.madt(vcpus: vcpus))
        let xsdt = block.append(Self.table("XSDT", revision: 1, Self.bytes(fadt) + Self.bytes(madt)))
        tables = block.content
        rootPointer = Self.rootPointer(xsdt: xsdt)
    }

    /// Tables one behind the other, each at a multiple of 64 as the FACS needs it.
    private struct Block {
        let address: UInt64
        var content: [UInt8] = []

        mutating func append(_ table: [UInt8]) -> UInt64 {
            content += [UInt8](repeating: 0, count: (64 - content.count % 64) % 64)
            defer { content += table }
            return address + UInt64(content.count)
        }
    }

    static func bytes<T: FixedWidthInteger>(_ number: T) -> [UInt8] {
        (0..<(T.bitWidth / 8)).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }

    private static func text(_ text: String, _ length: Int) -> [UInt8] {
        Array((text + String(repeating: " ", count: length)).utf8.prefix(length))
    }

    /// A table with its header of 36 bytes, summing up to 0.
    private static func table(_ signature: String, revision: UInt8, _ body: [UInt8]) -> [UInt8] {
        var table = text(signature, 4) + bytes(UInt32(36 + body.count)) + [revision, 0]
        table += text("Xen", 6) + text("HVM", 8) + bytes(UInt32(0)) + text("HVML", 4) + bytes(UInt32(0)) + body
        table[9] = complement(table)
        return table
    }

    /// What makes the bytes sum up to 0.
    private static func complement(_ bytes: some Sequence<UInt8>) -> UInt8 { 0 &- bytes.reduce(0, &+) }

    private static var facs: [UInt8] {
        var facs = text("FACS", 4) + bytes(UInt32(64)) + [UInt8](repeating: 0, count: 56)
        facs[32] = 1
        return facs
    }

    private static func fadt(facs: UInt64, dsdt: UInt64) -> [UInt8] {
        var table = [UInt8](repeating: 0, count: 268)
        func put<T: FixedWidthInteger>(_ value: T, at offset: Int) {
            table.replaceSubrange(offset..<(offset + T.bitWidth / 8), with: bytes(value))
        }
        /// A port in the form of 12 bytes: address space 1, width in bits.
        func put(port: UInt64, bits: UInt8, at offset: Int) {
            table[offset] = 1
            table[offset + 1] = bits
            put(port, at: offset + 4)
        }
        put(UInt32(truncatingIfNeeded: facs), at: 36)
        put(UInt32(truncatingIfNeeded: dsdt), at: 40)
        put(UInt16(9), at: 46)  // SCI interrupt
        put(UInt32(0xB000), at: 56)  // PM1a event block, 4 bytes
        put(UInt32(0xB004), at: 64)  // PM1a control block, 2 bytes
        put(UInt32(0xAFE0), at: 80)  // GPE0 block, 4 bytes
        (table[88], table[89], table[92]) = (4, 2, 4)
        put(UInt16(0x0FFF), at: 96)  // C2 latency: not supported
        put(UInt16(0x0FFF), at: 98)  // C3 latency
        put(UInt16(0x24), at: 109)  // no VGA, no CMOS clock
        put(UInt32(0x8175), at: 112)
        put(port: 0xCF9, bits: 8, at: 116)  // reset register and value
        table[128] = 6
        put(facs, at: 132)
        put(dsdt, at: 140)
        put(port: 0xB000, bits: 32, at: 148)
        put(port: 0xB004, bits: 16, at: 172)
        return Self.table("FACP", revision: 5, Array(table[36...]))
    }

    private static func madt(vcpus: UInt32) -> [UInt8] {
        var body = bytes(UInt32(0xFEE0_0000)) + bytes(UInt32(1))
        for number in 0..<vcpus {
            let number = UInt8(truncatingIfNeeded: number)
            body += [0, 8, number, number &* 2] + bytes(UInt32(1))
        }
        return table("APIC", revision: 2, body)
    }

    private static func rootPointer(xsdt: UInt64) -> [UInt8] {
        var pointer = text("RSD PTR ", 8) + [0] + text("Xen", 6) + [2] + bytes(UInt32(0)) + bytes(UInt32(36))
        pointer += bytes(xsdt) + [0, 0, 0, 0]
        pointer[8] = complement(pointer[..<20])
        pointer[32] = complement(pointer)
        return pointer + [UInt8](repeating: 0, count: 64 - pointer.count)
    }
}
