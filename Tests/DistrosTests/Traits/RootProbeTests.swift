import Model
import TestSupport
import Testing

@testable import Distros

@Suite("What a root contains")
struct RootProbeTests {
    /// Asks for exactly what the probe lists, and changes nothing.
    private struct Probe: GuestEdit {
        let title = "probe"
        let reads = RootProbe.reads
        let probes = RootProbe.probes
        let lists = RootProbe.lists
        func apply(to files: GuestFiles) throws(ProvisionError) -> GuestFiles { files }
    }

    private func traits(_ root: String) throws -> GuestTraits {
        RootProbe.traits(from: try GoldenFolder("RootProbe/\(root)").before().visible(to: Probe()))
    }

    @Test("a merged Debian 12 with systemd and ifupdown")
    func bookworm() throws {
        let traits = try traits("bookworm")
        #expect(traits.family == .debian)
        #expect(traits.release.codename == "bookworm")
        #expect(traits.release.prettyName == "Debian GNU/Linux 12 (bookworm)")
        #expect(traits.initSystem == .systemd)
        #expect(traits.renderers == [.ifupdown, .networkd])
        #expect(traits.hasUdev && traits.hasSSHServer && traits.hasInitramfsTools && traits.usesYescrypt)
        #expect(!traits.hasResolved && !traits.hasSudo && !traits.hasDracut)
        #expect(traits.libc == .glibc)
        #expect(traits.packageManager == .apt)
    }

    @Test("an Alpine with OpenRC above busybox")
    func alpine() throws {
        let traits = try traits("alpine")
        #expect(traits.family == .alpine)
        #expect(traits.initSystem == .openrc)
        #expect(traits.renderers == [.ifupdown])
        #expect(!traits.hasUdev && !traits.usesYescrypt)
        #expect(traits.libc == .musl)
        #expect(traits.packageManager == .apk)
    }

    @Test("a Fedora whose sbin is a link to bin, with an ifup that is not ifupdown's")
    func fedora() throws {
        let traits = try traits("fedora")
        #expect(traits.family == .redhat)
        #expect(traits.initSystem == .systemd)
        #expect(traits.renderers == [.networkManager])
        #expect(traits.hasUdev && traits.hasResolved && traits.hasSudo && traits.hasDracut && traits.usesYescrypt)
        #expect(traits.packageManager == .dnf)
    }

    @Test("systemd's files without a link to it in /sbin/init do not make it the init system")
    func systemdOnlyInstalled() throws {
        let traits = try traits("bullseye-minimal")
        #expect(traits.initSystem == .sysvinit)
        #expect(!traits.hasUdev && !traits.usesYescrypt)
        #expect(traits.renderers.isEmpty)
    }

    @Test("a root from before os-release is known by its family's version file")
    func etch() throws {
        let traits = try traits("etch")
        #expect(traits.family == .debian)
        #expect(traits.release.codename == nil)
        #expect(traits.hasUdev)
    }

    @Test("an empty root is nothing in particular")
    func empty() {
        let traits = RootProbe.traits(from: GuestFiles())
        #expect(traits.family == .other)
        #expect(traits.initSystem == .none)
        #expect(traits.libc == .unknown)
        #expect(traits.packageManager == .none)
    }

    @Test("derivatives are known by ID_LIKE, quotes and escapes are undone")
    func osRelease() {
        let mint = OSRelease(parsing: "ID=linuxmint\nID_LIKE=\"ubuntu debian\"\nVERSION_CODENAME=\n# ID=arch\n")
        #expect(mint.family == .ubuntu)
        #expect(mint.codename == nil)
        let odd = OSRelease(parsing: "ID='rocky'\nPRETTY_NAME=\"The \\\"Rock\\\"\"\n")
        #expect(odd.family == .redhat)
        #expect(odd.prettyName == "The \"Rock\"")
        #expect(OSRelease(parsing: "ID=plan9\n").family == nil)
    }
}
