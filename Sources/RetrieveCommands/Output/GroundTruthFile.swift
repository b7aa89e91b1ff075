import Evaluation
import Files
import SystemPackage

extension GroundTruth {
    /// Reads the file of this name.
    init(at name: String) throws(CommandFailure) {
        func failure(_ reason: String) -> CommandFailure {
            CommandFailure(.trouble, "cannot read the ground truth \(name): \(reason)")
        }
        do {
            let bytes = try FileReader().withContents(of: FilePath(name), limit: 1 << 30, acceptsPipes: true) { Array($0) }
            self = try GroundTruth(bytes)
        } catch FileError.system(.noSuchFileOrDirectory) {
            throw failure("there is no such file; check its path")
        } catch FileError.system(let error) {
            throw failure("\(error); check the path and its permissions")
        } catch let error as GroundTruthError {
            throw failure(Phrasing().reason(for: error))
        } catch {
            throw failure("it is no file of JSON or CSV")
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
