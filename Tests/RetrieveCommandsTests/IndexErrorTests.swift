@testable import FeatureIndex
import SystemPackage
import TestSupport
import Testing

@testable import RetrieveCommands

/// What users read where an index cannot be read or written.
struct IndexErrorTests {
    @Test func everyReasonIsASentenceThatSaysWhatToDo() {
        let reasons: [IndexError.Reason] = [
            .missing, .damaged("so"), .newer(version: 9), .busy, .changing, .system(.noSpace), .system(.permissionDenied),
            .system(.notDirectory),
        ]
        for reason in reasons {
            let sentence = IndexError(reason, "/pictures/.retrieve").description
            #expect(isOneLine(sentence) && sentence.contains("; ") && sentence.contains("/pictures/.retrieve"), "\(sentence)")
        }
    }
}
