import Model

/// What Debian's package distro-info-data knows about releases, and the names that people use for them.
///
/// Devuan has no table there; its releases follow Debian's with another name.
package struct DistroReleases: Hashable, Sendable {
    /// Debian's and Ubuntu's in the order of the tables, oldest first, then Devuan's.
    package let all: [DistroRelease]

    /// - Parameters:
    ///   - debian: text of `/usr/share/distro-info/debian.csv`.
    ///   - ubuntu: text of `/usr/share/distro-info/ubuntu.csv`.
    /// - Throws: `.badInput` when a table lacks the columns that we need.
    package init(debian: String, ubuntu: String) throws(ProvisionError) {
        let debian = try Self.parse(debian, .debian)
        let ubuntu = try Self.parse(ubuntu, .ubuntu)
        all = debian + ubuntu + debian.compactMap(Self.devuan)
    }

    /// The release by its codename, an alias, or a version number (`12`, `24.04`); nil when nobody knows it.
    ///
    /// Aliases of Debian: `stable`, `oldstable`, `oldoldstable`, `testing`, `unstable`; of Ubuntu: `lts` (the newest
    /// that is out) and `devel`. They depend on the day.
    package func release(named name: String, on day: CalendarDate) -> DistroRelease? {
        let name = name.lowercased()
        return alias(name, on: day) ?? all.first { $0.codename == name }
            ?? all.first { $0.version == name && $0.family != .devuan }
    }

    private func alias(_ name: String, on day: CalendarDate) -> DistroRelease? {
        switch name {
        case "stable": released(.debian, on: day).last
        case "oldstable": released(.debian, on: day).dropLast().last
        case "oldoldstable": released(.debian, on: day).dropLast(2).last
        case "testing": unreleased(.debian, on: day).first
        case "unstable": all.first { $0.codename == "sid" }
        case "lts": released(.ubuntu, on: day).last(where: \.isLongTerm)
        case "devel": unreleased(.ubuntu, on: day).first
        default: nil
        }
    }

    private func released(_ family: GuestTraits.Family, on day: CalendarDate) -> [DistroRelease] {
        all.filter { $0.family == family && $0.isReleased(on: day) }.sorted { $0.number < $1.number }
    }

    /// Begun but not out; Debian's rolling suites are never to come out and do not count.
    private func unreleased(_ family: GuestTraits.Family, on day: CalendarDate) -> [DistroRelease] {
        all.filter { release in
            release.family == family && release.version != nil && !release.isReleased(on: day)
                && release.created.map { $0 <= day } ?? false
        }.sorted { $0.number < $1.number }
    }
}

extension DistroReleases {
    private static func parse(_ text: String, _ family: GuestTraits.Family) throws(ProvisionError) -> [DistroRelease] {
        let rows = text.split(whereSeparator: \.isNewline).map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map { String($0).trimmed }
        }
        guard let header = rows.first, Set(["version", "series", "created", "release", "eol"]).isSubset(of: header)
        else {
            throw ProvisionError(
                .badInput, "the table of \(family.rawValue) releases has no line with the columns' names",
                hint: "reinstall the package distro-info-data")
        }
        return rows.dropFirst().compactMap { row in
            release(Dictionary(zip(header, row), uniquingKeysWith: { first, _ in first }), family)
        }
    }

    private static func release(_ row: [String: String], _ family: GuestTraits.Family) -> DistroRelease? {
        guard let codename = row["series"], !codename.isEmpty else { return nil }
        let words = (row["version"] ?? "").split(separator: " ")
        let date = { (key: String) in row[key].flatMap { CalendarDate($0) } }
        return DistroRelease(
            family: family, codename: codename, version: words.first.map(String.init),
            isLongTerm: words.contains("LTS"), created: date("created"), released: date("release"),
            endOfLife: date("eol"), endOfLongTerm: date("eol-lts") ?? date("eol-server"),
            number: words.first.map { ReleaseNumber($0) } ?? .rolling)
    }

    /// Devuan's names beside the Debian releases that they are made from (devuan.org, "Devuan Releases").
    private static let devuanNames = [
        "stretch": "ascii", "buster": "beowulf", "bullseye": "chimaera", "bookworm": "daedalus", "trixie": "excalibur",
        "forky": "freia", "sid": "ceres",
    ]

    private static func devuan(after debian: DistroRelease) -> DistroRelease? {
        devuanNames[debian.codename].map { name in
            DistroRelease(
                family: .devuan, codename: name, version: debian.version, isLongTerm: false, created: debian.created,
                released: debian.released, endOfLife: debian.endOfLife, endOfLongTerm: debian.endOfLongTerm,
                number: debian.number)
        }
    }
}
