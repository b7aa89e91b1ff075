/// Embeddings, one per row: float32 of one dimension, row after row without gaps, the first at a multiple of 64 bytes unless
/// it is borrowed from elsewhere.
///
/// Rows are in memory of its own, which is shared until one of its copies is changed, or borrowed from memory that someone
/// else keeps, such as a mapped file.
public struct EmbeddingMatrix: Sendable {
    public private(set) var count: Int
    public let dimension: Int
    private var rows: Rows

    private enum Rows: Sendable {
        case own(RowStorage)
        case borrowed(BorrowedRows)
    }

    /// No rows.
    ///
    /// - Parameter capacity: Rows to make room for; more can be appended.
    public init(dimension: Int, capacity: Int = 0) {
        precondition(dimension > 0 && capacity >= 0)
        self.dimension = dimension
        count = 0
        rows = .own(RowStorage(capacity: capacity * dimension))
    }

    /// The rows in `values`, whose count is a multiple of `dimension`.
    public init(dimension: Int, rows values: [Float]) {
        precondition(values.count.isMultiple(of: dimension))
        self.init(dimension: dimension, capacity: values.count / dimension)
        values.withUnsafeBufferPointer { append($0) }
    }

    /// `count` rows made by `initialize`, which gets memory for all of them and leaves none of it uninitialised.
    public init<Failure: Error>(
        dimension: Int, count: Int, initialize: (UnsafeMutableBufferPointer<Float>) throws(Failure) -> Void
    ) throws(Failure) {
        self.init(dimension: dimension, capacity: count)
        guard case .own(let storage) = rows else { return }
        try initialize(UnsafeMutableBufferPointer(rebasing: storage.values[..<(count * dimension)]))
        self.count = count
    }

    /// The rows in `values`, whose count is a multiple of `dimension`; they stay as they are for as long as `owner` lives.
    public init(dimension: Int, borrowing values: UnsafeBufferPointer<Float>, from owner: some AnyObject & Sendable) {
        precondition(dimension > 0 && values.count.isMultiple(of: dimension))
        self.dimension = dimension
        count = values.count / dimension
        rows = .borrowed(BorrowedRows(values: values, owner: owner))
    }

    /// Adds the rows in `values`, whose count is a multiple of `dimension`.
    public mutating func append(_ values: UnsafeBufferPointer<Float>) {
        precondition(values.count.isMultiple(of: dimension))
        let end = count * dimension
        let storage = ownStorage(capacity: end + values.count)
        if let source = values.baseAddress {
            (storage.values.baseAddress! + end).update(from: source, count: values.count)  // There is room for more than none.
        }
        count += values.count / dimension
    }

    /// Adds a row.
    public mutating func append(_ row: [Float]) {
        precondition(row.count == dimension)
        row.withUnsafeBufferPointer { append($0) }
    }

    /// A copy of row `index`.
    public func row(_ index: Int) -> [Float] { withRow(index) { Array($0) } }

    /// Calls `body` with row `index`, which is valid during the call only.
    public func withRow<Result, Failure: Error>(
        _ index: Int, _ body: (UnsafeBufferPointer<Float>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        precondition((0..<count).contains(index))
        return try withUnsafeBufferPointer { values throws(Failure) -> Result in
            try body(UnsafeBufferPointer(rebasing: values[index * dimension..<(index + 1) * dimension]))
        }
    }

    /// Calls `body` with all rows, one after the other, which are valid during the call only.
    public func withUnsafeBufferPointer<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<Float>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        switch rows {
        case .own(let storage):
            try withExtendedLifetime(storage) { () throws(Failure) -> Result in
                try body(UnsafeBufferPointer(rebasing: storage.values[..<(count * dimension)]))
            }
        case .borrowed(let borrowed):
            try withExtendedLifetime(borrowed.owner) { () throws(Failure) -> Result in try body(borrowed.values) }
        }
    }

    /// Memory that no copy shares, with what is there already and room for `capacity` numbers.
    private mutating func ownStorage(capacity: Int) -> RowStorage {
        if case .own(var storage) = rows {
            rows = .own(.none)  // So that the reference at hand is the only one, unless there are copies.
            let isShared = !isKnownUniquelyReferenced(&storage)
            rows = .own(storage)
            if !isShared, storage.values.count >= capacity { return storage }
        }
        let grown = RowStorage(capacity: max(capacity, 2 * count * dimension))
        withUnsafeBufferPointer { values in
            if let source = values.baseAddress { grown.values.baseAddress!.update(from: source, count: values.count) }
        }
        rows = .own(grown)
        return grown
    }
}

/// Memory for numbers, at a multiple of 64 bytes.
private final class RowStorage: @unchecked Sendable {  // Written by its matrix only while no copy shares it.
    static let none = RowStorage(capacity: 0)

    /// The numbers, at least one, so that there is an address.
    let values: UnsafeMutableBufferPointer<Float>

    init(capacity: Int) {
        let bytes = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(capacity, 1) * MemoryLayout<Float>.stride, alignment: 64)
        values = bytes.bindMemory(to: Float.self)
    }

    deinit { UnsafeMutableRawBufferPointer(values).deallocate() }
}

private struct BorrowedRows: @unchecked Sendable {  // Nobody writes them.
    let values: UnsafeBufferPointer<Float>
    let owner: any AnyObject & Sendable
}
