import Model

/// Refuses a search domain that is no domain name.
enum SearchDomainCheck {
    static func check(_ domain: String) throws(ProvisionError) {
        let name = domain.hasSuffix(".") ? domain.dropLast() : Substring(domain)
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        // A single dot means the names as they are typed.
        guard domain == "." || (name.utf8.count <= 253 && labels.allSatisfy(isLabel)) else {
            throw ProvisionError(
                .usage, "'\(domain.printable)' is not a search domain",
                hint: "write it like example.org, and give the option once for each")
        }
    }

    private static func isLabel(_ text: Substring) -> Bool {
        let isPlain = text.allSatisfy { "-_".contains($0) || ($0.isASCII && ($0.isLetter || $0.isNumber)) }
        return (1...63).contains(text.utf8.count) && isPlain && !text.hasPrefix("-") && !text.hasSuffix("-")
    }
}
