import Foundation
import Testing

@Suite(
    "pygrub's results beside ours",
    .enabled(
        if: FileManager.default.isExecutableFile(atPath: "/usr/lib/xen-4.17/bin/pygrub"),
        "pygrub 4.17 is not here: install the package xen-utils-4.17"),
    .enabled(
        if: ImageLab.has(
            "python3", "mke2fs", "debugfs", "sfdisk", "xorriso", "mkfs.xfs", "mkfs.btrfs", "mkfs.fat", "mcopy"),
        "a tool that makes disks is missing: see Tests/packages.sh"))
struct PygrubTableTests {
    @Test("are those that the documentation has, row by row")
    func table() throws {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let outcome = try Outcome(tests.appending(path: "pygrub-table").path, [BuiltPrograms.extractor])
        #expect(outcome.status == 0, "Tests/pygrub-table: \(outcome.errors)")
    }
}
