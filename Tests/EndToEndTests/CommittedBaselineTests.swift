import SystemPackage
import TestSupport
import Testing

/// The baseline that is committed holds, wherever the check is run.
struct CommittedBaselineTests {
    @Test func theSampleSetIsFoundAsRecorded() throws {
        let run = try BuiltBinary().run(
            ["check", "../../Tests/Baselines/data.json"], in: Fixtures.repository.appending("data/test"))
        #expect(run.status == 0, "\(run.text)")
        #expect(run.text == "12 queries, 60 hits: all as recorded in ../../Tests/Baselines/data.json\n")
    }
}
