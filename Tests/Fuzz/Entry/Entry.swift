import FuzzTargets
import Glibc
import KernelExtraction

/// What libFuzzer calls: reads the input with the target that `FUZZ_TARGET` names, on the images in `FUZZ_IMAGES`; LVM's
/// is made of the metadata in `FUZZ_METADATA`.
@_cdecl("LLVMFuzzerTestOneInput")
package func testOneInput(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: data, count: count))
    let chosen = Chosen.shared
    if chosen.target.isImage { chosen.target.run(input, on: chosen.images) } else { chosen.target.run(input) }
    return 0
}

/// The target of this process and its images.
private final class Chosen: @unchecked Sendable {
    static let shared = Chosen()

    let target: FuzzTarget
    let images: [BaseImage]

    private init() {
        let name = Self.variable("FUZZ_TARGET")
        guard let target = FuzzTarget.all.first(where: { $0.name == name }) else {
            Self.leave("FUZZ_TARGET is none of \(FuzzTarget.all.map(\.name).joined(separator: " "))")
        }
        self.target = target
        guard target.isImage else {
            images = []
            return
        }
        var found: [BaseImage] = []
        for path in Self.variable("FUZZ_IMAGES").split(separator: " ").map(String.init).sorted() {
            guard let disk = MappedDisk(path) else { Self.leave("\(path) cannot be read") }
            let image = BaseImage(disk, read: target.run)
            print("\(path): \(image.places.count) places")
            found.append(image)
        }
        if name == "lvm" {
            let text = Self.contents(Self.variable("FUZZ_METADATA"))
            found.append(BaseImage(MemoryDisk(VolumeDisk.disk(text: text)), read: target.run))
        }
        if found.isEmpty { Self.leave("FUZZ_IMAGES names no image") }
        images = found
    }

    private static func contents(_ path: String) -> [UInt8] {
        guard let disk = MappedDisk(path), let bytes = try? disk.read(at: 0, upTo: 1 << 20) else { return [] }
        return bytes
    }

    private static func variable(_ name: String) -> String { getenv(name).map { String(cString: $0) } ?? "" }

    private static func leave(_ message: String) -> Never {
        print(message)
        fflush(nil)
        _exit(2)
    }
}

/// A file in memory, of which zeros cost nothing.
private final class MappedDisk: DiskSource {
    private let bytes: UnsafeRawBufferPointer
    var size: UInt64 { UInt64(bytes.count) }

    init?(_ path: String) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        let count = Int(lseek(descriptor, 0, SEEK_END))
        guard count > 0, let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED
        else { return nil }
        bytes = UnsafeRawBufferPointer(start: start, count: count)
    }

    func read(at offset: UInt64, count: Int) throws(ExtractionError) -> [UInt8] {
        try check(offset, count)
        return Array(bytes[Int(offset)..<Int(offset) + count])
    }
}
