import ArgumentParser
import Provision
import Testing

@testable import Commands

@Suite("xen-tools' ways of writing options")
struct LegacyArgumentsTests {
    private func normalised(_ words: String...) -> [String] {
        CommandLineWords(["/usr/bin/xen-create-image"] + words).normalised
    }

    @Test(
        "come out as ours",
        arguments: [
            ("-hostname=web1", "--hostname=web1"), ("--Hostname=web1", "--hostname=web1"),
            ("--mem=1G", "--memory=1G"), ("--nodhcp", "--no-dhcp"), ("--no-dhcp", "--no-dhcp"),
            ("-dhcp", "--dhcp"), ("--apt_proxy=http://a", "--apt-proxy=http://a"), ("--noswap", "--noswap"),
            ("--nohosts", "--no-hosts"), ("--genpass_len=9", "--genpass-len=9"), ("--copyh", "--copyhosts"),
            ("--copy", "--copyhosts"), ("--include=vim", "--include=vim"), ("--help", "--help"), ("-h", "-h"),
            ("--colour", "--colour"), ("--set=a=b=c", "--set=a=b=c"), ("--password=", "--password="),
            ("--gen", "--gen"), ("web1", "web1"),
        ])
    func spelling(given: String, expected: String) {
        #expect(normalised(given) == [expected])
    }

    @Test("the word behind an option with a value is its value, whatever it looks like")
    func values() {
        #expect(normalised("--kernel-arguments", "-v", "--dhcp") == ["--kernel-arguments=-v", "--dhcp"])
        #expect(normalised("-ip", "192.0.2.1") == ["--ip=192.0.2.1"])
        #expect(normalised("--hostname", "--dhcp") == ["--hostname=--dhcp"])
        #expect(normalised("--hostname") == ["--hostname"])
    }

    @Test("nothing is touched behind two hyphens")
    func terminator() {
        #expect(normalised("--dhcp", "--", "-hostname") == ["--dhcp", "--", "-hostname"])
    }

    @Test("every linked name is a command of its own", arguments: ["create-image", "delete-image", "list-images"])
    func links(name: String) {
        let words = CommandLineWords(["/usr/bin/xen-" + name, "x"])
        #expect(words.root.configuration.commandName == "xen-" + name)
        #expect(words.program == "xen-" + name)
        #expect(words.normalised == ["x"])
    }

    @Test("the program's own name adds none, and other commands' words stay")
    func ownName() {
        #expect(CommandLineWords(["xen-provision", "delete", "-x"]).normalised == ["delete", "-x"])
        #expect(CommandLineWords(["xen-provision", "create", "-dhcp"]).normalised == ["create", "--dhcp"])
        #expect(CommandLineWords([]).normalised == [])
    }
}
