import Model
import Provision
import Testing

@Suite("The extractor called for a guest")
struct ExtractorCallTests {
    private func arguments(_ more: String, _ options: String...) throws -> [String] {
        let config = try XLConfig(
            parsing: "name='web1'\ndisk=['/srv/cd.iso,raw,hdc,r,cdrom','/srv/disk.img,raw,xvda2,rw']\n" + more,
            file: "x")
        return try ExtractorCall(config, options: options).arguments
    }

    private let places = ["--output-format=simple", "--output-directory=."]

    @Test("reads its first disk, with what its start would hand over and the user's options last")
    func start() throws {
        #expect(
            try arguments("bootloader='pygrub'\nbootloader_args=['--entry=1']\nextra='quiet'\n", "--type=pv", "-l")
                == places + ["--args=quiet", "--entry=1", "--type=pv", "-l", "/srv/disk.img"])
    }

    @Test("looks for no kernel of the host in the guest")
    func hostKernel() throws {
        #expect(try arguments("kernel='/boot/vmlinuz'\nextra='quiet'\n") == places + ["/srv/disk.img"])
    }

    @Test("needs a disk")
    func none() throws {
        let config = try XLConfig(parsing: "name='web1'\n", file: "x")
        #expect(throws: ProvisionError.self) { try ExtractorCall(config, options: []) }
    }
}
