import Imaging

/// One of the eight ways to lay a square on itself: what one image has to undergo to look like another.
package enum Symmetry: String, CaseIterable, Sendable {
    case none
    case mirrored, flipped
    case turned90, turned180, turned270
    /// Mirrored at a diagonal: from the upper left to the lower right, or the other one.
    case transposed, transversed

    /// The symmetries that are looked for.
    package enum Choice: String, CaseIterable, Sendable {
        case none, flips, rotations, all

        /// The symmetries, in the order in which equal scores prefer them.
        package var symmetries: [Symmetry] {
            switch self {
            case .none: [.none]
            case .flips: [.none, .mirrored, .flipped]
            case .rotations: [.none, .turned90, .turned180, .turned270]
            case .all: Symmetry.allCases
            }
        }
    }

    /// Whether width and height change places.
    package var swapsSides: Bool {
        switch self {
        case .none, .mirrored, .flipped, .turned180: false
        case .turned90, .turned270, .transposed, .transversed: true
        }
    }

    /// Returns, for each pixel of an image after the symmetry, the pixel of the image that it comes from.
    func sources(_ size: PixelSize) -> [Int32] {
        let (width, height) = (size.width, size.height)
        let target = swapsSides ? (width: height, height: width) : (width: width, height: height)
        var sources: [Int32] = []
        sources.reserveCapacity(size.pixelCount)
        for y in 0..<target.height {
            for x in 0..<target.width {
                let (column, row) =
                    switch self {
                    case .none: (x, y)
                    case .mirrored: (width - 1 - x, y)
                    case .flipped: (x, height - 1 - y)
                    case .turned180: (width - 1 - x, height - 1 - y)
                    case .turned90: (y, height - 1 - x)
                    case .turned270: (width - 1 - y, x)
                    case .transposed: (y, x)
                    case .transversed: (width - 1 - y, height - 1 - x)
                    }
                sources.append(Int32(row * width + column))
            }
        }
        return sources
    }
}

/// Lays out the samples of images of one size as a symmetry wants them.
struct SampleTurn: Sendable {
    let symmetry: Symmetry
    private let sources: [Int32]

    init(_ symmetry: Symmetry, size: PixelSize) {
        self.symmetry = symmetry
        sources = symmetry == .none ? [] : symmetry.sources(size)
    }

    /// Writes the samples of the changed image.
    func callAsFunction(_ samples: UnsafePointer<UInt8>, to output: UnsafeMutablePointer<UInt8>) {
        for (place, source) in sources.enumerated() {
            let from = samples + 3 * Int(source)
            let to = output + 3 * place
            to[0] = from[0]
            to[1] = from[1]
            to[2] = from[2]
        }
    }
}
