/// An absolute path inside a guest's root, normalised: one slash between components, none of them `.` or `..`.
package struct GuestPath: Hashable, Comparable, Sendable {
    package let text: String

    /// - Throws: `.badInput` for a relative path, a `..` component, or a NUL.
    package init(_ text: String) throws(ProvisionError) {
        guard text.hasPrefix("/"), !text.utf8.contains(0) else {
            throw ProvisionError(.badInput, "'\(text.printable)' is not an absolute path in the guest")
        }
        let components = text.split(separator: "/").filter { $0 != "." }
        guard !components.contains("..") else {
            throw ProvisionError(.badInput, "'\(text.printable)' leads upwards with '..'")
        }
        self.text = "/" + components.joined(separator: "/")
    }

    private init(trusted text: String) { self.text = text }

    package var components: [String] { text.split(separator: "/").map(String.init) }

    /// The directory that holds it; the root holds itself.
    package var parent: GuestPath {
        GuestPath(trusted: "/" + components.dropLast().joined(separator: "/"))
    }

    package var name: String { components.last ?? "/" }

    /// The path of an entry of this directory. The name must be a single component.
    package func appending(_ name: String) throws(ProvisionError) -> GuestPath {
        try GuestPath(text + "/" + name)
    }

    package static func < (left: GuestPath, right: GuestPath) -> Bool { left.text < right.text }
}

extension GuestPath: CustomStringConvertible {
    package var description: String { text }
}

extension GuestPath: ExpressibleByStringLiteral {
    /// For paths written in the source: a wrong one is a mistake of ours and stops the program.
    package init(stringLiteral value: StaticString) {
        let text = value.description
        precondition(text.hasPrefix("/") && !text.contains("/.."), "\(text) is no guest path")
        self.init(trusted: "/" + text.split(separator: "/").joined(separator: "/"))
    }
}
