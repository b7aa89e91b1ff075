// HEVC by FFmpeg's libavcodec, where it is installed, as a decoder of libheif: to the same samples as libde265's, in less time.

#ifndef CIC_HEIC_AVCODEC_H
#define CIC_HEIC_AVCODEC_H

#include "heic_colours.h"

struct heif_decoder_plugin;

/// The decoder, to be registered with libheif. It claims no picture until libavcodec is open, and then all of them.
extern const struct heif_decoder_plugin cic_avcodec_plugin;

/// Opens libavcodec. Returns 1 when it decodes pictures from now on, those of more than twice `max_pixels` excepted, else 0.
int cic_avcodec_open(uint64_t max_pixels);

/// What becomes of the pictures that a thread has decoded.
typedef struct cic_avcodec_output {
  enum {
    /// RGB where `cic_can_convert` says so, by what the stream tells of its colours; else as stored.
    CIC_AVCODEC_RGB_OF_STREAM,
    /// The same by `colours`, whatever the stream tells.
    CIC_AVCODEC_RGB_OF_FILE,
    CIC_AVCODEC_STORED,
    /// They are left to other decoders.
    CIC_AVCODEC_NOTHING,
  } form;
  cic_ycbcr colours;
} cic_avcodec_output;

/// Says what becomes of the pictures that this thread has decoded; in threads that never say it, it is the first form.
void cic_avcodec_set_output(cic_avcodec_output output);

#endif
