import Files
import SystemPackage
import TestSupport
import Testing

/// A file that changes twice at once must not look unchanged.
struct FileClockTests {
    @Test func whatIsWrittenAfterWaitingIsLater() throws {
        try withTemporaryFolder { folder in
            for round in 0..<20 as Range<UInt8> {
                let path = try folder.write([round], to: "file")
                let before = try FileStatus(of: path).modified
                waitForLaterModification(than: [before, before - 5_000_000])
                try folder.write([round + 1], to: path)
                #expect(try FileStatus(of: path).modified > before)
            }
        }
    }

    @Test func timesLongPastOrInTheFutureAreNotWaitedFor() {
        let start = ContinuousClock.now
        waitForLaterModification(than: [] as [Int64])
        waitForLaterModification(than: [0, 1, .min, .max, 4_000_000_000_000_000_000])
        // Far below what waiting for any of them would take.
        #expect(ContinuousClock.now - start < .seconds(60))
    }
}
