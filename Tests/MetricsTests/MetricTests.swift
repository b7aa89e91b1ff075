@testable import Metrics
import Testing

/// What better means to each metric.
struct MetricTests {
    @Test(arguments: [Metric.l1, .l2, .mse])
    func smallerDistancesAreBetter(metric: Metric) {
        #expect(!metric.prefersLarger)
        #expect(metric.isBetter(1, than: 2) && !metric.isBetter(2, than: 1) && !metric.isBetter(1, than: 1))
        #expect(metric.meets(10, 9.5) && metric.meets(10, 10) && !metric.meets(10, 10.5))
    }

    @Test(arguments: [Metric.cosine, .correlation])
    func largerSimilaritiesAreBetter(metric: Metric) {
        #expect(metric.prefersLarger)
        #expect(metric.isBetter(2, than: 1) && !metric.isBetter(1, than: 2) && !metric.isBetter(1, than: 1))
        #expect(metric.meets(0.5, 0.6) && metric.meets(0.5, 0.5) && !metric.meets(0.5, 0.4))
    }

    @Test func infiniteThresholdsTakeAllOrNothing() {
        #expect(Metric.l1.meets(.infinity, 1e300) && !Metric.l1.meets(-.infinity, 0))
        #expect(Metric.cosine.meets(-.infinity, -1) && !Metric.cosine.meets(.infinity, 1))
    }

    @Test func momentsAreNeededForSimilaritiesOnly() {
        #expect(Metric.allCases.filter(\.needsMoments) == [.cosine, .correlation])
    }

    @Test func epsilonIsTwoToTheMinus52() { #expect(Metric.epsilon == 0x1p-52) }
}
