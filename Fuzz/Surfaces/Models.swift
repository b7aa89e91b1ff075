import Imaging
import SystemPackage

@testable import Models

func readOrientation(_ bytes: [UInt8]) { bytes.withUnsafeBytes { _ = Orientation(exif: $0) } }

/// Weights: a header, and tensors that it says are there.
func readTensors(_ bytes: [UInt8]) {
    _ = bytes.withUnsafeBytes { whole in try? SafeTensorsHeader(whole) }.map { header in
        // Each is read, as what it says it is.
        guard let tensors = try? SafeTensors(Scratch.file("model.safetensors", bytes)) else { return }
        for (name, tensor) in header.tensors.prefix(8) where tensor.shape.allSatisfy({ $0 < 1 << 16 }) {
            _ = try? tensors.floats(name, shape: tensor.shape)
        }
    }
}

/// Configurations of every kind of model, and how it prepares pictures: two files, parted by a zero.
func readConfiguration(_ bytes: [UInt8]) {
    let parts = bytes.parts(2)
    let files = ModelFiles(
        path: Scratch.folder(
            "model",
            [("config.json", parts[0]), ("open_clip_config.json", parts[0]), ("preprocessor_config.json", parts.last ?? [])]))
    _ = try? ModelRegistry.architecture(of: files)
    for architecture in ModelRegistry.architectures { _ = try? architecture.init(files).config }
}

/// A vocabulary and merges, parted by a zero, and the first alone as `tokenizer.json`; then a text with it.
func readVocabulary(_ bytes: [UInt8]) {
    let parts = bytes.parts(2)
    let text = "A photo of 2 cats\u{301} &amp; l’été 🚌"
    let split = Scratch.folder("vocabulary", [("vocab.json", parts[0]), ("merges.txt", parts.last ?? [])])
    _ = try? Tokenizer(folder: split, contextLength: 16).tokens(of: text)
    let joined = Scratch.folder("tokenizer", [("tokenizer.json", parts[0])])
    _ = try? Tokenizer(folder: joined, contextLength: 16).tokens(of: text)
}

/// A vocabulary of pieces, and its options, parted by a zero.
func readPieces(_ bytes: [UInt8]) {
    let parts = bytes.parts(2)
    let options = parts.count > 1 ? parts[1] : Array("{}".utf8)
    let files = ModelFiles(path: Scratch.folder("pieces", [("tokenizer.json", parts[0]), ("tokenizer_config.json", options)]))
    for cleaning in [PieceTokenizer.Cleaning.openCLIPCanonical, .transformersSigLIP] {
        _ = try? PieceTokenizer(files, contextLength: 16, cleaning: cleaning, cache: UserCache(folder: nil))
            .tokens(of: "A photo of 2 cats\u{301}, l’été 🚌")
    }
}
