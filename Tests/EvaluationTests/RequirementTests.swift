import Evaluation
import Gallery
import Metrics
import SystemPackage
import Testing

/// Bounds on measures, from their text to their failing.
struct RequirementTests {
    @Test func aRequirementIsANameARelationAndANumber() throws {
        let plain = try #require(Requirement("mAP>=0.4"))
        #expect(plain.metric == nil && plain.measure == "mAP" && plain.relation == .atLeast && plain.bound == 0.4)
        let metric = try #require(Requirement(" cosine.P@1 < 0.5 "))
        #expect(metric.metric == .cosine && metric.measure == "P@1" && metric.relation == .less && metric.bound == 0.5)
        #expect(Requirement("recall@5==1")?.relation == .equal)
        #expect(Requirement("MRR<=1e-3")?.relation == .atMost)
        #expect(Requirement("MRR>.5")?.relation == .more)
    }

    @Test(arguments: ["", "mAP", "mAP>=", ">=0.4", "mAP=0.4", "mAP>=many", "mAP>=nan", "mAP>=inf", "l3.mAP>=0.4", "cosine.>=1"])
    func anythingElseIsNone(text: String) { #expect(Requirement(text) == nil) }

    /// Of two queries one is answered right, so that P@1 is 0.5.
    @Test(arguments: [
        ("P@1>=0.5", true), ("P@1>0.5", false), ("P@1<=0.5", true), ("P@1<0.5", false), ("P@1==0.5", true),
        ("P@1==0.25", false),
    ])
    func relationsMeanWhatTheySay(text: String, holds: Bool) throws {
        #expect(try #require(Requirement(text)).failures(in: evaluation([.l1])).isEmpty == holds)
    }

    @Test func aFailureNamesTheMeasureItsValueAndTheBound() throws {
        let failures = try #require(Requirement("P@1>0.75")).failures(in: evaluation([.l1, .cosine]))
        #expect(failures.map(\.metric) == [.l1, .cosine])
        #expect(failures.allSatisfy { $0.cause == .value(0.5) && $0.requirement.bound == 0.75 })
    }

    @Test func oneMetricMayBeMeant() throws {
        let failures = try #require(Requirement("cosine.P@1>0.75")).failures(in: evaluation([.l1, .cosine]))
        #expect(failures.map(\.metric) == [.cosine])
        #expect(failures.map(\.cause) == [.value(0.5)])
    }

    @Test func whatCouldNotBeEvaluatedFails() throws {
        let nothing = Evaluation(queries: [], gallery: [], metrics: [.l1], top: 5) { _, _ in [] }
        #expect(try #require(Requirement("mAP<=1")).failures(in: nothing).count == 1)
    }

    private func evaluation(_ metrics: [Metric]) -> Evaluation {
        let images = [ImageFile(path: "a/1", label: "a"), ImageFile(path: "b/1", label: "b")]
        return Evaluation(queries: images, gallery: images, metrics: metrics, top: 1) { _, _ in
            [ScoredIndex(index: 0, score: 0), ScoredIndex(index: 1, score: 1)]
        }
    }
}
