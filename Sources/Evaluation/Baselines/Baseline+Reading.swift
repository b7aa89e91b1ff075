#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
import Files
import Gallery
import Imaging
import Metrics

/// An error that says why bytes are not a baseline.
package enum BaselineError: Error, Equatable {
    case notJSON
    /// JSON of something else.
    case otherFormat
    case newer(version: Int)
    /// The file is a baseline with an error, which `String` describes.
    case damaged(String)
}

extension Baseline {
    /// Reads what the file at hand holds.
    package init(json: [UInt8]) throws(BaselineError) {
        let data = Data(json)
        let decoder = JSONDecoder()
        do {
            let head = try decoder.decode(Head.self, from: data)
            guard head.format == Self.format, let version = head.version else { throw BaselineError.otherFormat }
            guard (1...Self.latestVersion).contains(version) else { throw BaselineError.newer(version: version) }
            self = try decoder.decode(Body.self, from: data).baseline()
        } catch let error as BaselineError {
            throw error
        } catch DecodingError.keyNotFound(let key, let context) {
            throw .damaged("\(place(context.codingPath + [key])) is missing")
        } catch DecodingError.typeMismatch(_, let context) where context.codingPath.isEmpty {
            throw .otherFormat
        } catch DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context) {
            throw .damaged("\(place(context.codingPath)) is of another type than expected")
        } catch {
            throw .notJSON
        }
    }
}

private struct Head: Decodable {
    let format: String?
    let version: Int?
}

private struct Body: Decodable {
    struct Options: Decodable {
        let gallery: Galleries
        let features, metric, orientation: String
        let size, resample, model, digest, precision, decode, store, background: String?
        let ef: Int?
        let terms: [Term]?
        let include, exclude: [String]?
        let hidden: Bool?
        let top: Int
        let threshold: Double?
        let excludeQuery: Bool
    }

    /// The path of one gallery, or those of several.
    struct Galleries: Decodable {
        let names: [String]

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            names = try (try? container.decode([String].self)) ?? [container.decode(String.self)]
        }
    }

    struct Term: Decodable {
        let image, text: String?
        let weight: Double
    }

    struct Skipped: Decodable { let path, reason: String }

    struct Query: Decodable {
        let query, text: String?
        let hits: [Hit]
    }

    struct Hit: Decodable {
        let path: String
        let score: Double
    }

    let options: Options
    let skipped: [Skipped]
    let queries: [Query]

    func baseline() throws -> Baseline {
        Baseline(
            options: try options.options(), skipped: skipped.map { Baseline.Skipped(path: $0.path, reason: $0.reason) },
            queries: try queries.enumerated().map { number, query in
                guard let name = query.query ?? query.text else {
                    throw BaselineError.damaged("its queries[\(number)].query is missing")
                }
                return Baseline.Query(
                    query.query == nil ? name : withoutCredentials(name), isText: query.query == nil,
                    hits: query.hits.map { Baseline.Hit(path: $0.path, score: $0.score) })
            })
    }
}

extension Body.Options {
    fileprivate func options() throws -> Baseline.Options {
        guard let features = Features(rawValue: features) else { throw unknown("features", features) }
        guard let metric = Metric(rawValue: metric) else { throw unknown("metric", metric) }
        guard ["exif", "ignore"].contains(orientation) else { throw unknown("orientation", orientation) }
        let backdrop = background.flatMap { RGBPixel($0) }
        if let background, backdrop == nil { throw unknown("background", background) }
        guard !gallery.names.isEmpty else { throw unknown("gallery", "[]") }
        guard top >= 0 else { throw unknown("top", "\(top)") }
        guard ef ?? 1 > 0 else { throw unknown("ef", "\(ef ?? 0)") }
        return Baseline.Options(
            galleries: gallery.names, metric: metric, compared: try compared(features),
            appliesOrientation: orientation == "exif",
            background: backdrop, top: top, threshold: threshold, excludesQuery: excludeQuery,
            store: store.flatMap { $0 == "flat" ? nil : Baseline.Store(name: $0, ef: ef) },
            terms: try (terms ?? []).enumerated().map { try term($0.offset, $0.element) },
            selection: try selection())
    }

    private func selection() throws -> GallerySelection {
        for (name, patterns) in [("include", include ?? []), ("exclude", exclude ?? [])] {
            if let pattern = patterns.first(where: { PathPattern($0) == nil }) { throw unknown(name, pattern) }
        }
        return GallerySelection(including: include ?? [], excluding: exclude ?? [], includesHidden: hidden ?? false)
    }

    private func term(_ number: Int, _ term: Body.Term) throws -> Baseline.Term {
        guard let name = term.image ?? term.text else {
            throw BaselineError.damaged("its options.terms[\(number)].image is missing")
        }
        guard term.weight != 0, term.weight.isFinite else { throw unknown("terms[\(number)].weight", "\(term.weight)") }
        return Baseline.Term(
            term.image == nil ? name : withoutCredentials(name), isText: term.image == nil, weight: term.weight)
    }

    private func compared(_ features: Features) throws -> Baseline.Compared {
        switch features {
        case .pixels:
            let (sizeText, filterText) = (try present("size", size), try present("resample", resample))
            guard let size = PixelSize(sizeText) else { throw unknown("size", sizeText) }
            guard let filter = ResampleFilter(rawValue: filterText) else { throw unknown("resample", filterText) }
            return .pixels(size: size, filter: filter)
        case .embedding:
            guard let decoding = JPEGDecoding(rawValue: decode ?? "full") else { throw unknown("decode", decode ?? "") }
            return .embedding(
                Baseline.Model(
                    name: try present("model", model), digest: try present("digest", digest),
                    precision: try present("precision", precision), decoding: decoding))
        }
    }

    private func present(_ name: String, _ value: String?) throws -> String {
        guard let value else { throw BaselineError.damaged("its options.\(name) is missing") }
        return value
    }

    private func unknown(_ name: String, _ value: String) -> BaselineError { .damaged("its options.\(name) is '\(value)'") }
}

/// The place of a value in the JSON document, as in `its queries[3].hits`.
private func place(_ path: [any CodingKey]) -> String {
    path.reduce("its ") { text, key in
        if let index = key.intValue { return "\(text)[\(index)]" }
        return text.hasSuffix(" ") ? text + key.stringValue : "\(text).\(key.stringValue)"
    }
}
