import ArgumentParser
import Provision
import Testing

@testable import Commands

@Suite("xen-tools' ways of writing options")
struct LegacyArgumentsTests {
    private func normalised(_ words: String...) -> [String] {
        CommandLineWords(["xen-provision", "create"] + words).normalised
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
        #expect(normalised(given) == ["create", expected])
    }

    @Test("the word behind an option with a value is its value, whatever it looks like")
    func values() {
        #expect(normalised("--kernel-arguments", "-v", "--dhcp") == ["create", "--kernel-arguments=-v", "--dhcp"])
        #expect(normalised("-ip", "192.0.2.1") == ["create", "--ip=192.0.2.1"])
        #expect(normalised("--hostname", "--dhcp") == ["create", "--hostname=--dhcp"])
        #expect(normalised("--hostname") == ["create", "--hostname"])
    }

    @Test("nothing is touched behind two hyphens")
    func terminator() {
        #expect(normalised("--dhcp", "--", "-hostname") == ["create", "--dhcp", "--", "-hostname"])
    }

    @Test(
        "every name that the program is called by has a command of its own",
        arguments: ["xen-create-image", "xen-delete-image", "xen-list-images", "xen-provision"])
    func links(name: String) {
        #expect(CommandLineWords(["/usr/bin/" + name, "x"]).root.configuration.commandName == name)
        #expect(CommandLineWords([name]).program == name)
    }

    @Test("xen-tools' spellings work under xen-tools' name")
    func linkSpelling() {
        #expect(CommandLineWords(["/usr/bin/xen-create-image", "-nodhcp"]).normalised == ["--no-dhcp"])
    }

    @Test("the program's own name adds none, and other commands' words stay")
    func ownName() {
        #expect(CommandLineWords(["xen-provision", "delete", "-x"]).normalised == ["delete", "-x"])
        #expect(CommandLineWords(["xen-provision", "create", "-dhcp"]).normalised == ["create", "--dhcp"])
        #expect(CommandLineWords([]).normalised == [])
    }
}
