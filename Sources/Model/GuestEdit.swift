/// One change to a guest's root, as a pure function over the files that it names.
///
/// Everything an edit knows about the root comes through the three lists; what it may write is free.
package protocol GuestEdit: Sendable {
    /// What a person calls it: `hostname`, `network`, `fstab`.
    var title: String { get }
    /// Where its values come from, for the plan: `--hostname`, `default`.
    var origin: String { get }
    /// Files whose content it needs; links are given as links, missing ones are simply missing.
    var reads: [GuestPath] { get }
    /// Paths of which it only asks whether they exist (a program, a library); links are followed inside the root.
    var probes: [GuestPath] { get }
    /// Directories whose names it needs.
    var lists: [GuestPath] { get }

    /// - Throws: `.failed` when the root cannot be made to do what was asked for.
    func apply(to files: GuestFiles) throws(ProvisionError) -> GuestFiles
}

extension GuestEdit {
    package var origin: String { "default" }
    package var probes: [GuestPath] { [] }
    package var lists: [GuestPath] { [] }
}

/// Fills a text template with values. Templates are plain text files with Mustache tags; a user's file in the
/// templates directory takes the place of ours with the same name.
package protocol TextTemplates: Sendable {
    /// - Parameters:
    ///   - name: file name without `.mustache`, such as `ifupdown-interfaces`.
    ///   - values: what the tags stand for.
    /// - Throws: `.badInput` for an unknown template, a tag without a value, or a template that does not parse.
    func render(_ name: String, _ values: [String: TemplateValue]) throws(ProvisionError) -> String
}

/// A value in a template: text, a condition, or a list of groups of values.
package indirect enum TemplateValue: Hashable, Sendable {
    case text(String)
    case flag(Bool)
    case list([[String: TemplateValue]])
}
