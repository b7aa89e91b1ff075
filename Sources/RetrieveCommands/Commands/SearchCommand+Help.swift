extension SearchCommand {
    /// The text of `--help` before the options.
    static let help = """
        Prints the best hits of each query, best first, one per line: the score, a
        tab, and the path.

        EXAMPLES
          retrieve photo.jpg --gallery pictures
          retrieve photo.jpg -g pictures --metric cosine --top 20
          retrieve photo.jpg -g pictures --exclude 'drafts/' --include '*.png'
          retrieve photo.jpg -g pictures -g archive
          retrieve https://example.org/photo.jpg -g pictures
          retrieve photo.jpg -g pictures --preview
          retrieve photo.jpg -g pictures --features clip
          retrieve --text "a red bus" -g pictures
          retrieve street.jpg --add "at night" --subtract 0.5:cars -g pictures
          retrieve data/test --figure hits.pdf
          retrieve data/test --html hits.html --quiet
          retrieve data/test --format csv > hits.csv
          find . -name '*.png' -print0 | retrieve - -0 --format json
          retrieve photo.jpg -g pictures --format paths -0 | xargs -0 cp -t similar

        METRICS
          l1, l2, mse           distances: a smaller score is more similar
          cosine, correlation   similarities: a larger score is more similar

        FEATURES
          pixels   colours, compared position by position at a common size
          clip     the content of pictures, by a model's embeddings; required for
                   --text, and for sums: the embedding of a query plus those of --add,
                   minus those of --subtract, each of length 1 times its weight

        GALLERY
          Images are the files with one of these extensions, in any letter case:
            \(listedExtensions)
          Files whose names begin with a dot are left out unless --hidden is given.
          Symbolic links are followed. --include and --exclude select images by
          patterns on their paths below the gallery.
          Several galleries are searched as one; an image in more than one is one hit.

        LABELS
          An image's label is the first folder below the gallery: that of
          data/train/Orange/3.jpg is Orange. A query's label is the name of its
          folder, if the gallery has such a label.

        ENVIRONMENT
          RETRIEVE_MODEL    the model, unless --model names one
          RETRIEVE_PREVIEW  the protocol of --preview: kitty, iterm2, sixel or blocks
                            (default: the best that the terminal is known to support)
          RETRIEVE_SIMD     the instruction set: scalar, neon, avx2 or avx512
                            (default: the fastest that the processor has)

        EXIT STATUS
          0  done
          1  nothing matched
          2  something could not be read or written
          64 invalid command line
        """
}
