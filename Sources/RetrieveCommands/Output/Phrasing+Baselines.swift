import Evaluation
import Imaging
import SystemPackage

extension BaselineError: CustomStringConvertible {
    var description: String {
        switch self {
        case .notJSON: "it is not JSON; restore it, or make it anew with 'retrieve check --update'"
        case .otherFormat: "it is JSON, but no baseline; name a file that 'retrieve check --update' has made"
        case .newer(let version):
            "it has format version \(version), which this program does not know; update the program, or make it anew with 'retrieve check --update'"
        case .damaged(let detail): "\(detail); restore it, or make it anew with 'retrieve check --update'"
        }
    }
}

extension Phrasing {
    /// Returns the error in a ground truth, to continue a sentence.
    func reason(for error: GroundTruthError) -> String {
        switch error {
        case .notText: "it is neither JSON nor CSV in UTF-8; save it as such"
        case .damagedJSON(let detail):
            "\(detail); write an array of objects with 'query', 'relevant' and, where needed, 'junk'"
        case .damagedCSV(let line, let detail):
            "line \(line): \(detail); write the columns query, image and, where needed, judgement"
        case .contradiction(let query, let image): "\(image) is both relevant and junk for \(query); keep one of them"
        case .unknownQuery(let query):
            "it names the query \(query), which the folder of queries does not hold; name queries by their paths below that folder"
        case .ambiguousImage(let image, let query):
            "several galleries have an image \(image), which it names for the query \(query); write the gallery's folder before it"
        case .unknownImage(let image, let query):
            "it names \(image) for \(query), which the gallery does not hold; name images by their paths below the gallery"
        }
    }
}

extension CommandFailure {
    static func cannotUse(_ baseline: FilePath, size: PixelSize, megapixels: Int) -> CommandFailure {
        CommandFailure(
            .trouble,
            "cannot use the baseline \(baseline): its size \(size) is more than the \(megapixels) megapixels of --max-megapixels"
        )
    }

    static func cannotRead(_ baseline: FilePath, _ reason: String) -> CommandFailure {
        CommandFailure(.trouble, "cannot read the baseline \(baseline): \(reason)")
    }

    static func cannotRecord(_ query: RecordedQuery, _ reason: String) -> CommandFailure {
        CommandFailure(.trouble, "cannot record the query \(query.name): \(reason); nothing was written")
    }

    static func cannotApprove(_ query: String, in baseline: FilePath) -> CommandFailure {
        CommandFailure(.trouble, "cannot approve \(query): it is no query of \(baseline); \(recordOthers)")
    }

    static func cannotApprove(imagesOf folder: String, in baseline: FilePath) -> CommandFailure {
        CommandFailure(.trouble, "cannot approve \(folder): no query of \(baseline) is in this folder; \(recordOthers)")
    }

    private static let recordOthers = "to record other queries, name all of them with 'retrieve check --update'"

    /// - Parameter change: The first difference between the options that were recorded and those of now.
    static func cannotApprove(_ change: BaselineComparison.Change?, in baseline: FilePath) -> CommandFailure {
        let fact =
            if case .option(let name, let before, let now) = change {
                "\(name) is \(before) in \(baseline) and \(now) now"
            } else {
                "the options of \(baseline) are others"
            }
        return CommandFailure(.trouble, "cannot approve: \(fact); record all with 'retrieve check --update'")
    }
}
