extension DuplicatesCommand {
    /// The explanations in `--help` besides the options; no line is longer than a terminal is wide.
    static let help = """
        Prints groups of images that show the same picture, one file per line, the
        file to keep first: keep or -, its width and height, its size in bytes, its
        score with the file of the group it is most similar to, and its path. Files
        are changed only if --action asks for it. No pair within the threshold is
        missed.

        EXAMPLES
          retrieve duplicates photos
          retrieve duplicates photos --html review.html
          retrieve duplicates photos --action trash --dry-run
          retrieve duplicates photos --action trash
          retrieve duplicates photos --same bytes --action hardlink --yes
          retrieve duplicates inbox --reference album --action move --into doubles
          retrieve duplicates photos --keep oldest --keep largest
          retrieve duplicates photos --features clip --threshold 0.9 --figure a.png
          retrieve duplicates train test --across --fail-if-found
          retrieve duplicates photos --format paths -0 | xargs -0 ls -l

        SIMILARITY
          pattern (default)   the same picture after resizing, compression, changes
                              of brightness, contrast or colour, blur, a border, a
                              line of text, or a crop of up to a tenth; with
                              --transforms all also mirrored and rotated
          --features pixels   similar position by position at a small size, including
                              colours
          --features clip     similar to a model, which describes the content:
                              pictures of similar things, not copies of one picture
          --same pixels       equal in every pixel at full size, whatever the format
          --same bytes        equal files

        ACTIONS, for the files that are not kept
          list      only list them (default)
          trash     move them to the desktop's trash, from which they can be restored
          move      move them to the folder of --into, under their relative paths
          hardlink, symlink
                    replace them by links to the file that is kept
          delete    delete them
          Just before, each file and the one that is kept are checked again; if either
          has changed, the file is left alone. A log records every action. --dry-run
          shows the actions, and --yes does not ask for confirmation.

        REVIEW
          --html writes a page that shows the groups side by side. Select there which
          files to keep; it copies the list of the others, one path per line, as for
          xargs -d '\\n' gio trash < list

        INDEX
          After retrieve index photos --size 32x32, only the files of groups are read
          again; after retrieve index photos --features clip, the same holds for
          embeddings. --same pixels can use an index of any --size.

        EXIT STATUS
          0  done
          1  there are duplicates, and --fail-if-found was given
          2  something could not be read, written or done
          64 invalid command line
        """
}
