import Files
package import SystemPackage

/// The tensors of a model, in one safetensors file or in several (shards).
package struct ModelTensors: Sendable {
    /// The file, or the index of the shards.
    package let path: FilePath
    let files: [SafeTensors]
    /// The file that each tensor is in.
    private let places: [String: Int]

    init(_ file: SafeTensors) {
        self.init(path: file.path, files: [file], places: file.tensors.mapValues { _ in 0 })
    }

    /// Opens `name` in `folder`, or the shards that `name.index.json` lists where there is no such file.
    init(folder: FilePath, name: String) throws(ModelError) {
        let whole = folder.appending(name)
        let index = folder.appending("\(name).index.json")
        if (try? FileStatus(of: whole)) != nil {
            self.init(try SafeTensors(whole))
            return
        }
        guard (try? FileStatus(of: index)) != nil else { throw Self.absence(of: name, in: folder) }
        let places = try Self.shards(index)
        let names = Set(places.values).sorted()
        var files: [SafeTensors] = []
        for name in names { files.append(try SafeTensors(folder.appending(name))) }
        var numbers: [String: Int] = [:]
        for (tensor, file) in places {
            guard let number = names.firstIndex(of: file), files[number].contains(tensor) else {
                throw ModelError(
                    .mismatch("it has no tensor \(quoted(tensor)), which the index of the shards lists"), folder.appending(file)
                )
            }
            numbers[tensor] = number
        }
        self.init(path: index, files: files, places: numbers)
    }

    /// The error that says why there are no weights called `name`: their shards have no index, or they are there in a format that is
    /// not read.
    private static func absence(of name: String, in folder: FilePath) -> ModelError {
        let names = ((try? directoryEntries(folder)) ?? []).map(\.name.string).sorted()
        let stem = FilePath(name).stem ?? name
        if names.contains(where: { $0.hasPrefix("\(stem)-00001-of-") }) {
            return ModelError(.missing, folder.appending("\(name).index.json"))
        }
        let isPickled = { (name: String) in
            name.hasSuffix("pytorch_model.bin") || name.hasSuffix("pytorch_model.bin.index.json")
        }
        if let pickled = names.first(where: isPickled) {
            return ModelError(
                .unsupported("its weights are in \(quoted(pickled)), and only those in \(quoted(name)) are read"), folder)
        }
        return ModelError(.missing, folder.appending(name))
    }

    private init(path: FilePath, files: [SafeTensors], places: [String: Int]) {
        self.path = path
        self.files = files
        self.places = places
    }

    /// The file of each tensor, as an index of shards has it: `{"weight_map": {"tensor": "file"}}`.
    private static func shards(_ index: FilePath) throws(ModelError) -> [String: String] {
        let bytes = try ModelFiles.contents(of: index, limit: 16 << 20)
        do throws(ConfigFlaw) {
            guard let map = try ConfigObject(json: bytes).object("weight_map") else {
                throw ConfigFlaw.damaged("it has no weight_map")
            }
            var files: [String: String] = [:]
            for tensor in map.names {
                guard let file = try map.string(tensor), !file.contains("/"), FilePath.Component(file)?.kind == .regular else {
                    throw ConfigFlaw.damaged("its weight_map names something else than a file beside it")
                }
                files[tensor] = file
            }
            return files
        } catch {
            throw ModelError(.damaged(error.detail), index)
        }
    }

    /// The tensors of all files, by name.
    package var tensors: [String: SafeTensors.Tensor] {
        var all: [String: SafeTensors.Tensor] = [:]
        for (name, file) in places { all[name] = files[file].tensors[name] }
        return all
    }

    /// The size of all files in bytes.
    package var byteCount: Int { files.reduce(0) { $0 + $1.byteCount } }

    package func contains(_ name: String) -> Bool { places[name] != nil }

    /// Throws where there is no tensor `name` of floats of that shape.
    func check(_ name: String, shape: [Int]) throws(ModelError) { try file(of: name).check(name, shape: shape) }

    package func withFloats<Result>(
        _ name: String, shape: [Int], _ body: (UnsafeBufferPointer<Float>) throws(ModelError) -> Result
    ) throws(ModelError) -> Result { try file(of: name).withFloats(name, shape: shape, body) }

    package func floats(_ name: String, shape: [Int]) throws(ModelError) -> [Float] {
        try file(of: name).floats(name, shape: shape)
    }

    package func copyRow(
        _ index: Int, of name: String, shape: (rows: Int, columns: Int), to output: UnsafeMutablePointer<Float>
    ) throws(ModelError) { try file(of: name).copyRow(index, of: name, shape: shape, to: output) }

    private func file(of name: String) throws(ModelError) -> SafeTensors {
        guard let place = places[name] else { throw ModelError(.mismatch("it has no tensor \(quoted(name))"), path) }
        return files[place]
    }
}
