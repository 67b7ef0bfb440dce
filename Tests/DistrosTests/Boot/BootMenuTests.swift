import Foundation
import Model
import TestSupport
import Testing

@testable import Distros

@Suite("Boot menu")
struct BootMenuTests {
    private let root = "UUID=8f2b6a4e-0001-4000-8000-000000000001"

    @Test("kernels are listed newest first, and Debian's family gets the hook", arguments: ["trixie", "own-grub"])
    func debian(name: String) throws {
        let edit = try InstallBootMenu(root: root)
        #expect(try GoldenFolder("InstallBootMenu/\(name)").differences(applying: edit) == [])
    }

    @Test("with /boot on its own file system paths begin there")
    func bootFileSystem() throws {
        let edit = try InstallBootMenu(root: "/dev/xvda2", hasBootFileSystem: true)
        #expect(try GoldenFolder("InstallBootMenu/boot-file-system").differences(applying: edit) == [])
    }

    @Test("other families' names of initrds are known", arguments: ["alpine", "fedora"])
    func otherFamilies(name: String) throws {
        let edit = try InstallBootMenu(root: root, extraArguments: "ro console=hvc0 quiet")
        #expect(try GoldenFolder("InstallBootMenu/\(name)").differences(applying: edit) == [])
    }

    @Test("a root without kernel is an error only where the guest needs one")
    func noKernel() throws {
        let folder = GoldenFolder("InstallBootMenu/no-kernel")
        let optional = try InstallBootMenu(root: root, isRequired: false)
        #expect(try folder.differences(applying: optional) == [])
        let required = try InstallBootMenu(root: root)
        let files = try folder.before().visible(to: required)
        let error = #expect(throws: ProvisionError.self) { try required.apply(to: files) }
        #expect(error?.code == .failed)
    }

    @Test(
        "arguments that would break out of the menu or the script are refused", arguments: ["a'b", "$(x)", "a\nb", "}"])
    func arguments(text: String) {
        #expect(throws: ProvisionError.self) { try InstallBootMenu(root: root, extraArguments: text) }
    }

    @Test("the hook writes, in the guest, exactly what the edit wrote", arguments: ["/boot", ""])
    func hook(directory: String) throws {
        let names = [
            "vmlinuz-6.1.0-9-amd64", "initrd.img-6.1.0-9-amd64", "vmlinuz-6.1.0-40-amd64", "initrd.img-6.1.0-40-amd64",
            "vmlinuz-6.12~rc1-amd64", "vmlinuz-6.12-amd64", "initramfs-6.12-amd64.img",
            "vmlinuz-6.1.0-40-amd64.dpkg-tmp",
        ]
        let arguments = "root=\(root) ro console=hvc0"
        let menu = BootMenu(namesInBoot: names).text(directory: directory, arguments: arguments)
        #expect(try runHook(names: names, directory: directory, arguments: arguments) == menu)
    }

    @Test("the hook leaves a menu without entries when the last kernel is gone")
    func hookWithoutKernel() throws {
        #expect(try runHook(names: [], directory: "/boot", arguments: "root=/dev/xvda2") == BootMenu.header)
    }

    /// Runs the hook's script on a directory of its own, with a PATH that has no GRUB in it.
    private func runHook(names: [String], directory: String, arguments: String) throws -> String {
        let manager = FileManager.default
        let base = manager.temporaryDirectory.appending(path: "boot-menu-\(UUID().uuidString)").path
        try manager.createDirectory(atPath: base + "/bin", withIntermediateDirectories: true)
        defer { try? manager.removeItem(atPath: base) }
        for name in names { _ = manager.createFile(atPath: base + "/" + name, contents: Data()) }
        for tool in ["cat", "sort", "mkdir", "mv"] {
            let place = try #require(["/usr/bin/", "/bin/"].map { $0 + tool }.first(where: manager.fileExists))
            try manager.createSymbolicLink(atPath: base + "/bin/" + tool, withDestinationPath: place)
        }
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", BootMenuHook.text(boot: base, directory: directory, arguments: arguments)]
        process.environment = ["PATH": base + "/bin"]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return try String(contentsOf: URL(filePath: base + "/grub/grub.cfg"), encoding: .utf8)
    }
}
