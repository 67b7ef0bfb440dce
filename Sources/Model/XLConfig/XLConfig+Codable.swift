extension XLValue: Codable {
    /// In JSON an atom is a string and a list is an array.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self = .string(text)
        } else {
            self = .list(try container.decode([XLValue].self))
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .string(let text): try container.encode(text)
        case .list(let items): try container.encode(items)
        }
    }
}

extension XLConfig: Codable {
    /// In JSON a configuration is an object with its keys.
    package init(from decoder: any Decoder) throws {
        self.init()
        for (key, value) in try decoder.singleValueContainer().decode([String: XLValue].self) { try set(key, value) }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        let pairs = keys.compactMap { key in self[key].map { (key, $0) } }
        try container.encode(Dictionary(uniqueKeysWithValues: pairs))
    }
}
