import Testing

@testable import HostLinux
