import Testing
import Workers

/// Work that is divided into runs.
struct RunsTests {
    @Test(arguments: [1, 2, 7]) func eachNumberIsInOneRunAndRunsAreInOrder(threads: Int) {
        for (count, length, expected) in [
            (0, 4, [0..<0]), (3, 4, [0..<3]), (8, 4, [0..<4, 4..<8]), (9, 4, [0..<4, 4..<8, 8..<9]),
        ] {
            #expect(mapRuns(of: count, length: length, threads: threads) { $0 } == expected)
        }
        #expect(mapRuns(of: 1_000, length: 1, threads: threads) { $0.lowerBound } == Array(0..<1_000))
    }

    @Test func listsAreJoinedInOrder() {
        #expect(concatenated([[Int]]()) == [])
        #expect(concatenated([[], [1, 2], [], [3]]) == [1, 2, 3])
    }
}
