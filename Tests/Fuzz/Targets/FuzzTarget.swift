import KernelExtraction

/// A part of kernel extraction that is handed made-up input: whatever that is, it must end soon and without a trap.
package struct FuzzTarget: Sendable {
    /// What it is called on the command line.
    package let name: String
    /// Whether an input is changes of an image (``PatchedDisk``) or all there is.
    package let isImage: Bool
    private let read: @Sendable (any DiskSource) throws -> Void

    private init(_ name: String, isImage: Bool, read: @escaping @Sendable (any DiskSource) throws -> Void) {
        self.name = name
        self.isImage = isImage
        self.read = read
    }

    /// Reads a disk or a file; errors are what should come of most.
    package func run(_ disk: any DiskSource) { try? read(disk) }

    /// Reads an input that is all there is.
    package func run(_ input: [UInt8]) { run(MemoryDisk(input)) }

    /// Reads one of some images as the input changes it: its first byte says which.
    package func run(_ input: [UInt8], on images: [BaseImage]) {
        guard let first = input.first, !images.isEmpty else { return }
        run(PatchedDisk(images[Int(first) % images.count], changes: input.dropFirst()))
    }

    /// All of them.
    package static let all: [FuzzTarget] =
        [
            FuzzTarget("partitions", isImage: true, read: partitions),
            FuzzTarget("lvm", isImage: true, read: logicalVolumes),
            FuzzTarget("lvm-text", isImage: false) {
                try logicalVolumes(MemoryDisk(VolumeDisk.disk(text: $0.read(at: 0, upTo: 1 << 20))))
            },
            FuzzTarget("ext", isImage: true) { try FileSystemVisit.run(ExtFileSystem($0)) },
            FuzzTarget("xfs", isImage: true) { try FileSystemVisit.run(XFSFileSystem($0, strict: false)) },
            FuzzTarget("btrfs", isImage: true, read: btrfs),
            FuzzTarget("fat", isImage: true) { try FileSystemVisit.run(FATFileSystem($0)) },
            FuzzTarget("iso9660", isImage: true) { try FileSystemVisit.run(ISOFileSystem($0)) },
        ]
        + ConfigurationFiles.all.map { files in
            FuzzTarget(files.name, isImage: false) { try files.run($0.read(at: 0, upTo: 1 << 20)) }
        }
        + [
            FuzzTarget("bzimage", isImage: false, read: kernel), FuzzTarget("elf", isImage: false, read: kernel),
            FuzzTarget("frame", isImage: false) { _ = try ReplyFrame.decode($0.read(at: 0, upTo: ReplyFrame.limit)) },
        ]

    private static func partitions(_ disk: any DiskSource) throws {
        for partition in try PartitionTable.read(disk).searchOrder {
            let source = try? partition.source(of: disk)
            _ = try source?.read(at: 0, upTo: 512)
        }
    }

    private static func logicalVolumes(_ disk: any DiskSource) throws {
        for volume in try LogicalVolume.all(on: [disk]) {
            guard let source = try? volume.source.get(), source.size > 0 else { continue }
            for place in [0, source.size / 2, source.size - 1] {
                _ = try? source.read(at: place, upTo: 64 << 10)
            }
        }
    }

    private static func btrfs(_ disk: any DiskSource) throws {
        let files = try BtrfsFileSystem(disk, strict: false)
        try FileSystemVisit.run(files)
        for other in try files.bootable() { try FileSystemVisit.run(other) }
    }

    private static func kernel(_ file: any DiskSource) throws {
        // A fuzzer has a hundred times less memory than a kernel may need.
        let sink = BoundedSink(ForgetfulSink(), limit: 16 << 20)
        let image = try KernelImage.open(file)
        let verdict = BootVerdict(try image.unpack(into: sink))
        _ = (verdict.modes, verdict.warning)
    }
}

/// Takes everything and keeps nothing.
private final class ForgetfulSink: ByteSink {
    func write(_ bytes: UnsafeRawBufferPointer) {}
}
