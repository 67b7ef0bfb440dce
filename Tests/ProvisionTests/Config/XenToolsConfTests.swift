import Model
import Provision
import Testing

@Suite("xen-tools.conf")
struct XenToolsConfTests {
    private func conf(_ text: String) throws -> XenToolsConf { try XenToolsConf(parsing: text, file: "x.conf") }

    @Test("the shapes of the file that xen-tools ships are read")
    func shipped() throws {
        let conf = try conf(
            """
            ##
            #  A comment
            ##

            # dir = /home/xen
            install-method = debootstrap
            size   = 4G      # Root disk, suffix (G, M) required
            dist   = `xt-guess-suite-and-mirror --suite` # Default distribution
            kernel = /boot/vmlinuz-`uname -r`
            ext4_options     = noatime,nodiratime,errors=remount-ro
            mirror_bookworm = `xt-guess-suite-and-mirror --mirror`
            role=
            """)
        #expect(
            conf.keys == [
                "dist", "ext4-options", "install-method", "kernel", "mirror-bookworm", "role", "size",
            ])
        #expect(conf["size"]?.raw == "4G")
        #expect(conf["size"]?.place == "x.conf:7")
        #expect(conf["ext4_options"]?.raw == "noatime,nodiratime,errors=remount-ro")
        #expect(conf["role"]?.raw == "")
        #expect(conf["dir"] == nil)
        #expect(conf["dist"]?.commands == ["xt-guess-suite-and-mirror --suite"])
        #expect(conf["kernel"]?.segments == [.text("/boot/vmlinuz-"), .command("uname -r")])
    }

    @Test("hyphens and underscores are the same in keys, case is not")
    func keys() throws {
        let conf = try conf("install-method = tar\ngenpass_len = 12\n")
        #expect(conf["install_method"]?.raw == "tar")
        #expect(conf["genpass-len"]?.raw == "12")
        #expect(conf["Install-Method"] == nil)
    }

    @Test("a backslash at the end joins lines, and the value keeps its first line's number")
    func continuation() throws {
        let conf = try conf("a = 1\nroles = udev, \\\n  sudo, \\\r\n  tmpfs\nb = 2\nc = last\\")
        #expect(conf["roles"]?.raw == "udev,   sudo,   tmpfs")
        #expect(conf["roles"]?.line == 2)
        #expect(conf["b"]?.line == 5)
        #expect(conf["c"]?.raw == "last")
    }

    @Test("the last assignment counts, within a file and over files")
    func precedence() throws {
        let first = try conf("memory = 256M\nmemory = 512M\nswap = 1G\n")
        #expect(first["memory"]?.raw == "512M")
        let merged = first.merging(try XenToolsConf(parsing: "memory = 1G", file: "later.conf"))
        #expect(merged["memory"]?.place == "later.conf:1")
        #expect(merged["swap"]?.raw == "1G")
    }

    @Test("commands are run only by the caller, and lose the line feeds at their end")
    func commands() throws {
        let value = try #require(try conf("kernel = /boot/vmlinuz-`uname -r`-x`id`")["kernel"])
        var seen: [String] = []
        let text = try value.text { command in
            seen.append(command)
            return command == "id" ? "" : "6.1.0\n\n"
        }
        #expect(text == "/boot/vmlinuz-6.1.0-x")
        #expect(seen == ["uname -r", "id"])
    }

    @Test("an error of a command is passed on")
    func failingCommand() throws {
        let value = try #require(try conf("dist = `guess`")["dist"])
        let error = refusalOfConf {
            _ = try value.text { _ throws(ProvisionError) in throw ProvisionError(.failed, "guess failed") }
        }
        #expect(error == ProvisionError(.failed, "guess failed"))
    }

    @Test(
        "a mistake is reported with file and line",
        arguments: [
            ("size = 4G\nlvm vg0\n", "x.conf:2: 'lvm vg0' is not an assignment"),
            ("= 4G\n", "x.conf:1: '' is not a key"),
            ("my size = 4G\n", "x.conf:1: 'my size' is not a key"),
            ("a = \\\n1\ndist = `guess\n", "x.conf:3: a backtick has no partner"),
            ("dist = ` `\n", "x.conf:1: there is no command between the backticks"),
        ])
    func mistakes(text: String, message: String) {
        let error = refusalOfConf { _ = try conf(text) }
        #expect(error?.code == .badInput)
        #expect(error?.message == message)
    }
}
