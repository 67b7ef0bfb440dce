import Model

/// Refuses what the host could not make of a vif: a name that is none, a rate that xl does not read.
enum VifCheck {
    /// Linux's rule (IFNAMSIZ is 16 with its NUL); a comma would end the name in the domain configuration.
    static func name(_ name: String) throws(ProvisionError) -> String {
        let isPlain = name.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && !"/:,".utf8.contains($0) }
        guard (1...15).contains(name.utf8.count), isPlain, name != ".", name != ".." else {
            throw ProvisionError(
                .usage, "'\(name.printable)' is not an interface's name",
                hint: "use 1 to 15 letters, digits, '-' and '.', such as web1.0")
        }
        return name
    }

    static func rate(_ rate: String) throws(ProvisionError) -> String {
        do throws(ProvisionError) {
            _ = try VifRate(parsing: rate)
        } catch {
            throw ProvisionError(.usage, error.message, hint: error.hint)
        }
        return rate
    }
}
