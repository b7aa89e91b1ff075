extension SearchCommand {
    /// What `--help` explains besides the options.
    static let help = """
        Prints the best hits of each query, best first, one per line: the score, a tab, the path.

        EXAMPLES
          retrieve photo.jpg --gallery pictures
          retrieve photo.jpg -g pictures --metric cosine --top 20
          retrieve photo.jpg -g pictures --exclude 'drafts/' --include '*.png'
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
          l1, l2, mse           distances: smaller is more alike
          cosine, correlation   similarities: larger is more alike

        FEATURES
          pixels   the colours, place by place, at a common size
          clip     what the picture is about, by the embeddings of a model; also for --text,
                   and for sums: a query's embedding plus those of --add, minus those of
                   --subtract, each of length 1 and multiplied by its weight

        GALLERY
          Images are the files whose names end, in any letter case, in
            \(listedExtensions)
          Names that begin with a dot are left out, unless --hidden is given; links are
          followed. --include and --exclude choose by patterns on paths below the gallery.

        LABELS
          The first folder below the gallery is an image's label: Orange is that of
          data/train/Orange/3.jpg. A query whose folder is named so has the label too.

        ENVIRONMENT
          RETRIEVE_MODEL    the model, unless --model names one
          RETRIEVE_PREVIEW  how --preview shows pictures: kitty, iterm2, sixel, blocks
                            (default: what the terminal is known to understand)
          RETRIEVE_SIMD     the instruction set: scalar, neon, avx2, avx512
                            (default: the fastest the processor has)

        EXIT STATUS
          0  done
          1  nothing matched
          2  something could not be read or written
          64 the command line is wrong
        """
}
