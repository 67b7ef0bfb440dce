import FoundationEssentials

/// What `xen-provision lock` writes, as far as tests look at it.
struct Lock: Decodable {
    struct Guest: Decodable {
        struct Package: Decodable {
            let name: String
            let version: String
            let sha256: String?
        }

        struct Archive: Decodable {
            let address: String
            let sha256: String
        }

        let guest: String
        let method: String
        let archives: [Archive]
        let packages: [Package]?
    }

    let guests: [Guest]

    init(_ text: String) throws { self = try JSONDecoder().decode(Lock.self, from: Data(text.utf8)) }
}
