extension DuplicatesCommand {
    static let help = """
        Prints groups of images that are the same picture, the one to keep first, a line per file: keep or
        -, its size, its bytes, its score with the one it is most like, its path. Nothing is changed unless
        --action asks for it. No pair within the threshold is missed.

        EXAMPLES
          retrieve duplicates photos
          retrieve duplicates photos --html review.html
          retrieve duplicates photos --action trash
          retrieve duplicates photos --action trash --dry-run
          retrieve duplicates photos --same bytes --action hardlink --yes
          retrieve duplicates inbox --reference album --action move --into doubles
          retrieve duplicates photos --keep oldest --keep largest
          retrieve duplicates photos --features clip --threshold 0.9 --figure similar.png
          retrieve duplicates train test --across --fail-if-found
          retrieve duplicates photos --format paths -0 | xargs -0 ls -l

        WHAT IS THE SAME
          pattern (default)    the same picture, whatever became of it: other size, compression, light,
                               contrast, colour or none, blur, a frame, a line of text, a crop up to a
                               tenth; with --transforms all also mirrored and turned
          --features pixels    alike place by place at a small size, colours included
          --features clip      alike to a model, which tells what a picture is about: pictures that are
                               merely similar, another question
          --same pixels        equal in every pixel at full size, whatever the format
          --same bytes         equal files

        WHAT HAPPENS TO THE REST
          list      nothing (default)
          trash     into the desktop's trash, from where they can be put back
          move      into another folder, under the paths they had
          hardlink, symlink
                    replaced by links to the file that is kept
          delete    removed for good
          Each file is looked at again just before, together with the one that is kept, and left alone if
          either has changed. A log tells what was done. --dry-run shows it beforehand; --yes does not ask.

        FASTER
          retrieve index photos --size 32x32 keeps what is compared, so that the next run reads only files
          of groups; retrieve index photos --features clip does so for a model.

        EXIT STATUS
          0  done
          1  there are duplicates, and --fail-if-found was given
          2  something could not be read, written or done
          64 the command line is wrong
        """
}
