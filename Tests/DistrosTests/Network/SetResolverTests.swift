import Model
import Templates
import Testing

@testable import Distros

@Suite("resolver")
struct SetResolverTests {
    private let host = GuestEntry.file(
        GuestFile(content: Array("nameserver 203.0.113.9\n".utf8), mode: 0o600, owner: 7))
    private let network: NetworkSpec
    private let resolved: [GuestPath: GuestEntry] = [
        "/usr/lib/systemd/systemd-resolved": .present,
        "/etc/systemd/system/sysinit.target.wants/systemd-resolved.service": .present,
    ]

    init() throws {
        network = NetworkSpec(
            vifs: [], nameservers: [try IPAddress("192.0.2.53"), try IPAddress("2001:db8::53")],
            searchDomains: ["example.org", "example.net"])
    }

    private func apply(
        _ network: NetworkSpec, _ renderer: NetworkRenderer, _ entries: [GuestPath: GuestEntry]
    ) throws -> GuestFiles {
        try SetResolver(network: network, renderer: renderer, templates: TemplateLibrary())
            .apply(to: GuestFiles(entries))
    }

    @Test("the host's file is replaced by the guest's, readable for all")
    func plainFile() throws {
        let after = try apply(network, .ifupdown, ["/etc/resolv.conf": host])
        let text = """
            # Written by xen-provision; see resolv.conf(5).
            search example.org example.net
            nameserver 192.0.2.53
            nameserver 2001:db8::53

            """
        #expect(after["/etc/resolv.conf"] == .file(GuestFile(content: Array(text.utf8), mode: 0o644)))
    }

    @Test("without name servers the host's are gone too")
    func dhcpOnly() throws {
        let after = try apply(NetworkSpec(vifs: []), .networkManager, ["/etc/resolv.conf": host])
        let text = try #require(after.text("/etc/resolv.conf"))
        #expect(text.split(separator: "\n").allSatisfy { $0.hasPrefix("#") })
    }

    @Test("the file says who will fill it, or that nobody will")
    func whoFillsIt() throws {
        for renderer in NetworkRenderer.allCases {
            let text = try apply(NetworkSpec(vifs: []), renderer, [:]).text("/etc/resolv.conf")
            #expect(text?.contains("the DHCP client puts them here") == !renderer.needsResolved)
            #expect(text?.contains("which is not started") == renderer.needsResolved)
        }
    }

    @Test("a search domain that would make a line of its own is refused", arguments: ["a\nnameserver b", "", "a b"])
    func searchDomain(_ domain: String) throws {
        let network = NetworkSpec(vifs: [], searchDomains: [domain])
        let error = #expect(throws: ProvisionError.self) { try apply(network, .ifupdown, [:]) }
        #expect(error?.message == "'\(domain.printable)' is not a search domain")
        for renderer in NetworkRenderer.allCases {
            let edit = renderer.edit(network, templates: TemplateLibrary())
            #expect(throws: ProvisionError.self) { try edit.apply(to: GuestFiles()) }
        }
    }

    @Test("a link is replaced by a file, not followed")
    func link() throws {
        let after = try apply(network, .ifupdown, ["/etc/resolv.conf": .link("/run/resolvconf/resolv.conf")])
        #expect(after.text("/etc/resolv.conf")?.contains("nameserver 192.0.2.53") == true)
    }

    @Test("resolved gets the link, and a drop-in only from a renderer that carries no name servers")
    func enabledResolved() throws {
        let dropIn: GuestPath = "/etc/systemd/resolved.conf.d/10-xen-provision.conf"
        for renderer in NetworkRenderer.allCases {
            let after = try apply(network, renderer, resolved.merging(["/etc/resolv.conf": host]) { $1 })
            #expect(after["/etc/resolv.conf"] == .link("../run/systemd/resolve/stub-resolv.conf"))
            #expect(after.exists(dropIn) == (renderer == .ifupdown))
        }
        let text = try apply(network, .ifupdown, resolved).text(dropIn)
        #expect(
            text?.hasSuffix("[Resolve]\nDNS=192.0.2.53\nDNS=2001:db8::53\nDomains=example.org example.net\n") == true)
        #expect(try !apply(NetworkSpec(vifs: []), .ifupdown, resolved).exists(dropIn))
    }

    @Test("resolved that is installed but not started is left alone", arguments: [true, false])
    func disabledResolved(_ isInstalled: Bool) throws {
        let entries = resolved.filter { $0.key.text.hasPrefix("/usr") == isInstalled }
        #expect(try apply(network, .networkd, entries).text("/etc/resolv.conf") != nil)
    }
}
