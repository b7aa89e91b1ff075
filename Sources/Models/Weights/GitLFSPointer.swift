/// Whether `bytes` are what Git leaves of a large file that was not fetched
/// (https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md).
func isGitLFSPointer(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let beginning = "version https://git-lfs.github.com/spec/"
    return bytes.count < 1024 && bytes.prefix(beginning.utf8.count).elementsEqual(beginning.utf8)
}
