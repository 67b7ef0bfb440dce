import Foundation
import Model
import Testing
import XenControl

@Suite("A kernel in memory")
struct KernelImageTests {
    private let directory = NSTemporaryDirectory() + "kernel-image-\(UUID().uuidString)"

    private func withFiles(_ files: [String: Data], _ body: (String) throws -> Void) throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        for (name, bytes) in files { try bytes.write(to: URL(fileURLWithPath: "\(directory)/\(name)")) }
        try body(directory)
    }

    @Test("has every byte of its files, whose sizes are no whole pages, and stays when they are cut")
    func bytes() throws {
        let kernel = Data((0..<10_001).map { UInt8(truncatingIfNeeded: $0 / 7) })
        try withFiles(["vmlinuz": kernel, "initrd": Data([1])]) { path in
            let image = try KernelImage(kernel: "\(path)/vmlinuz", ramdisk: "\(path)/initrd")
            #expect(truncate("\(path)/vmlinuz", 0) == 0)
            #expect(Data(image.kernel.bytes) == kernel)
            #expect(image.ramdisk.map { Data($0.bytes) } == Data([1]))
        }
    }

    @Test("is not made of what is empty, missing or no file")
    func refused() throws {
        try withFiles(["empty": Data()]) { path in
            for name in ["empty", "missing", "."] {
                let error = #expect(throws: ProvisionError.self) {
                    _ = try KernelImage(kernel: "\(path)/\(name)", ramdisk: nil)
                }
                #expect(error?.code == .badInput)
            }
        }
    }
}
