import Model
import Synchronization
import Testing

@testable import Distros
@testable import Templates

/// Our templates, noting every tag that a rendering reached.
private final class NotingTemplates: TextTemplates {
    private let library = TemplateLibrary()
    private let notes = Mutex<[String: Set<String>]>([:])

    func render(_ name: String, _ values: [String: TemplateValue]) throws(ProvisionError) -> String {
        let tags = try TemplateScanner.tags(of: library.text(of: name), template: name)
        let reached = Self.reached(tags, scopes: [values])
        notes.withLock { $0[name, default: []].formUnion(reached) }
        return try library.render(name, values)
    }

    func reached(in name: String) -> Set<String> { notes.withLock { $0[name] ?? [] } }

    private static func reached(_ nodes: [TemplateNode], scopes: [[String: TemplateValue]]) -> Set<String> {
        var names: Set<String> = []
        for node in nodes {
            switch node {
            case .variable(let name, let line): names.insert("\(name):\(line)")
            case .section(let name, let isInverted, let children, _):
                let value = scopes.reversed().compactMap { $0[name] }.first
                for scope in groups(of: value, isInverted: isInverted) {
                    names.formUnion(reached(children, scopes: scopes + [scope]))
                }
            }
        }
        return names
    }

    private static func groups(of value: TemplateValue?, isInverted: Bool) -> [[String: TemplateValue]] {
        switch value {
        case .list(let groups): isInverted ? (groups.isEmpty ? [[:]] : []) : groups
        case .flag(let isSet): isSet == isInverted ? [] : [[:]]
        case .text: isInverted ? [] : [[:]]
        case nil: []
        }
    }
}

@Suite("templates and the edits that use them")
struct TemplateCoverageTests {
    /// Together with the strictness of the library, which refuses a tag without a value, this shows that every tag of
    /// every template of ours has a value in the edit that uses it.
    @Test("every tag of every embedded template is reached by some edit")
    func everyTag() throws {
        let templates = NotingTemplates()
        var broadcast = try NetworkCase.staticIPv4("broadcast")
        broadcast.network.vifs[0].addressing.broadcast = try IPAddress("192.0.2.63")
        let root = GuestFiles([
            "/usr/lib/systemd/systemd": .present, "/usr/lib/systemd/systemd-resolved": .present,
            "/etc/systemd/system/dbus-org.freedesktop.resolve1.service": .present,
        ])
        for example in try NetworkCase.all {
            for renderer in NetworkRenderer.allCases {
                _ = try renderer.edit(example.network, templates: templates).apply(to: root)
                let resolver = SetResolver(network: example.network, renderer: renderer, templates: templates)
                _ = try resolver.apply(to: root)
                _ = try resolver.apply(to: GuestFiles())
            }
            _ = try PinInterfaceNames(network: example.network, templates: templates).apply(to: root)
        }
        for renderer in [NetworkRenderer.ifupdown, .networkd] {
            _ = try renderer.edit(broadcast.network, templates: templates).apply(to: root)
        }
        for name in TemplateLibrary.embeddedNames {
            let tags = try TemplateScanner.tags(of: TemplateLibrary().text(of: name), template: name)
            #expect(Self.variables(tags).subtracting(templates.reached(in: name)).isEmpty, "template \(name)")
        }
    }

    private static func variables(_ nodes: [TemplateNode]) -> Set<String> {
        nodes.reduce(into: []) { names, node in
            switch node {
            case .variable(let name, let line): names.insert("\(name):\(line)")
            case .section(_, _, let children, _): names.formUnion(variables(children))
            }
        }
    }
}
