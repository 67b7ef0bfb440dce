import Fleet
import FoundationEssentials
import Glibc
import HostLinux
import Model
import Provision

/// How the making of one guest has ended.
struct GuestOutcome {
    /// 0, or the exit status of `create`.
    let status: Int32
    let seconds: Double
    /// Why it failed.
    let message: String?
    /// Where one was made up and nobody wrote it down.
    let rootPassword: String?
}

/// The seam between `apply` and the making of guests: whoever makes them, from nothing or from a cached base, does it
/// behind this.
protocol GuestMaker {
    /// Makes guests, so many at once. A signal takes back what is not finished and keeps what is.
    ///
    /// - Parameters:
    ///   - beforeEach: called right before a guest is begun; what it throws is how its making ends.
    ///   - onProgress: told what a guest's run says.
    ///   - onEnd: told the end of each; answers whether to begin further ones.
    /// - Throws: `.interrupted` once all of them have ended.
    func make(
        _ guests: [WantedGuest], atOnce: Int, beforeEach: @escaping (WantedGuest) throws(ProvisionError) -> Void,
        onProgress: @escaping (WantedGuest, ProgressLine) -> Void,
        onEnd: @escaping (WantedGuest, GuestOutcome) -> Bool
    ) throws(ProvisionError)
}

/// Makes every guest by a run of `xen-provision create` with its own isolation, journal and log.
struct CreatingMaker: GuestMaker {
    let composition: Composition
    /// Where relative paths start.
    let directory: String
    /// What each run is told to do.
    var command = ["create", "--json"]
    var passesSecrets = true

    func make(
        _ guests: [WantedGuest], atOnce: Int, beforeEach: @escaping (WantedGuest) throws(ProvisionError) -> Void,
        onProgress: @escaping (WantedGuest, ProgressLine) -> Void,
        onEnd: @escaping (WantedGuest, GuestOutcome) -> Bool
    ) throws(ProvisionError) {
        var jobs: [ChildJob] = []
        for guest in guests { jobs.append(try job(guest)) }
        var said: [Int: [String]] = [:]
        let programs = ChildPrograms(signals: composition.signals) { index, line in
            if let progress = ProgressLine(line) { return onProgress(guests[index], progress) }
            if said[index, default: []].count < 40 { said[index, default: []].append(line) }
        } onEnd: { index, ending in
            onEnd(guests[index], Self.outcome(ending, said[index] ?? []))
        }
        programs.beforeEach = { (index) throws(ProvisionError) in try beforeEach(guests[index]) }
        try programs.run(jobs, atOnce: atOnce)
    }

    private func job(_ guest: WantedGuest) throws(ProvisionError) -> ChildJob {
        var arguments = command + guest.arguments
        var input: [UInt8]?
        if passesSecrets, let secret = guest.secrets[Settings.password] {
            switch secret.value {
            case .file(let path): arguments.append("--password-file=\(path)")
            case .environment(let name):
                input = Array((Composition.variables([name])[name] ?? "").utf8)
                arguments.append("--password-file=/dev/stdin")
            }
        }
        // A fault is for tests of debug builds, which ask for it.
        let environment = Composition.environment.merging(
            Composition.variables(["XEN_PROVISION_FAULT", "SOURCE_DATE_EPOCH"])
        ) { $1 }.merging([ProgressLine.variable: "lines"]) { $1 }
        return ChildJob(
            path: ProcessIdentity.program, name: "xen-provision", arguments: arguments, environment: environment,
            directory: directory, input: input)
    }

    private static func outcome(_ ending: ChildEnding, _ said: [String]) -> GuestOutcome {
        struct Document: Decodable { let rootPassword: String? }
        let document = try? JSONDecoder().decode(Document.self, from: Data(ending.output.utf8))
        let prefix = "xen-provision: "
        let lines = said.map { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : $0 }
        let silence = ending.status >= 1000 ? "its run was killed by signal \(ending.status - 1000)" : "its run failed"
        return GuestOutcome(
            status: ending.status, seconds: ending.seconds,
            message: ending.status == 0 ? nil : lines.isEmpty ? silence : lines.joined(separator: "\n"),
            rootPassword: ending.status == 0 ? document?.rootPassword : nil)
    }
}

/// How many guests this host can make at once.
enum Parallelism {
    /// What a bootstrap may take at its peak: apt, dpkg, a compressor for the initial RAM disk.
    private static let memory = ByteSize(mebibytes: 768)

    /// - Parameter asked: what the user wants; nil for as many as there are cores.
    static func bounded(_ asked: Int?) throws(ProvisionError) -> (count: Int, reason: String?) {
        let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        let free = try available()
        let byMemory = max(1, Int(free.bytes / memory.bytes))
        let wanted = asked ?? cores
        if wanted <= min(cores, byMemory) { return (wanted, nil) }
        return byMemory < cores
            ? (
                byMemory,
                "\(free.mebibytes)M of memory are free, and a guest may take \(memory.mebibytes)M while it is made"
            )
            : (cores, asked == nil ? nil : "this host has \(cores) cores")
    }

    /// MemAvailable of proc(5).
    private static func available() throws(ProvisionError) -> ByteSize {
        let text = try LinuxFiles().read("/proc/meminfo") ?? ""
        for line in text.lines where line.hasPrefix("MemAvailable:") {
            let words = line.split(separator: " ")
            if words.count > 1, let kibibytes = UInt64(words[1]) { return ByteSize(bytes: kibibytes << 10) }
        }
        return memory
    }
}
