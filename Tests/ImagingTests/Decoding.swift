@testable import Imaging
import TestSupport

/// Decodes `bytes` with a new decoder.
func decoded(_ bytes: [UInt8], megapixels: Int = 179) throws(ImageError) -> (header: ImageDecoder.Header, image: RGBImage) {
    try decoded(bytes[...], megapixels: megapixels)
}

func decoded(
    _ bytes: ArraySlice<UInt8>, megapixels: Int = 179, by decoder: ImageDecoder = ImageDecoder()
) throws(ImageError) -> (header: ImageDecoder.Header, image: RGBImage) {
    // `withUnsafeBytes` does not hand typed errors on in every version of the library.
    let result = bytes.withUnsafeBytes { bytes -> Result<(ImageDecoder.Header, RGBImage), ImageError> in
        do throws(ImageError) { return .success(try decoder.decode(bytes, megapixels: megapixels)) } catch {
            return .failure(error)
        }
    }
    let (header, image) = try result.get()
    return (header, image)
}

/// Why `bytes` are refused, or nil where they are read. Unlike a picture, a reason is short enough to be printed.
func refusal(of bytes: ArraySlice<UInt8>, megapixels: Int = 179) -> ImageError? {
    do throws(ImageError) { _ = try decoded(bytes, megapixels: megapixels) } catch { return error }
    return nil
}

func refusal(of bytes: [UInt8], megapixels: Int = 179) -> ImageError? { refusal(of: bytes[...], megapixels: megapixels) }

/// Why `bytes` are refused by their header alone.
func refusalByHeader(of bytes: [UInt8], megapixels: Int) -> ImageError? {
    bytes.withUnsafeBytes { bytes in
        do throws(ImageError) { _ = try ImageDecoder().open(bytes, megapixels: megapixels) } catch { return error }
        return nil
    }
}
