import HTTP
import ModelCache
import ModelHub
import SystemPackage

extension HubError: CustomStringConvertible {
    var description: String {
        switch self {
        case .http(let error): "\(error)"
        case .badName(let name): "'\(name)' is not the name of a model; write it as in laion/CLIP-ViT-B-32-laion2B-s34B-b79K"
        case .badRevision(let revision): "'\(revision)' is not a revision; name a branch, a tag or a commit"
        case .offline: "HF_HUB_OFFLINE forbids using the network; unset it to pull a model"
        case .noSuchModel(let name, let endpoint, let hasToken):
            "there is no model \(name) at \(endpoint), or it is not for everybody; check the name"
                + (hasToken
                    ? ", and that your HF_TOKEN allows reading it" : ", or set HF_TOKEN to a token that allows reading it")
        case .noSuchRevision(let name, let revision):
            "\(name) has no revision '\(revision)'; leave out --revision for its newest"
        case .gated(let name, let endpoint):
            "\(name) is given only to those who accept its terms; accept them at \(endpoint)/\(name), and set HF_TOKEN"
        case .lacksFile(let name, let missing):
            "\(name) holds no \(missing), so it is not a model that can be used; choose another"
        case .nonsense(let endpoint, let detail):
            "what answers at \(endpoint) is not a model hub (\(detail)); check HF_ENDPOINT"
        case .wrongContents(let file, let name):
            "what was sent as \(file) of \(name) is not that file: its checksum is another; nothing of it was kept, so pull again"
        case .incomplete(let file, let received, let size):
            "\(received) of \(size) bytes of \(file) came before the connection broke off; pull again to go on from there"
        case .noDigestLibrary:
            "checksums cannot be computed, as libcrypto is not installed; install libssl3 (Debian, Ubuntu)"
        case .unreadable(let path, let error): "cannot list \(path) (\(error)); check its permissions"
        case .system(let path, .noSpace):
            "cannot write \(path): the disk is full; what was downloaded stays, and pulling again goes on from there"
        case .system(let path, let error):
            "cannot write \(path) (\(error)); check that its folder may be written to, or set HF_HUB_CACHE to another"
        }
    }
}
