import Fleet
import Model
import Provision
import Testing

@Suite("Layers of a fleet")
struct MergeTests {
    @Test("go over each other in their order: defaults, host, network, profiles, guest")
    func order() throws {
        let fleet = try fleet(
            """
            defaults: {memory: 1G, vcpus: 1, mtu: 1000, bridge: b0, dir: /srv/a}
            hosts: {dom0a: {vcpus: 2, dir: /srv/b}}
            networks: {lan: {bridge: b1, mtu: 1100}}
            profiles:
              small: {memory: 2G, mtu: 1200}
              large: {memory: 4G}
            guests:
              a: {network: lan, profiles: [small, large], fs: xfs}
              b: {network: lan, profiles: [large, small], memory: 8G}
            """)
        let a = try #require(fleet.guest("a"))
        let b = try #require(fleet.guest("b"))
        #expect(a.texts(Settings.memory) == ["4G"])
        #expect(b.texts(Settings.memory) == ["8G"])
        #expect(a.texts(Settings.vcpus) == ["2"])
        #expect(a.texts(Settings.dir) == ["/srv/b"])
        #expect(a.texts(Settings.bridge) == ["b1"])
        #expect(a.texts(Settings.mtu) == ["1200"])
        #expect(a.texts(Settings.fs) == ["xfs"])
        #expect(b.texts(Settings.fs) == [])
        #expect(a.host == "dom0a")
    }

    @Test("replace lists, and append where the key has a plus")
    func lists() throws {
        let fleet = try fleet(
            """
            defaults: {package: [vim, less]}
            profiles:
              web: {package+: nginx}
              bare: {package: [mc]}
            guests:
              a: {profiles: [web], package+: [curl]}
              b: {profiles: [web, bare]}
              c: {}
            """)
        #expect(fleet.guest("a")?.texts(Settings.package) == ["vim", "less", "nginx", "curl"])
        #expect(fleet.guest("b")?.texts(Settings.package) == ["mc"])
        #expect(fleet.guest("c")?.texts(Settings.package) == ["vim", "less"])
    }

    @Test("take profiles that are made from profiles, the base first")
    func nested() throws {
        let fleet = try fleet(
            """
            profiles:
              base: {memory: 1G, vcpus: 1}
              web: {profiles: [base], memory: 2G}
            guests: {a: {profiles: [web]}}
            """)
        #expect(fleet.guest("a")?.texts(Settings.memory) == ["2G"])
        #expect(fleet.guest("a")?.texts(Settings.vcpus) == ["1"])
    }

    @Test("let a guest without profiles have those of the defaults")
    func defaultProfiles() throws {
        let fleet = try fleet(
            """
            defaults: {profiles: [small]}
            profiles: {small: {memory: 1G}, large: {memory: 4G}}
            guests: {a: {}, b: {profiles: [large]}}
            """)
        #expect(fleet.guest("a")?.texts(Settings.memory) == ["1G"])
        #expect(fleet.guest("b")?.texts(Settings.memory) == ["4G"])
    }

    @Test("replace what lower ones say of addresses and of storage as a whole")
    func exclusive() throws {
        let fleet = try fleet(
            """
            defaults: {dhcp: yes, dir: /srv}
            guests: {a: {ip: 192.0.2.5/24, lvm: vg0}, b: {}}
            """)
        #expect(fleet.guest("a")?.texts(Settings.dhcp) == [])
        #expect(fleet.guest("a")?.texts(Settings.dir) == [])
        #expect(fleet.guest("b")?.texts(Settings.dhcp) == ["yes"])
    }

    @Test("keep for every value the place where it was said")
    func places() throws {
        let fleet = try fleet("defaults:\n  memory: 1G\nguests:\n  a: {}\n")
        let value = try #require(fleet.guest("a")?.settings[Settings.memory])
        #expect(value.origin == .document(path: "fleet.yaml", line: 2, column: 11))
    }

    @Test("are read through aliases, and what is shared once")
    func aliases() throws {
        let fleet = try fleet("guests:\n  a: &x {memory: 2G, set: ['extra=\"*\"']}\n  b: *x\n")
        #expect(fleet.guest("b")?.texts(Settings.memory) == ["2G"])
        #expect(fleet.guest("b")?.texts(Settings.set) == ["extra=\"*\""])
    }

    @Test("come from included files too, which lie under the one that includes them")
    func includes() throws {
        let fleet = try fleet(
            "includes: [sub/common.yaml, other.yaml]\ndefaults: {memory: 2G}\nguests: {a: {profiles: [web]}}\n",
            [
                "sub/common.yaml": "includes: ../other.yaml\ndefaults: {memory: 1G, vcpus: 3}\n",
                "other.yaml": "profiles: {web: {fs: xfs}}\n",
            ])
        #expect(fleet.guest("a")?.texts(Settings.memory) == ["2G"])
        #expect(fleet.guest("a")?.texts(Settings.vcpus) == ["3"])
        #expect(fleet.guest("a")?.texts(Settings.fs) == ["xfs"])
    }

    @Test("know secrets by where they are only")
    func secrets() throws {
        let fleet = try fleet("guests:\n  a: {password: {env: ROOT_PW}}\n  b: {password: {file: /root/pw}}\n")
        #expect(fleet.guest("a")?.secrets[Settings.password]?.value == .environment("ROOT_PW"))
        #expect(fleet.guest("b")?.secrets[Settings.password]?.value == .file("/root/pw"))
    }
}
