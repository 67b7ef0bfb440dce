import Foundation
import Testing

@Suite("Real kernels", .enabled(if: ImageLab.has("python3", "mke2fs", "lzop", "lz4", "zstd", "xz", "bzip2")))
struct RealKernelTests {
    private static let isLong = getenv("XEN_PROVISION_LONG_TESTS") != nil

    /// Where Tests/kernels looks as well.
    private static let hasLocal: Bool = {
        let folders = ["/boot", "/var/cache/apt/archives", NSHomeDirectory() + "/.cache/xen-provision-lab"]
        let names = folders.flatMap { (try? FileManager.default.contentsOfDirectory(atPath: $0)) ?? [] }
        return names.contains { name in
            ["vmlinuz-", "linux-image-", "pieces-"].contains { name.hasPrefix($0) }
        }
    }()

    private func run(_ options: [String]) throws -> Outcome {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return try Outcome(
            tests.appending(path: "kernels").path, options + [BuiltPrograms.extractor, BuiltPrograms.xenGuest])
    }

    @Test(
        "come out as their compression's tool unpacks them, and libxenguest takes them",
        .enabled(if: hasLocal, "there is no kernel in /boot, apt's cache or the lab's"))
    func local() throws {
        let outcome = try run(["--here"])
        // 75: what looked like a kernel was none.
        #expect(outcome.status == 0 || outcome.status == 75, "\(outcome.errors)\(outcome.reply)")
    }

    @Test(
        "of every Debian suite that the host's mirror has do so too, and one of them in all compressions of Linux",
        .enabled(if: isLong, "takes minutes and an archive of packages"))
    func suites() throws {
        let outcome = try run([])
        #expect(outcome.status == 0, "\(outcome.errors)\(outcome.reply)")
    }
}
