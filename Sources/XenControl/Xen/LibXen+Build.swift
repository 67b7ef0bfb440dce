import CXenBridge
import Model

extension LibXen {
    /// Bounds for decompression, lower than the library's GiB each: a kernel out of a guest may be a bomb.
    private static let kernelLimit = 256 << 20
    private static let ramdiskLimit = 1 << 30

    package func prepare(
        _ image: KernelImage, for request: DomainRequest
    ) throws(ProvisionError) -> any PreparedKernel {
        let kernel = LibKernel(try open(request.kind, commandLine: request.commandLine), image)
        let layout = GuestLayout(memory: request.memory)
        if request.kind == .pvh { setLayout(kernel.builder, layout) }
        // Domain 0 stands for none here: only Xen's capabilities are asked for.
        try parse(kernel.builder, image)
        return kernel
    }

    package func build(_ order: BuildOrder) throws(ProvisionError) -> BuiltFrames {
        guard let builder = (order.kernel as? LibKernel)?.builder else {
            throw ProvisionError(.failed, "the kernel was prepared by somebody else")
        }
        let request = order.request
        var channels = xb_channels(
            console_port: order.ports.console, console_domid: order.ports.consoleDomid, store_port: order.ports.store,
            store_domid: order.ports.storeDomid)
        xb_builder_channels(builder, &channels, request.vcpus)
        try call(.populate) { xb_builder_attach(builder, order.domid) }
        try call(.populate) { xb_builder_populate(builder, UInt32(request.memory.mebibytes)) }
        if request.kind == .pvh {
            try writeTables(builder, GuestLayout(memory: request.memory), vcpus: request.vcpus)
        }
        try call(.load) { xb_builder_load(builder) }
        try call(.boot) { xb_builder_boot(builder) }
        try call(.boot) { xb_builder_grants(builder) }
        return BuiltFrames(store: xb_builder_store_frame(builder), console: xb_builder_console_frame(builder))
    }

    private func open(_ kind: DomainRequest.Kind, commandLine: String?) throws(ProvisionError) -> OpaquePointer {
        var builder: OpaquePointer?
        try call(.kernel) {
            xb_builder_open(
                handle, kind == .pvh ? 1 : 0, commandLine, Self.kernelLimit, Self.ramdiskLimit, &builder)
        }
        guard let builder else { throw ProvisionError(.failed, "there is no memory for the domain builder") }
        return builder
    }

    private func parse(_ builder: OpaquePointer, _ image: KernelImage) throws(ProvisionError) {
        try call(.kernel) { xb_builder_kernel(builder, image.kernel.bytes.baseAddress, image.kernel.bytes.count) }
        if let ramdisk = image.ramdisk {
            try call(.ramdisk) { xb_builder_ramdisk(builder, ramdisk.bytes.baseAddress, ramdisk.bytes.count) }
        }
        try call(.parse) { xb_builder_attach(builder, 0) }
        try call(.parse) { xb_builder_parse(builder) }
    }

    private func setLayout(_ builder: OpaquePointer, _ layout: GuestLayout) {
        var order = xb_layout(
            pages: layout.memory.bytes >> 12, mmio_start: GuestLayout.gap, mmio_size: (1 << 32) - GuestLayout.gap,
            low_end: layout.lowEnd, high_end: layout.highEnd)
        xb_builder_layout(builder, &order)
    }

    private func writeTables(
        _ builder: OpaquePointer, _ layout: GuestLayout, vcpus: UInt32
    ) throws(ProvisionError) {
        let acpi = ACPITables(vcpus: vcpus, address: GuestLayout.tables)
        let pointer = GuestLayout.rootPointer(
            tableBytes: acpi.tables.count, isAnywhere: xb_builder_takes_any_rsdp(builder) != 0)
        try call(.tables) { xb_builder_acpi(builder, 0, acpi.rootPointer, acpi.rootPointer.count, pointer) }
        try call(.tables) { xb_builder_acpi(builder, 1, acpi.tables, acpi.tables.count, GuestLayout.tables) }
        let ranges = layout.ranges(tableBytes: acpi.tables.count, rootPointer: pointer).map {
            xb_range(start: $0.start, size: $0.size, type: $0.kind.rawValue)
        }
        try call(.tables) { xb_builder_memory_map(builder, ranges, UInt32(ranges.count)) }
    }
}

/// libxenguest's builder with a kernel in it, decompressed once for check and build: that is the slowest part of a
/// start.
private final class LibKernel: PreparedKernel {
    let builder: OpaquePointer
    /// The builder points into it.
    private let image: KernelImage

    init(_ builder: OpaquePointer, _ image: KernelImage) {
        self.builder = builder
        self.image = image
    }

    deinit { xb_builder_close(builder) }
}
