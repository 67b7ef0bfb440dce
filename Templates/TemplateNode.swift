/// A tag of a template, with the tags inside it where it is a section.
enum TemplateNode: Hashable, Sendable {
    /// `{{name}}`, `{{{name}}}` or `{{&name}}`.
    case variable(name: String, line: Int)
    /// `{{#name}}…{{/name}}`, or `{{^name}}…{{/name}}` when `isInverted`.
    indirect case section(name: String, isInverted: Bool, children: [TemplateNode], line: Int)
}
