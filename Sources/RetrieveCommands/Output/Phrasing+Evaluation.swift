import Evaluation

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
