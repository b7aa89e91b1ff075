import Foundation
import TestSupport
import Testing

/// What tests are skipped for where it is not there.
///
/// With `RETRIEVE_REQUIRE_ALL=1`, as continuous integration has it, that is a failure.
struct CompletenessTests {
    private static let needs: [(name: String, isThere: Bool)] = [
        ("a Chroma server (Scripts/install-chroma)", chromaProgram != nil),
        ("Chromium", browser != nil),
        ("Pango and a font", canDrawFigures),
        ("Chafa, and script of util-linux", previewsWork),
        ("openssl", program("openssl") != nil),
        ("strace", program("strace") != nil),
        ("bash", program("bash") != nil),
        ("zsh", program("zsh") != nil),
        ("fish", program("fish") != nil),
    ]

    @Test(.enabled(if: requiresAll, "RETRIEVE_REQUIRE_ALL is not 1, so tests may be skipped"))
    func nothingIsMissing() {
        let missing = Self.needs.filter { !$0.isThere }.map(\.name)
        #expect(missing.isEmpty, "tests were skipped, as there is no \(missing.joined(separator: ", no "))")
    }
}
