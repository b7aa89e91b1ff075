/// One figure, as it is shown and as it is kept.
struct Measurement {
    /// What was measured: `l1, in cache`.
    let what: String
    /// The instruction set, or how it was done otherwise.
    let how: String
    let figure: Double
    /// `GB/s`, `ms` or `images/s`.
    let unit: String
    /// The figure divided by that of a plain read of the same bytes.
    let ofPlainRead: Double?
    /// Seconds a repetition, shortest first.
    let seconds: [Double]

    init(_ what: String, _ how: String, _ figure: Double, unit: String, ofPlainRead: Double? = nil, seconds: [Double]) {
        self.what = what
        self.how = how
        self.figure = figure
        self.unit = unit
        self.ofPlainRead = ofPlainRead
        self.seconds = seconds
    }

    static let header = "| what | how | figure | of a plain read |\n|---|---|---:|---:|"

    /// A row of a Markdown table.
    var row: String {
        let share = ofPlainRead.map { "\(Int(($0 * 100).rounded())) %" } ?? ""
        return "| \(what) | \(how) | \(Self.decimals(figure)) \(unit) | \(share) |"
    }

    /// A JSON object; the texts here need no escapes.
    var json: String {
        let share = ofPlainRead.map { "\($0)" } ?? "null"
        let times = seconds.map { "\($0)" }.joined(separator: ",")
        return #"{"what":"\#(what)","how":"\#(how)","figure":\#(figure),"unit":"\#(unit)","#
            + #""of_plain_read":\#(share),"seconds":[\#(times)]}"#
    }

    /// Three significant digits or more.
    private static func decimals(_ value: Double) -> String {
        if value >= 100 { return "\(Int(value.rounded()))" }
        let scale = value >= 10 ? 10.0 : value >= 1 ? 100.0 : 1000.0
        return "\((value * scale).rounded() / scale)"
    }
}
