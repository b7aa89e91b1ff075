internal import CHNSW
import Files
import SystemPackage

extension HNSWFile {
    /// Writes `graph` to `path`, all of it or none.
    ///
    /// - Parameters:
    ///   - fingerprints: Of each row.
    ///   - members: Rows that are no nodes, each with the row of the node that stands for it.
    ///   - identity: Of the embeddings, 16 bytes.
    static func write(
        _ graph: HNSWGraph, fingerprints: [UInt64], members: [(row: Int, node: Int)], areUnit: Bool, identity: [UInt8],
        to path: FilePath
    ) throws(StoreError) {
        var levels = [UInt8](repeating: 0, count: graph.rows.count)
        let (header, links, tail) = levels.withUnsafeMutableBufferPointer { levels in
            let parts = chnsw_parts_of(graph.graph, levels.baseAddress!)  // A graph that is written has rows.
            let links = linkBytes(graph, parts, members)
            let tail = fingerprintBytes(parts, members, fingerprints)
            let header = headerBytes(
                graph, parts, memberCount: members.count, links: links, tail: tail, areUnit: areUnit, identity: identity)
            return (header, links, tail)
        }
        do throws(Errno) {
            let file = try DurableFile(path)
            for bytes in [header, links, tail] { try file.append(bytes) }
            try file.commit()
        } catch {
            throw .system(path, error)
        }
    }

    /// Returns the bytes from the end of the header up to the fingerprints.
    private static func linkBytes(
        _ graph: HNSWGraph, _ parts: chnsw_parts, _ members: [(row: Int, node: Int)]
    ) -> [UInt8] {
        guard
            let layout = HNSWLayout(
                m: Int(parts.m), nodes: parts.count, upper: parts.upper_count, members: members.count)
        else { preconditionFailure("hnswlib has made an impossible graph") }
        return [UInt8](unsafeUninitializedCapacity: layout.fingerprints - headerSize) { buffer, count in
            buffer.initialize(repeating: 0)
            let start = buffer.baseAddress!  // Nodes are there.
            start.update(from: parts.nodes, count: parts.count * chnsw_node_size(parts.m))
            (start + layout.levels - headerSize).update(from: parts.levels, count: parts.count)
            var upper = start + layout.upper - headerSize
            for node in 0..<parts.count {
                guard let links = chnsw_upper_links(graph.graph, node) else { continue }
                let size = Int(parts.levels[node]) * chnsw_upper_size(parts.m)
                upper.update(from: links, count: size)
                upper += size
            }
            var pairs: [UInt8] = []
            for (row, node) in members {
                append(UInt32(row), to: &pairs)
                append(UInt32(node), to: &pairs)
            }
            (start + layout.members - headerSize).update(from: pairs, count: pairs.count)
            count = buffer.count
        }
    }

    private static func fingerprintBytes(
        _ parts: chnsw_parts, _ members: [(row: Int, node: Int)], _ fingerprints: [UInt64]
    ) -> [UInt8] {
        let nodeSize = chnsw_node_size(parts.m)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 * (parts.count + members.count))
        for node in 0..<parts.count {
            let label = UnsafeRawPointer(parts.nodes + (node + 1) * nodeSize - 8).loadUnaligned(as: UInt64.self)
            append(fingerprints[Int(UInt64(littleEndian: label))], to: &bytes)
        }
        for (row, _) in members { append(fingerprints[row], to: &bytes) }
        return bytes
    }

    private static func headerBytes(
        _ graph: HNSWGraph, _ parts: chnsw_parts, memberCount: Int, links: [UInt8], tail: [UInt8], areUnit: Bool,
        identity: [UInt8]
    ) -> [UInt8] {
        precondition(identity.count == identitySize)
        var header = magic
        for number in [version, graph.space.rawValue, parts.m, parts.ef_construction] { append(number, to: &header) }
        for number in [graph.rows.dimension, graph.rows.count, parts.count] { append(UInt64(number), to: &header) }
        for number in [parts.entry, parts.top_level] { append(number, to: &header) }
        append(UInt64(parts.upper_count), to: &header)
        append(UInt64(areUnit ? 1 : 0), to: &header)
        header += identity
        append(links.withUnsafeBytes { checksum($0) }, to: &header)
        append(tail.withUnsafeBytes { checksum($0) }, to: &header)
        append(UInt64(memberCount), to: &header)
        header += [UInt8](repeating: 0, count: 8)
        append(header.withUnsafeBytes { checksum($0) }, to: &header)
        return header
    }
}

private func append(_ number: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: number.littleEndian) { bytes += $0 }
}
