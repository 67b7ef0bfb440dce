import Distros
import Model
import Provision
import TestSupport
import Testing

@Suite("How a spec's domain starts")
struct BootSpecTests {
    private func boot(_ change: (inout GuestBench) -> Void) throws -> BootSpec {
        var bench = try GuestBench()
        change(&bench)
        return try bench.spec().boot
    }

    private static let dom0 = BootSpec.Way.dom0Kernel(kernel: "/boot/vmlinuz-dom0", initrd: "/boot/initrd-dom0")

    @Test("a kernel on the command line implies dom0-kernel, one in a file does not")
    func kernel() throws {
        let meant = try boot {
            $0.set(Settings.kernel, "/boot/vmlinuz-dom0")
            $0.set(Settings.initrd, "/boot/initrd-dom0")
        }
        #expect(meant.way == Self.dom0)
        let shipped = try boot { $0.configure(Settings.kernel, "/boot/vmlinuz-dom0", line: 9) }
        #expect(shipped.way == .guestKernel(bootloader: "xen-extract-kernel"))
        let both = try boot {
            $0.configure(Settings.kernel, "/boot/vmlinuz-dom0", line: 9)
            $0.configure(Settings.initrd, "/boot/initrd-dom0", line: 10)
            $0.set(Settings.bootBy, "dom0-kernel")
        }
        #expect(both.way == Self.dom0)
    }

    @Test("what the command line implies wins over boot-by in a file, and --boot-by over that")
    func precedence() throws {
        let kernel = try boot {
            $0.configure(Settings.bootBy, "grub", line: 3)
            $0.set(Settings.kernel, "/boot/vmlinuz-dom0")
            $0.set(Settings.initrd, "/boot/initrd-dom0")
        }
        #expect(kernel.way == Self.dom0)
        let pygrub = try boot {
            $0.configure(Settings.bootBy, "copied-kernel", line: 3)
            $0.set(Settings.pygrub, "yes")
        }
        #expect(pygrub.way == .guestKernel(bootloader: "pygrub"))
        let explicit = try boot {
            $0.set(Settings.bootBy, "copied-kernel")
            $0.set(Settings.kernel, "/boot/vmlinuz-dom0")
        }
        #expect(explicit.way == .copiedKernel)
    }

    @Test("--pygrub names the boot loader, whatever the configuration says")
    func pygrub() throws {
        let boot = try boot {
            $0.configure(Settings.bootloader, "/usr/local/bin/other", line: 3)
            $0.set(Settings.pygrub, "yes")
        }
        #expect(boot.way == .guestKernel(bootloader: "pygrub"))
        let other = try self.boot { $0.set(Settings.bootloader, "/usr/local/bin/other") }
        #expect(other.way == .guestKernel(bootloader: "/usr/local/bin/other"))
    }

    @Test("GRUB's image goes by the kind of domain")
    func grub() throws {
        for (type, image) in [("pv", "grub-x86_64-xen.bin"), ("pvh", "grub-i386-xen_pvh.bin")] {
            let boot = try boot {
                $0.set(Settings.type, type)
                $0.set(Settings.bootBy, "grub")
            }
            #expect(boot.way == .grub(image: "/usr/lib/grub-xen/" + image))
        }
    }

    @Test("the configuration goes where it is told, with the suffix")
    func configuration() throws {
        let boot = try boot {
            $0.set(Settings.output, "/srv/xen")
            $0.set(Settings.extension, "")
        }
        #expect(boot.configuration == "/srv/xen/web1")
    }
}

@Suite("Who may log in by a spec")
struct AccessSpecTests {
    private func access(_ change: (inout GuestBench) -> Void) throws -> AccessSpec {
        var bench = try GuestBench()
        change(&bench)
        return try bench.spec().access
    }

    @Test("a password is made up, given, or there is none")
    func passwords() throws {
        let written = try access {
            $0.set(Settings.genpassLength, "12")
            $0.set(Settings.writePassword, "pw")
        }
        #expect(written.rootPassword == .generated(length: 12, writeTo: "/home/admin/pw"))
        #expect(try access { $0.set(Settings.password, "x") }.rootPassword == .given)
        #expect(try access { $0.set(Settings.passwordFile, "/x") }.rootPassword == .given)
        #expect(try access { $0.set(Settings.genpass, "no") }.rootPassword == .locked)
        #expect(try access { $0.set(Settings.hashMethod, "sha512") }.scheme == .sha512)
    }

    @Test("keys come from files and texts; accounts have root's, or their own")
    func keys() throws {
        let own = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOwn ada"
        let access = try access {
            $0.facts.texts["/keys/ada"] = own + "\n"
            $0.set(Settings.sshKey, "/keys/admin.pub", "ssh-rsa AAAAB3Nza x")
            $0.set(Settings.user, "ada:/keys/ada", "bob")
            $0.set(Settings.rsaHostKey, "yes")
        }
        #expect(access.rootKeys.count == 2)
        #expect(access.accounts.map(\.name) == ["ada", "bob"])
        #expect(access.accounts[0].authorizedKeys == [own])
        #expect(access.accounts[1].authorizedKeys == access.rootKeys)
        #expect(access.accounts.map(\.isAdministrator) == [true, true])
        #expect(access.hostKeyKinds.map(\.rawValue) == ["ed25519", "ecdsa", "rsa"])
    }
}
