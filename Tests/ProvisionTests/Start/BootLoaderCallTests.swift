import Model
import Provision
import TestSupport
import Testing

@Suite("A boot loader")
struct BootLoaderCallTests {
    private static func call(_ more: String = "") throws -> BootLoaderCall {
        let config = try XLConfig(
            parsing: "name='web1'\nbootloader='pygrub'\ndisk=['/srv/disk.img,raw,xvda2,rw']\n" + more, file: "x")
        return try BootLoaderCall(config, program: "/usr/bin/loader", directory: "/run/start.1")
    }

    @Test("is called as libxl calls pygrub, without a menu")
    func arguments() throws {
        #expect(
            try Self.call().invocation.display
                == "/usr/bin/loader --quiet --output=/run/start.1/answer --output-format=simple0 --output-directory=/run/start.1 /srv/disk.img"
        )
        let more = try Self.call("bootloader_args=['-q','--entry=1']\nextra='quiet splash'\nkernel='/vmlinuz'\n")
        #expect(
            more.invocation.arguments == [
                "--kernel=/vmlinuz", "--args=quiet splash", "--output=/run/start.1/answer", "--output-format=simple0",
                "--output-directory=/run/start.1", "-q", "--entry=1", "/srv/disk.img",
            ])
    }

    @Test("that is our own is told what the kernel is for, and given more time than it takes by itself")
    func patience() throws {
        var call = try Self.call()
        call.program = "/usr/libexec/xen-provision/xen-extract-kernel"
        #expect(call.invocation.arguments.contains("--timeout=300"))
        #expect(call.invocation.arguments.contains("--type=pv"))
        #expect(try !Self.call().invocation.arguments.contains { $0.hasPrefix("--t") })
    }

    @Test("answers with files and arguments, a NUL behind each")
    func answer() throws {
        let text = "kernel /run/start.1/k.1\0ramdisk /run/start.1/r.2\0args root=UUID=1 ro  quiet\0\0"
        #expect(
            try Self.call().fetched(Array(text.utf8))
                == FetchedKernel(
                    kernel: "/run/start.1/k.1", ramdisk: "/run/start.1/r.2", arguments: "root=UUID=1 ro  quiet"))
        #expect(
            try Self.call().fetched(Array("kernel /run/start.1/k\0\0".utf8)) == FetchedKernel(kernel: "/run/start.1/k"))
    }

    @Test(
        "is not believed a file elsewhere, nor an answer without a kernel",
        arguments: ["", "args x\0\0", "kernel /etc/shadow\0\0", "kernel /run/start.1/../x\0\0", "kernel \0\0"])
    func refused(answer: String) {
        #expect(throws: ProvisionError.self) { try Self.call().fetched(Array(answer.utf8)) }
    }

    @Test("has nothing to look into where there is no disk")
    func noDisk() throws {
        let config = try XLConfig(parsing: "name='web1'\n", file: "x")
        #expect(throws: ProvisionError.self) { try BootLoaderCall(config, program: "p", directory: "/d") }
    }
}
