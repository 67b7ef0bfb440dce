import FoundationEssentials
import Model
import Mustache

/// The templates inside the binary, and a directory whose files take their place.
///
/// Templates are Mustache in plain text: nothing is escaped. Every tag needs a value; see `TagCheck`.
package struct TemplateLibrary: TextTemplates {
    /// Where a user's templates are on an installed host.
    package static let standardOverrides = "/etc/xen-provision/templates"

    /// The names of the templates inside the binary, sorted.
    package static var embeddedNames: [String] { EmbeddedTemplates.all.keys.sorted() }

    private let overrides: String?

    /// Nothing is read before a template is rendered.
    ///
    /// - Parameter overrides: directory in which `<name>.mustache` takes the place of our template of that name; it
    ///   need not exist. nil: only the templates inside the binary.
    package init(overrides: String? = nil) { self.overrides = overrides }

    /// Checks every tag, then renders; see `TextTemplates`.
    package func render(_ name: String, _ values: [String: TemplateValue]) throws(ProvisionError) -> String {
        let text = try text(of: name)
        let tags = try TemplateScanner.tags(of: text, template: name)
        try TagCheck(template: name).check(tags, scopes: [values])
        // The parser reads past the end of a last line that consists of a section's end and blanks.
        let terminated = text.hasSuffix("\n") ? text : text + "\n"
        do {
            let template = try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}\n" + terminated)
            return template.render(values.mapValues(\.forMustache))
        } catch {
            throw ProvisionError(.badInput, "template \(name) does not parse: \(error)")
        }
    }

    /// The text of a template: the user's where there is one, else ours.
    ///
    /// - Throws: `.badInput` for an unknown name, and for a user's file that cannot be read or is not UTF-8.
    package func text(of name: String) throws(ProvisionError) -> String {
        let bytes = try overridden(name) ?? EmbeddedTemplates.all[name]
        guard let bytes else {
            throw ProvisionError(
                .badInput, "there is no template '\(name.printable)'",
                hint: "the templates are \(Self.embeddedNames.joined(separator: ", "))")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ProvisionError(.badInput, "template \(name) is not UTF-8 text")
        }
        return text
    }

    private func overridden(_ name: String) throws(ProvisionError) -> [UInt8]? {
        // A name is a file's name: one with a slash could lead out of the directory.
        guard let overrides, !name.contains("/") else { return nil }
        let path = "\(overrides)/\(name).mustache"
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ProvisionError(.badInput, "template \(path) cannot be read")
        }
        return [UInt8](data)
    }
}

extension TemplateValue {
    /// What the renderer takes for it: a string, a Boolean, or an array of dictionaries.
    fileprivate var forMustache: Any {
        switch self {
        case .text(let text): text
        case .flag(let isSet): isSet
        case .list(let groups): groups.map { $0.mapValues(\.forMustache) }
        }
    }
}
