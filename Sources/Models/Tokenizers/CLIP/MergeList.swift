/// The pairs of tokens that are merged, in that order.
struct MergeList: Sendable {
    private var text: [UInt8]
    private var pairs: [(first: Range<Int>, second: Range<Int>)] = []

    /// A line that is not a pair of tokens.
    struct Flaw: Error {
        /// Counted from 1.
        let line: Int
    }

    /// Reads a pair a line, after a line that tells the version.
    init(lines text: [UInt8]) throws(Flaw) {
        self.text = text
        let space = UInt8(ascii: " ")
        var start = 0
        var line = 0
        while start <= text.count {
            let next = text[start...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
            let end = next > start && text[next - 1] == UInt8(ascii: "\r") ? next - 1 : next
            let content = start..<end
            line += 1
            start = next + 1
            if content.isEmpty || (line == 1 && text[content].starts(with: "#version".utf8)) { continue }
            guard let middle = text[content].firstIndex(of: space), !text[middle + 1..<end].contains(space) else {
                throw Flaw(line: line)
            }
            pairs.append((content.lowerBound..<middle, middle + 1..<end))
        }
    }

    init(_ names: some Sequence<(first: String, second: String)>) {
        text = []
        for (first, second) in names {
            let start = text.count
            text += first.utf8
            let middle = text.count
            text += second.utf8
            pairs.append((start..<middle, middle..<text.count))
        }
    }

    var count: Int { pairs.count }

    /// Calls `body` with the names of each pair, in order; they are valid during the call only.
    func forEach<Failure: Error>(
        _ body: (_ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer) throws(Failure) -> Void
    ) throws(Failure) {
        let result = text.withUnsafeBytes { text in
            Result { () throws(Failure) in
                for (first, second) in pairs {
                    try body(UnsafeRawBufferPointer(rebasing: text[first]), UnsafeRawBufferPointer(rebasing: text[second]))
                }
            }
        }
        try result.get()
    }
}
