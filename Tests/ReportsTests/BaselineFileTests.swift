import Evaluation
import Imaging
import Metrics
import Reports
import Testing

/// Baselines as files: readable, fit for `diff`, and read back as they were.
struct BaselineFileTests {
    private let baseline = Baseline(
        options: Baseline.Options(
            galleries: ["../g"], metric: .cosine, compared: .pixels(size: PixelSize(width: 64, height: 32), filter: .lanczos),
            appliesOrientation: true,
            top: 3, threshold: 0.25, excludesQuery: false),
        skipped: [Baseline.Skipped(path: "../g/bad \"1\".jpg", reason: "it is empty")],
        queries: [
            Baseline.Query(
                "../q/1.jpg",
                hits: [
                    Baseline.Hit(path: "../g/a.jpg", score: 0.1 + 0.2), Baseline.Hit(path: "../g/\u{1}é.jpg", score: 1e-300),
                ]),
            Baseline.Query("../q/2.jpg", hits: []),
        ])

    @Test func aHitIsALine() {
        #expect(
            String(decoding: baseline.rendered(), as: UTF8.self) == #"""
                {
                  "format": "retrieve-baseline",
                  "version": 1,
                  "options": {
                    "gallery": "../g",
                    "features": "pixels",
                    "metric": "cosine",
                    "size": "64x32",
                    "resample": "lanczos",
                    "orientation": "exif",
                    "top": 3,
                    "threshold": 0.25,
                    "excludeQuery": false
                  },
                  "skipped": [
                    {"path": "../g/bad \"1\".jpg", "reason": "it is empty"}
                  ],
                  "queries": [
                    {
                      "query": "../q/1.jpg",
                      "hits": [
                        {"path": "../g/a.jpg", "score": 0.30000000000000004},
                        {"path": "../g/\u0001é.jpg", "score": 1e-300}
                      ]
                    },
                    {
                      "query": "../q/2.jpg",
                      "hits": []
                    }
                  ]
                }

                """#)
    }

    @Test(arguments: Metric.allCases, ResampleFilter.allCases)
    func whatIsWrittenIsReadBack(metric: Metric, filter: ResampleFilter) throws {
        var options = baseline.options
        options.metric = metric
        options.compared = .pixels(size: PixelSize(width: 64, height: 32), filter: filter)
        options.appliesOrientation = metric == .l2
        options.threshold = metric == .mse ? nil : -0.1
        let scores: [Double] = metric == .l1 ? [0, 602_112 * 255] : [0.1, 12345.678901234567]
        let queries = [Baseline.Query("q", hits: scores.map { Baseline.Hit(path: "\($0)", score: $0) })]
        let changed = Baseline(options: options, skipped: [], queries: queries)
        #expect(try Baseline(json: changed.rendered()) == changed)
        #expect(try Baseline(json: baseline.rendered()) == baseline)
    }

    @Test func aStoreAndTermsAreLines() throws {
        var options = baseline.options
        options.compared = .embedding(Baseline.Model(name: "m", digest: "00", precision: "bf16"))
        options.store = Baseline.Store(name: "hnsw", ef: 160)
        options.terms = [
            Baseline.Term("../sea \"1\".jpg", isText: false, weight: 0.5), Baseline.Term("cars", isText: true, weight: -2),
        ]
        let changed = Baseline(options: options, skipped: [], queries: [])
        #expect(
            String(decoding: changed.rendered(), as: UTF8.self).contains(
                #"""
                    "excludeQuery": false,
                    "store": "hnsw",
                    "ef": 160,
                    "terms": [
                      {"image": "../sea \"1\".jpg", "weight": 0.5},
                      {"text": "cars", "weight": -2.0}
                    ]
                  },

                """#))
        #expect(try Baseline(json: changed.rendered()) == changed)
        options.store = Baseline.Store(name: "chroma://h:1/pictures", ef: nil)
        let served = Baseline(options: options, skipped: [], queries: [])
        #expect(!String(decoding: served.rendered(), as: UTF8.self).contains("\"ef\""))
        #expect(try Baseline(json: served.rendered()) == served)
    }
}
