/// How Xen starts a guest's kernel.
package enum BootMode: String, CaseIterable, Sendable {
    case pv, pvh
}

/// Whether a kernel can boot in a mode, by the notes it carries.
///
/// libxenguest alone does not do: since Linux 6.7 it takes a kernel without PV support for a PV kernel, which then dies
/// without a word, because it looks neither for `ENTRY` nor for `VIRT_BASE`.
package struct BootVerdict: Sendable {
    /// Why the kernel cannot boot as PV, one sentence; nil where it can.
    package let againstPV: String?
    /// Why the kernel cannot boot as PVH; nil where it can.
    package let againstPVH: String?
    /// What may go wrong though nothing is refused.
    package let warning: String?

    /// Looks at an unpacked kernel.
    package init(_ kernel: KernelELF) {
        againstPV = Self.reasonAgainstPV(kernel)
        againstPVH = Self.reasonAgainstPVH(kernel.notes)
        warning = againstPVH == nil ? Self.warning(kernel.notes) : nil
    }

    /// The modes that work.
    package var modes: [BootMode] { BootMode.allCases.filter { reason(against: $0) == nil } }

    /// Why the kernel cannot boot in a mode; nil where it can.
    package func reason(against mode: BootMode) -> String? {
        switch mode {
        case .pv: againstPV
        case .pvh: againstPVH
        }
    }

    /// Refuses a kernel that cannot boot in the mode asked for, or, where none was, in no mode.
    ///
    /// - Throws: `.unbootable` with the reason.
    package func require(_ mode: BootMode?) throws(ExtractionError) {
        if let mode {
            guard let reason = reason(against: mode) else { return }
            throw ExtractionError(.unbootable, reason)
        }
        guard let reason = againstPV, againstPVH != nil else { return }
        throw ExtractionError(.unbootable, reason)
    }

    private static let noSupport = "the kernel has no Xen support (no Xen notes in it)"

    private static func reasonAgainstPV(_ kernel: KernelELF) -> String? {
        let notes = kernel.notes
        if notes.isEmpty { return noSupport }
        guard kernel.header.machine == .x86_64, kernel.header.isWide else {
            return "the kernel is a 32-bit one, which Xen boots as PV no longer"
        }
        guard let entry = notes.entry, let base = notes.virtualBase else {
            let isPVHOnly = notes.physicalEntry != nil && notes.guestSystem == nil && notes.xenVersion == nil
            return isPVHOnly
                ? "the kernel can boot as PVH only: set type='pvh'"
                : "the kernel was built without CONFIG_XEN_PV (RHEL's family is): use HVM" + alsoPVH(notes)
        }
        guard notes.xenVersion?.hasPrefix("xen-3.0") == true else {
            return "the kernel is for another Xen than 3.0 and later"
        }
        guard notes.loader?.hasPrefix("generic") == true || notes.guestSystem?.hasPrefix("linux") == true else {
            return "the kernel asks for a loader of its own (it names neither Linux nor the generic one)"
        }
        if let reason = reasonAgainstFeatures(notes) { return reason }
        return isInRange(entry, base, kernel) ? nil : "the kernel's entry point lies outside of the kernel"
    }

    private static func reasonAgainstPVH(_ notes: XenNotes) -> String? {
        if notes.isEmpty { return noSupport }
        return notes.physicalEntry == nil ? "the kernel was built without CONFIG_PVH" : reasonAgainstFeatures(notes)
    }

    private static func alsoPVH(_ notes: XenNotes) -> String {
        notes.physicalEntry == nil ? "" : ", or try PVH"
    }

    /// The kernel may name a feature that it will not do without (`!name`) and that guests do not have.
    private static func reasonAgainstFeatures(_ notes: XenNotes) -> String? {
        // Xen's tools/libs/guest and common/libelf know these; a guest is never dom0.
        let known = [
            "writable_page_tables", "writable_descriptor_tables", "auto_translated_physmap",
            "supervisor_mode_kernel", "pae_pgdir_above_4gb", "hvm_callback_vector",
        ]
        let missing = (notes.features ?? "").split(separator: "|").first { feature in
            feature.first == "!" && !known.contains(String(feature.dropFirst()))
        }
        return missing.map { "the kernel requires what a guest has not: \($0.dropFirst())" }
    }

    /// Whether the entry lies between the first and the last byte loaded, as libelf computes them.
    private static func isInRange(_ entry: UInt64, _ base: UInt64, _ kernel: KernelELF) -> Bool {
        let loads = kernel.header.segments.filter { $0.type == ELFHeader.Segment.load && $0.memorySize > 0 }
        guard let low = loads.map(\.address).min(),
            let high = loads.map({ $0.address &+ $0.memorySize }).max(), high >= low
        else { return false }
        // Addresses wrap by intention: the base is the top of the address space less a little.
        let offset = base &- (kernel.notes.physicalOffset ?? 0)
        let range = (start: low &+ offset, end: high &+ offset)
        return range.start <= range.end && entry >= range.start && entry <= range.end
    }

    private static func warning(_ notes: XenNotes) -> String? {
        guard notes.guestSystem?.hasPrefix("linux") == true, let features = notes.supportedFeatures else { return nil }
        // XENFEAT_linux_rsdp_unrestricted: set by Linux exactly where CONFIG_XEN_PVH is.
        return features & 1 << 15 != 0
            ? nil : "the kernel may panic as PVH guest: it was built without CONFIG_XEN_PVH"
    }
}
