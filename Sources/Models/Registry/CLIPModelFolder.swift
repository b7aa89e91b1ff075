import Files
package import SystemPackage

/// A folder that holds a model of one of the architectures that there are, opened and checked.
package struct CLIPModelFolder: Sendable {
    package let path: FilePath
    package let config: ModelConfig
    package let tensors: ModelTensors
    /// The name of the kind of model.
    package let architecture: String
    let parts: any ModelArchitecture
    private let files: ModelFiles

    package init(_ path: FilePath) throws(ModelError) {
        self.path = path
        files = ModelFiles(path: path)
        let kind = try ModelRegistry.architecture(of: files)
        parts = try kind.init(files)
        architecture = kind.title
        config = parts.config
        tensors = try ModelTensors(folder: path, name: kind.weightsName)
    }

    /// The contents of the files that say what the model is.
    var configBytes: [UInt8] { parts.configBytes }

    /// Opens the tokenizer of this model.
    ///
    /// - Throws: `ModelError` where its files are not there, or the model has no text tower.
    package func tokenizer() throws(ModelError) -> any TextTokenizer {
        guard config.text != nil else { throw noText }
        return try parts.tokenizer(in: files)
    }

    /// The error that says why there is no text tower.
    var noText: ModelError {
        ModelError(.unsupported("\(config.textObstacle ?? "no text tower"); it embeds images only"), path)
    }

    /// The name in messages: the folder's or, in the cache of Hugging Face's hub, whose folders are named by commits, the
    /// model's.
    package var name: String {
        let parts = path.components.suffix(3).map(\.string)
        if parts.count == 3, parts[1] == "snapshots", parts[0].hasPrefix("models--") {
            return parts[0].dropFirst("models--".count).split(separator: "--").joined(separator: "/")
        }
        return parts.last ?? path.string
    }
}
