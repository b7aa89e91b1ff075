@testable import RetrieveCommands
import Testing

/// The line that a progress bar draws.
struct ProgressBarTests {
    @Test func itShowsHowFarRateAndTimeLeft() {
        let line = ProgressBar.line("Searching", done: 120, total: 334, seconds: 0.5, width: 80)
        #expect(line.hasPrefix("Searching [##"))
        #expect(line.contains("--] 120/334 images, 240/s, 1 s left"))
    }

    @Test func theBarIsFilledInProportion() {
        func filled(_ done: Int) -> Int {
            ProgressBar.line("Searching", done: done, total: 100, seconds: 1, width: 200).count { $0 == "#" }
        }
        #expect(filled(0) == 0)
        #expect(filled(50) == 20)
        #expect(filled(100) == 40)
    }

    @Test func bytesAreShownInMillions() {
        let line = ProgressBar.line("Pulling", done: 12_300_000, total: 605_000_000, unit: .bytes, seconds: 2, width: 80)
        #expect(line.contains(" 12/605 MB, 6 MB/s, 97 s left"))
    }

    @Test func longWaitsAreInMinutes() {
        #expect(ProgressBar.line("S", done: 1, total: 101, seconds: 1, width: 80).contains(" 100 s left"))
        #expect(ProgressBar.line("S", done: 1, total: 121, seconds: 1, width: 80).contains(" 2 min left"))
        #expect(ProgressBar.line("S", done: 1, total: 7201, seconds: 1, width: 80).contains(" 120 min left"))
    }

    @Test func nothingDoneOrNothingToDoIsNoTrouble() {
        #expect(ProgressBar.line("S", done: 0, total: 10, seconds: 0, width: 80).contains("0/10 images, 0/s, 0 s left"))
        #expect(ProgressBar.line("S", done: 0, total: 0, seconds: 1, width: 80).contains("0/0 images"))
    }

    @Test func itFillsTheTerminalButForTheLastColumn() {
        for width in 1...200 {
            let line = ProgressBar.line("Searching", done: 7, total: 334, seconds: 3, width: width)
            #expect(line.count == width - 1)
        }
    }
}
