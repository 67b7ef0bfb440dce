/// GRUB's `test` (`grub-core/commands/test.c`): read from left to right, `-a` before `-o`, brackets only as own words.
struct GrubTest {
    /// What a file test asks about; the answer is nil where there is no such file.
    let file: ([UInt8]) -> Node?

    private static let maximumDepth = 16

    /// Whether the expression holds.
    func holds(_ arguments: [[UInt8]]) -> Bool {
        var rest = arguments[...]
        if rest.last == Array("]".utf8) { rest.removeLast() }
        return evaluate(&rest, depth: 0)
    }

    private func evaluate(_ rest: inout ArraySlice<[UInt8]>, depth: Int) -> Bool {
        var anyEarlier = false
        var all = true
        var isInverted = false
        while let first = rest.first {
            let result: Bool
            if let (value, length) = comparison(rest) ?? unary(rest) {
                result = value
                rest = rest.dropFirst(length)
            } else {
                rest = rest.dropFirst()
                switch String(decoding: first, as: UTF8.self) {
                case ")": return anyEarlier || all
                case "(": result = depth < Self.maximumDepth && evaluate(&rest, depth: depth + 1)
                case "!":
                    isInverted.toggle()
                    continue
                case "-a": continue
                case "-o":
                    anyEarlier = anyEarlier || all
                    all = true
                    continue
                default: result = !first.isEmpty
                }
            }
            all = all && result != isInverted
            isInverted = false
        }
        return anyEarlier || all
    }

    /// A test of two operands with its operator between.
    private func comparison(_ rest: ArraySlice<[UInt8]>) -> (Bool, Int)? {
        guard rest.count > 2 else { return nil }
        let left = rest[rest.startIndex]
        let right = rest[rest.startIndex + 2]
        let numbers = (Self.number(left), Self.number(right))
        let result: Bool
        switch String(decoding: rest[rest.startIndex + 1], as: UTF8.self) {
        case "=", "==": result = left == right
        case "!=": result = left != right
        case "<": result = left.lexicographicallyPrecedes(right)
        case "<=": result = !right.lexicographicallyPrecedes(left)
        case ">": result = right.lexicographicallyPrecedes(left)
        case ">=": result = !left.lexicographicallyPrecedes(right)
        case "-eq": result = numbers.0 == numbers.1
        case "-ne": result = numbers.0 != numbers.1
        case "-lt": result = numbers.0 < numbers.1
        case "-le": result = numbers.0 <= numbers.1
        case "-gt": result = numbers.0 > numbers.1
        case "-ge": result = numbers.0 >= numbers.1
        case "-plt": result = Self.afterPrefix(left, right).map { $0 < $1 } ?? false
        case "-pgt": result = Self.afterPrefix(left, right).map { $0 > $1 } ?? false
        default: return nil
        }
        return (result, 3)
    }

    /// A test of one operand with its operator before it.
    private func unary(_ rest: ArraySlice<[UInt8]>) -> (Bool, Int)? {
        guard rest.count > 1 else { return nil }
        let operand = rest[rest.startIndex + 1]
        let result: Bool
        switch String(decoding: rest[rest.startIndex], as: UTF8.self) {
        case "-d": result = file(operand)?.kind == .directory
        case "-e": result = file(operand) != nil
        case "-f": result = file(operand).map { $0.kind != .directory } ?? false
        case "-s": result = file(operand).map { $0.kind == .file && $0.size > 0 } ?? false
        case "-n": result = !operand.isEmpty
        case "-z": result = operand.isEmpty
        default: return nil
        }
        return (result, 2)
    }

    /// The number that bytes begin with, 0 for none, as `strtol` with base 10 reads them.
    private static func number(_ bytes: some Collection<UInt8>) -> Int {
        let isNegative = bytes.first == UInt8(ascii: "-")
        let digits = bytes.dropFirst(isNegative ? 1 : 0).prefix { (0x30...0x39).contains($0) }
        let number = Int(String(decoding: digits, as: UTF8.self)) ?? (digits.isEmpty ? 0 : .max)
        return isNegative ? -number : number
    }

    /// The numbers in which two names first differ: `-plt` finds `vmlinuz-2` before `vmlinuz-11`.
    private static func afterPrefix(_ left: [UInt8], _ right: [UInt8]) -> (Int, Int)? {
        var start = zip(left, right).prefix { $0 == $1 }.count
        while start > 0, (0x30...0x39).contains(left[start - 1]) { start -= 1 }
        return (number(left.dropFirst(start)), number(right.dropFirst(start)))
    }
}
