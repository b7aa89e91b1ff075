#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The versions of libavcodec that a system may have, by the numbers in their files' names.
package let libavcodecVersions = 58...64

/// Whether libavcodec, by which HEIC is decoded in less time, is installed.
package let isLibavcodecInstalled = libavcodecVersions.contains { dlopen("libavcodec.so.\($0)", RTLD_LAZY) != nil }
