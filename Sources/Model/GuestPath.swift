/// An absolute path inside a guest's root, normalised: one slash between components, none of them `.` or `..`.
package struct GuestPath: Hashable, Comparable, Sendable {
    package let text: String

    /// - Throws: `.badInput` for a relative path, a `..` component, or a NUL.
    package init(_ text: String) throws(ProvisionError) {
        guard text.utf8.first == UInt8(ascii: "/"), !text.utf8.contains(0) else {
            throw ProvisionError(.badInput, "'\(text.printable)' is not an absolute path in the guest")
        }
        let components = Self.components(of: text).filter { $0 != "." }
        guard !components.contains("..") else {
            throw ProvisionError(.badInput, "'\(text.printable)' leads upwards with '..'")
        }
        self.text = "/" + components.joined(separator: "/")
    }

    private init(trusted text: String) { self.text = text }

    package var components: [String] { Self.components(of: text) }

    /// Splits bytes, as the kernel does: to Swift a slash with a combining mark behind it is another character, which
    /// would hide a `..` in front of it.
    private static func components(of text: String) -> [String] {
        text.utf8.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }
    }

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
