/// Rows of text under headings, in columns: the first, or the first few, flush left, the others flush right.
struct TextTable {
    /// Columns of a terminal that a first cell may take; longer ones are shortened.
    private static let longest = 28

    private var rows: [[String]]
    private let leading: Int

    /// - Parameter leading: How many columns are flush left.
    init(_ headings: [String], leading: Int = 1) {
        rows = [headings]
        self.leading = leading
    }

    mutating func append(_ row: [String]) { rows.append(row) }

    var lines: [String] {
        let rows = rows.map { [shortened($0[0])] + $0.dropFirst() }
        let widths = rows[0].indices.map { column in rows.map { displayWidth($0[column]) }.max() ?? 0 }
        return rows.map { row in
            row.enumerated().map { column, cell in
                let padding = String(repeating: " ", count: widths[column] - displayWidth(cell))
                return column < leading ? cell + padding : padding + cell
            }.joined(separator: "  ")
        }
    }

    private func shortened(_ cell: String) -> String {
        let cell = printable(cell)
        guard displayWidth(cell) > Self.longest else { return cell }
        var kept = cell
        while displayWidth(kept) > Self.longest - 1 { kept.removeLast() }
        return kept + "…"
    }
}

/// Control characters, which could do anything to a terminal, replaced as `ls` does it.
func printable(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
}

/// The columns that `text` takes on a terminal.
///
/// East Asian characters and pictographs take two (Unicode Standard Annex 11), marks that combine none.
func displayWidth(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { width, scalar in
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: width
        default: width + (isWide(scalar) ? 2 : 1)
        }
    }
}

private func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f,
        0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1f64f, 0x1f900...0x1f9ff, 0x20000...0x3fffd:
        true
    default: false
    }
}
