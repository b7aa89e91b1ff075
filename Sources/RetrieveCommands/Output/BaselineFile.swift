import Evaluation
import Files
import SystemPackage

extension Baseline {
    /// Reads the file at `path`.
    init(at path: FilePath) throws(CommandFailure) {
        do {
            let limit = 1 << 30
            let json = try FileReader().withContents(of: path, limit: limit, acceptsPipes: true) { Array($0) }
            self = try Baseline(json: json)
        } catch FileError.system(.noSuchFileOrDirectory) {
            throw CommandFailure(
                .trouble,
                "cannot read the baseline \(path): there is no such file; make it with 'retrieve check --update \(path) QUERY'")
        } catch FileError.system(let error) {
            throw CommandFailure(.trouble, "cannot read the baseline \(path) (\(error)); check the path and its permissions")
        } catch is FileError {
            throw CommandFailure(
                .trouble,
                "cannot read the baseline \(path): it is no file of JSON; name one that 'retrieve check --update' has made")
        } catch {
            throw CommandFailure(.trouble, "cannot read the baseline \(path): \(error)")
        }
    }
}
