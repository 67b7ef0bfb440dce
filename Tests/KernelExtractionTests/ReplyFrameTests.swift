import KernelExtraction
import Testing

@Suite("The worker's reply")
struct ReplyFrameTests {
    private static var full: ExtractionReply {
        var reply = ExtractionReply()
        reply.kernelSize = 70 << 20
        reply.ramdiskSize = 12345
        reply.arguments = Array("root=/dev/xvda1 ro caf\u{e9}".utf8) + [0xff]
        reply.modes = [.pvh]
        reply.listing = Array("title: A\n".utf8)
        reply.choices = [.init(title: [0x1b, 0x5b], isUsable: false), .init(title: Array("B".utf8), isUsable: true)]
        reply.defaultChoice = 1
        reply.warnings = ["a log was not replayed", ""]
        return reply
    }

    private static let failed = ExtractionReply(ExtractionError(.unbootable, "the kernel has no Xen support"))

    @Test("is read as it was written")
    func roundTrip() throws {
        for reply in [Self.full, Self.failed, ExtractionReply()] {
            #expect(try ReplyFrame.decode(ReplyFrame.encode(reply)) == reply)
        }
    }

    @Test("with a control byte in the arguments is refused", arguments: [0, 0x09, 0x0a, 0x0d, 0x1b, 0x7f] as [UInt8])
    func arguments(byte: UInt8) {
        var reply = Self.full
        reply.arguments.append(byte)
        let message = "the worker's reply is not valid: the arguments have control bytes"
        #expect(throws: ExtractionError(.worker, message)) { try ReplyFrame.decode(ReplyFrame.encode(reply)) }
    }

    @Test("with an escape sequence in a text is refused")
    func escapes() {
        var warning = Self.full
        warning.warnings = ["\u{1b}[2J"]
        var listing = Self.full
        listing.listing = Array("\u{9b}2J".utf8)
        var other = Self.full
        other.listing = [0xff]
        let failure = ExtractionReply(ExtractionError(.corrupt, "a\nb"))
        for reply in [warning, listing, other, failure] {
            #expect(throws: ExtractionError.self) { try ReplyFrame.decode(ReplyFrame.encode(reply)) }
        }
    }

    @Test("cut anywhere, or with a byte more, is refused")
    func lengths() {
        for reply in [Self.full, Self.failed] {
            let frame = ReplyFrame.encode(reply)
            for count in 0..<frame.count {
                #expect(throws: ExtractionError.self) { try ReplyFrame.decode(Array(frame.prefix(count))) }
            }
            #expect(throws: ExtractionError.self) { try ReplyFrame.decode(frame + [0]) }
        }
    }

    @Test("with any bytes changed is refused or says something that is allowed")
    func mutated() {
        var random = SeededGenerator(seed: 0xf4a3e)
        let frames = [Self.full, Self.failed].map(ReplyFrame.encode)
        for frame in frames {
            for _ in 0..<20_000 {
                var bytes = frame
                for _ in 0...Int.random(in: 0..<4, using: &random) {
                    let value = [0, 1, 2, 0x7f, 0x80, 0xff, UInt8.random(in: 0...255, using: &random)]
                    bytes[Int.random(in: 0..<bytes.count, using: &random)] = value.randomElement(using: &random) ?? 0
                }
                guard let reply = try? ReplyFrame.decode(bytes) else { continue }
                #expect(reply.arguments.allSatisfy { $0 >= 0x20 && $0 != 0x7f })
                #expect(reply.defaultChoice.map(reply.choices.indices.contains) ?? true)
                #expect(reply.failure.map { !$0.message.isEmpty } ?? true)
            }
        }
    }

    @Test("belongs to a request that is read as it was written")
    func request() throws {
        var request = ExtractionRequest()
        #expect(try ExtractionRequest(decoding: request.encoded()) == request)
        request.task = .listJSON
        request.entry = Array("A>B".utf8)
        request.kernel = Array("/boot/vmlinuz".utf8)
        request.ramdisk = []
        request.arguments = Array("quiet".utf8)
        request.offset = 1 << 40
        request.mode = .pvh
        request.unpacks = false
        request.lilo = true
        request.user = 1000
        #expect(try ExtractionRequest(decoding: request.encoded()) == request)
    }
}
