/// Where bytes of others are read. Whatever they are, reading them answers or throws: it never traps, hangs, reads beyond them, or takes
/// memory that their number does not explain.
enum Surface: String, CaseIterable, Sendable {
    case exif, manifest, segment, graph, safetensors, configuration, vocabulary, pieces, baseline, truth, pattern
    case commandLine = "command-line"
    case chroma, hub, results, list

    /// Reads `bytes` as what is read there.
    func take(_ bytes: [UInt8]) {
        switch self {
        case .exif: readOrientation(bytes)
        case .manifest: readManifest(bytes)
        case .segment: readSegment(bytes)
        case .graph: readGraph(bytes)
        case .safetensors: readTensors(bytes)
        case .configuration: readConfiguration(bytes)
        case .vocabulary: readVocabulary(bytes)
        case .pieces: readPieces(bytes)
        case .baseline: readBaseline(bytes)
        case .truth: readTruth(bytes)
        case .pattern: matchPatterns(bytes)
        case .commandLine: parseCommandLine(bytes)
        case .chroma: askChroma(bytes)
        case .hub: askHub(bytes)
        case .results: readResults(bytes)
        case .list: readList(bytes)
        }
    }
}

extension [UInt8] {
    /// The parts between bytes of zero, at most `count`; the last has the rest.
    func parts(_ count: Int) -> [[UInt8]] {
        split(separator: 0, maxSplits: count - 1, omittingEmptySubsequences: false).map { [UInt8]($0) }
    }

    mutating func put(_ value: some FixedWidthInteger, at offset: Int) {
        Swift.withUnsafeBytes(of: value.littleEndian) { replaceSubrange(offset..<offset + $0.count, with: $0) }
    }

    func number<Value: FixedWidthInteger>(at offset: Int, as type: Value.Type = Value.self) -> Value {
        withUnsafeBytes { Value(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: type)) }
    }
}
