import Search
import Metrics
@testable import Reports
import SystemPackage
import Testing

/// Text and paths, byte by byte.
struct TextReportTests {
    @Test func oneQueryHasNoHeading() {
        #expect(sampleReport(isHeaded: false).text(.text) == "0\tg/Apple/1.jpg\n12345678\tg/2.png\n")
    }

    @Test func severalQueriesAreHeadedAsHeadDoes() {
        #expect(
            sampleReport().text(.text) == """
                ==> q/one.jpg <==
                0\tg/Apple/1.jpg
                12345678\tg/2.png

                ==> q/two.jpg <==

                """)
    }

    @Test(arguments: [Metric.l2, .mse, .cosine, .correlation])
    func scoresHaveSixDecimals(metric: Metric) {
        #expect(sampleReport(metric, isHeaded: false).text(.text) == "1.000000\tg/Apple/1.jpg\n0.100000\tg/2.png\n")
    }

    @Test(arguments: [
        (0.0, "0.000000"), (-0.25, "-0.250000"), (0.1234565, "0.123456"), (0.9999996, "1.000000"), (65025, "65025.000000"),
        (197_740.123456789, "197740.123457"), (1e15, "1000000000000000.000000"),
    ])
    func decimalsAreRoundedAsPrintfDoes(value: Double, text: String) { #expect(fixedDecimals(value, 6) == text) }

    @Test func theLongestNumberFits() {
        #expect(fixedDecimals(-.greatestFiniteMagnitude, 6).count == 1 + 309 + 1 + 6)
    }

    @Test func wholeNumbersAreExact() {
        #expect(report(.l1, path: "p", score: 9_007_199_254_740_991).text(.text) == "9007199254740991\tp\n")
    }

    @Test func pathsAloneAreOneALine() {
        #expect(sampleReport().text(.paths) == "g/Apple/1.jpg\ng/2.png\n")
    }

    @Test func nullEndsEachPath() {
        #expect(sampleReport().text(.paths, endsWithNull: true) == "g/Apple/1.jpg\0g/2.png\0")
        #expect(sampleReport(isHeaded: false).text(.text, endsWithNull: true) == "0\tg/Apple/1.jpg\u{0}12345678\tg/2.png\0")
        #expect(
            sampleReport().text(.text, endsWithNull: true)
                == "==> q/one.jpg <==\u{0}0\tg/Apple/1.jpg\u{0}12345678\tg/2.png\0\0==> q/two.jpg <==\0")
    }

    @Test func nothingFoundIsNothingWritten() {
        let empty = report(.l1, [QueryHits(query: .file("q"), hits: [])])
        #expect(empty.rendered(as: .text).isEmpty)
        #expect(empty.rendered(as: .paths).isEmpty)
    }

    @Test func pathsKeepTheirBytes() {
        let path = FilePath(bytes: [0x61, 0xff, 0x0a, 0x20])
        #expect(report(.l1, path: path).rendered(as: .paths) == [0x61, 0xff, 0x0a, 0x20, 0x0a])
        #expect(report(.l1, path: path).rendered(as: .text) == [0x31, 0x09, 0x61, 0xff, 0x0a, 0x20, 0x0a])
    }
}

extension FilePath {
    init(bytes: [UInt8]) {
        let characters = bytes.map { CInterop.PlatformChar(bitPattern: $0) } + [0]
        self = characters.withUnsafeBufferPointer { FilePath(platformString: $0.baseAddress!) }  // Not empty.
    }
}
