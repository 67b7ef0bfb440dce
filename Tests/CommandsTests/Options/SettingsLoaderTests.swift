import Model
import Provision
import TestSupport
import Testing

@testable import Commands

@Suite("Settings from files and the command line")
struct SettingsLoaderTests {
    private final class Warnings { var texts: [String] = [] }

    private let scratch: Scratch
    private let runner = RecordingRunner()
    private let warnings = Warnings()

    init() throws { scratch = try Scratch() }

    private func load(_ given: [String: [String]] = [:]) throws(ProvisionError) -> SettingValues {
        let warnings = warnings
        return try SettingsLoader(
            paths: HostPaths(environment: ["XEN_PROVISION_ROOT": scratch.path], isRoot: true),
            workingDirectory: scratch.path, runner: runner
        ) { warnings.texts.append($0) }.load(given)
    }

    private func xenTools(_ text: String) throws { try scratch.write("etc/xen-tools/xen-tools.conf", text) }
    private func own(_ text: String) throws { try scratch.write("etc/xen-provision/xen-provision.conf", text) }

    @Test("without any file are the defaults")
    func none() throws {
        let values = try load()
        #expect(Settings.all.filter { values.isGiven($0) } == [])
        #expect(values.text(Settings.memory) == "512M")
    }

    @Test("go from xen-tools.conf over xen-provision.conf and --config to the command line")
    func layers() throws {
        try xenTools("memory = 1G\nsize = 1G\nswap = 1G\nfs = ext3\n")
        try own("# ours\nsize = 2G\nswap = 2G\nfs = xfs\n")
        try scratch.write("web.conf", "swap = 3G\nfs = btrfs\n")
        let values = try load(["config": ["./web.conf"], "fs": ["ext4"]])
        #expect(values.text(Settings.memory) == "1G")
        #expect(values.text(Settings.size) == "2G")
        #expect(values.text(Settings.swap) == "3G")
        #expect(values.text(Settings.fs) == "ext4")
        #expect(values.source(of: Settings.size) == "\(scratch.path)/etc/xen-provision/xen-provision.conf:2")
        #expect(values.source(of: Settings.swap) == "\(scratch.path)/web.conf:1")
        #expect(values.source(of: Settings.fs) == "--fs")
    }

    @Test("--config finds a bare name among xen-tools' files, and refuses one that is not there")
    func config() throws {
        try scratch.write("etc/xen-tools/web.conf", "swap = 3G\n")
        #expect(try load(["config": ["web.conf"]]).text(Settings.swap) == "3G")
        let error = try #require(throws: ProvisionError.self) { try load(["config": ["other.conf"]]) }
        #expect(error.code == .usage)
        #expect(error.message.hasPrefix("--config: there is no file "))
    }

    @Test("run what stands in backticks by the shell, and pass over the whole setting when that fails")
    func backticks() throws {
        try xenTools("\nkernel = /boot/vmlinuz-`uname -r`\n")
        runner.answers["/bin/sh"] = "6.1.0\n"
        #expect(try load().text(Settings.kernel) == "/boot/vmlinuz-6.1.0")
        #expect(runner.invocations.map(\.arguments) == [["-c", "uname -r"]])
        runner.failing = ["/bin/sh"]
        #expect(try !load().isGiven(Settings.kernel))
        try #require(warnings.texts.count == 1)
        #expect(warnings.texts[0].contains("xen-tools.conf:2: the command `uname -r` fails"))
    }

    @Test("split lists at blanks, addresses at commas too, and leave what may hold blanks whole")
    func lists() throws {
        try own(
            "ip = 192.0.2.1, 2001:db8::1\ndisk = a:1G:/a \\\n  b:1G:/b\nset = extra=a b\nnameserver = 192.0.2.53\n")
        let values = try load()
        #expect(values[list: Settings.ip].map(\.text) == ["192.0.2.1", "2001:db8::1"])
        #expect(values[list: Settings.disk].map(\.text) == ["a:1G:/a", "b:1G:/b"])
        #expect(values[list: Settings.set].map(\.text) == ["extra=a b"])
        #expect(values[list: Settings.disk].map(\.origin) == Array(repeating: .file(path: path, line: 2), count: 2))
    }

    private var path: String { scratch.path + "/etc/xen-provision/xen-provision.conf" }

    @Test("warn about unknown keys with their place, once about those that are had another way, else not")
    func unknown() throws {
        try xenTools("colour = red\next4_options = noatime\nmirror_trixie = x\ncache = yes\nnohosts = 1\n")
        _ = try load()
        try #require(warnings.texts.count == 2)
        #expect(warnings.texts[0].hasSuffix("xen-tools.conf:1: 'colour' is no setting; it is passed over"))
        #expect(warnings.texts[1].hasSuffix("xen-tools.conf:5: 'nohosts' means nothing here: write hosts = 0"))
    }

    @Test("no key of a table of foreign ones is a setting")
    func foreignKeys() {
        for key in ForeignKeys.silent.union(ForeignKeys.replaced.keys) { #expect(Settings.named(key) == nil, "\(key)") }
    }

    @Test("an empty value in a file takes nothing back")
    func empty() throws {
        try xenTools("memory = 1G\n")
        try own("memory =\n")
        #expect(try load().text(Settings.memory) == "1G")
    }

    @Test("addresses on the command line replace all that files say about addresses")
    func addressing() throws {
        try xenTools("dhcp = 1\nip = 192.0.2.9\ngateway = 192.0.2.1\n")
        let values = try load(["ip": ["192.0.2.10"]])
        #expect(!values.isOn(Settings.dhcp))
        #expect(values[list: Settings.ip].map(\.text) == ["192.0.2.10"])
        #expect(values[list: Settings.gateway].map(\.text) == ["192.0.2.1"])
        #expect(try load().isOn(Settings.dhcp))
    }

    @Test("a line that is no assignment is refused with its place")
    func broken() throws {
        try own("memory 1G\n")
        let error = try #require(throws: ProvisionError.self) { try load() }
        #expect(error.code == .badInput)
        #expect(error.message.contains("xen-provision.conf:1"))
    }
}
