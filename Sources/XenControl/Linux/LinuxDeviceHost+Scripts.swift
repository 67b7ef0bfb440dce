import CHostShims
import Glibc
import Model

extension LinuxDeviceHost {
    private static let scripts = "/etc/xen/scripts"
    /// As long as libxl waits for a script, in milliseconds.
    private static let patience: Int32 = 40_000

    package func checkScript(_ path: String) throws(ProvisionError) {
        guard let real = realpath(path, nil) else { throw .system("script \(path.printable)", errno: errno) }
        defer { free(real) }
        let resolved = String(cString: real)
        var facts = stat()
        guard stat(resolved, &facts) == 0 else { throw .system("script \(path.printable)", errno: errno) }
        guard resolved.hasPrefix(Self.scripts + "/"), facts.st_mode & S_IFMT == S_IFREG else {
            throw ProvisionError(
                .badInput, "script \(path.printable) is no file below \(Self.scripts)", hint: "put it there")
        }
        guard facts.st_uid == 0, facts.st_mode & 0o022 == 0, facts.st_mode & 0o100 != 0 else {
            throw ProvisionError(
                .badInput, "script \(path.printable) is not root's alone, or is not executable",
                hint: "chown root: it and chmod 755 it")
        }
    }

    package func run(_ script: HotplugScript) throws(ProvisionError) {
        let input = open("/dev/null", O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw .system("opening /dev/null", errno: errno) }
        defer { close(input) }
        log("+ \(script.path) \(script.arguments.joined(separator: " "))")
        let path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        let environment = [path, "LC_ALL=C.UTF-8"] + script.environment.map { "\($0)=\($1)" }.sorted()
        let pid = Self.withCStrings([script.path] + script.arguments) { argv in
            Self.withCStrings(environment) { envp in
                // What it says goes to our own log.
                hs_spawn(script.path, argv, envp, nil, nil, input, STDERR_FILENO, STDERR_FILENO)
            }
        }
        guard pid > 0 else { throw .system("starting \(script.path.printable)", errno: -pid) }
        let inTime = try ended(pid)
        let status = hs_wait(pid)
        guard inTime else {
            throw ProvisionError(
                .failed, "\(script.path.printable) did not end within 40 s", hint: "see /var/log/xen/xen-hotplug.log")
        }
        guard status == 0 else {
            throw ProvisionError(
                .failed, "\(script.path.printable) failed with exit status \(status)",
                hint: "see /var/log/xen/xen-hotplug.log")
        }
    }

    /// Waits for the script's end, and makes one: its locks loop for ever in some environments.
    private func ended(_ pid: pid_t) throws(ProvisionError) -> Bool {
        let descriptor = hs_process_descriptor(pid)
        guard descriptor >= 0 else {
            kill(-pid, SIGKILL)
            throw .system("watching a script", errno: -descriptor)
        }
        defer { close(descriptor) }
        var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&polled, 1, Self.patience) == 0 else { return true }
        kill(-pid, SIGKILL)
        return false
    }

    private static func withCStrings<R>(_ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> R) -> R {
        let copies = strings.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies + [nil])
    }
}
