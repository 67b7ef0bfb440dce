import CExtractShims

/// The worker's work: finds the boot entry, hands its files over and says what it found.
struct Extraction {
    private let request: ExtractionRequest
    private let kernel: any ByteSink
    private let ramdisk: any ByteSink

    /// - Parameters: `kernel` and `ramdisk` take what is extracted.
    init(_ request: ExtractionRequest, kernel: any ByteSink, ramdisk: any ByteSink) {
        self.request = request
        self.kernel = kernel
        self.ramdisk = ramdisk
    }

    /// The extraction into the parent's files, or into nowhere where only a check is asked for.
    static func intoOutputs(_ request: ExtractionRequest) -> Extraction {
        guard request.task == .extract else { return Extraction(request, kernel: NullSink(), ramdisk: NullSink()) }
        return Extraction(
            request, kernel: DescriptorSink(Int32(XK_KERNEL), limit: Limits.kernel, of: "the kernel"),
            ramdisk: DescriptorSink(Int32(XK_RAMDISK), limit: Limits.ramdisk, of: "the initial RAM disk"))
    }

    /// Does the task.
    func run(_ disk: any DiskSource) throws(ExtractionError) -> ExtractionReply {
        if request.isConfiguration { return try preview(GuestDisk.configuration(disk)) }
        let guest = try GuestDisk.open(disk, offset: request.offset, request.fileSystems)
        switch request.task {
        case .list, .listJSON: return try list(guest)
        case .extract, .check: return try extract(guest)
        }
    }

    private func list(_ guest: GuestDisk) throws(ExtractionError) -> ExtractionReply {
        let menu = try menu(guest)
        var reply = ExtractionReply()
        let text = request.task == .list ? menu.listing(guest.volumes) : menu.json(guest.volumes) + "\n"
        reply.listing = Array(text.utf8)
        reply.choices = menu.entries.map {
            ExtractionReply.Choice(title: $0.title, isUsable: $0.unusable == nil)
        }
        reply.defaultChoice = menu.defaultEntry
        reply.warnings = guest.warnings(of: [menu.source.volume]) + menu.warnings
        return reply
    }

    /// pygrub's `--isconfig`: what a configuration would boot, whether or not it is there; or its whole menu.
    private func preview(_ guest: GuestDisk) throws(ExtractionError) -> ExtractionReply {
        guard request.task == .check else { return try list(guest) }
        let menu = try menu(guest)
        let entry = try menu.entry(request.entry.map { String(decoding: $0, as: UTF8.self) })
        var lines = ["  kernel: " + (entry.kernel.map { ExtractionError.printable($0.path) } ?? "None")]
        if !entry.initrds.isEmpty {
            lines.append("  initrd: " + entry.initrds.map { ExtractionError.printable($0.path) }.joined(separator: " "))
        }
        let arguments = Self.join(entry.arguments, request.arguments)
        lines.append("  args: " + (arguments.isEmpty ? "None" : ExtractionError.printable(arguments, limit: 1 << 16)))
        var reply = ExtractionReply()
        reply.listing = Array((lines.joined(separator: "\n") + "\n").utf8)
        reply.warnings = menu.warnings
        return reply
    }

    private func extract(_ guest: GuestDisk) throws(ExtractionError) -> ExtractionReply {
        var entry: BootEntry
        var warnings: [String] = []
        if let path = request.kernel {
            entry = try guest.entry(kernel: path)
        } else {
            let menu = try menu(guest)
            entry = try menu.entry(request.entry.map { String(decoding: $0, as: UTF8.self) })
            warnings = menu.warnings
        }
        guard let file = entry.kernel else { throw ExtractionError(.unbootable, "the entry loads no kernel") }
        if let path = request.ramdisk { entry.initrds = [BootFile(volume: file.volume, path: path)] }

        var reply = ExtractionReply()
        reply.arguments = Self.join(entry.arguments, request.arguments)
        warnings += try guest.during(file, "kernel") { source throws(ExtractionError) in
            try handOver(source, &reply)
        }
        if !entry.initrds.isEmpty { reply.ramdiskSize = try handOver(entry.initrds, guest) }
        if request.task == .check { (reply.kernelSize, reply.ramdiskSize) = (0, nil) }
        reply.warnings = guest.warnings(of: Set([file.volume] + entry.initrds.map(\.volume))) + warnings
        return reply
    }

    private func menu(_ guest: GuestDisk) throws(ExtractionError) -> BootMenu {
        let options = BootMenuOptions(
            honourNextEntry: request.honoursNextEntry, lilo: request.lilo, checksFiles: !request.isConfiguration)
        do throws(ExtractionError) {
            return try BootMenuFinder(fileSystems: guest.volumes, options: options).find()
        } catch {
            // What was no file system at all is as good a reason as what was found on those that are.
            throw ExtractionError(error.kind, ([error.message] + guest.rejected).joined(separator: "; "))
        }
    }

    /// Hands the kernel over.
    ///
    /// - Returns: warnings.
    private func handOver(
        _ source: any DiskSource, _ reply: inout ExtractionReply
    ) throws(ExtractionError) -> [String] {
        let counted = BoundedSink(kernel, limit: UInt64(Limits.kernel), of: "the kernel")
        let image = try KernelImage.open(source)
        var verdict: BootVerdict?
        if request.unpacks {
            verdict = BootVerdict(try image.unpack(into: counted))
        } else {
            // Looking at a packed kernel's notes takes unpacking it, which is only done when the mode is known.
            if request.mode != nil { verdict = BootVerdict(try image.unpack(into: NullSink())) }
            try image.copy(into: counted)
        }
        try verdict?.require(request.mode)
        reply.modes = verdict?.modes
        reply.kernelSize = counted.written
        guard let warning = verdict?.warning, request.mode == .pvh else { return [] }
        return [warning]
    }

    /// Hands the initial RAM disks over as one, as GRUB joins them: each padded to four bytes.
    private func handOver(_ files: [BootFile], _ guest: GuestDisk) throws(ExtractionError) -> UInt64 {
        let counted = BoundedSink(ramdisk, limit: UInt64(Limits.ramdisk), of: "the initial RAM disk")
        for file in files {
            let padding = Int((4 - counted.written % 4) % 4)
            if padding > 0 { try counted.write([UInt8](repeating: 0, count: padding)) }
            try guest.during(file, "initial RAM disk") { source throws(ExtractionError) in
                try source.copy(into: counted)
            }
        }
        return counted.written
    }

    /// Arguments of the entry and of the caller with one space between; tabs would be control bytes to the parent.
    private static func join(_ first: [UInt8], _ second: [UInt8]) -> [UInt8] {
        let joined = first.isEmpty || second.isEmpty ? first + second : first + [0x20] + second
        return joined.map { $0 == 0x09 ? 0x20 : $0 }
    }
}
