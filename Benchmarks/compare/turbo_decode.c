/* libjpeg-turbo merely decoding JPEG files on N threads: the floor under any search that has to decode its gallery.
 *
 * Paths come from standard input, one per line. Threads take them from an atomic counter, read each file whole into
 * a buffer, and decode it to RGB (CMYK files to CMYK) with the accurate DCT and fancy upsampling: TurboJPEG's defaults,
 * and what `retrieve` decodes with. Buffers and decompressors are reused: only reading and decoding are timed.
 *
 * Prints a line a pass, then `images: N` and `seconds: X`, the median of the passes. Files that cannot be decoded are
 * named on standard error and not counted.
 *
 *     cc -O2 turbo_decode.c -o turbo_decode -lturbojpeg -lpthread
 *     find DIR -iname '*.jp*g' | ./turbo_decode [--threads N] [--repeat R]
 */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <turbojpeg.h>
#include <unistd.h>

typedef struct {
    unsigned char *bytes;
    size_t capacity;
} Buffer;

typedef struct {
    tjhandle decompressor;
    Buffer file, pixels;
    size_t decoded;
} Worker;

static char **paths;
static size_t path_count;
static atomic_size_t next_path;

static void die(const char *what) {
    fprintf(stderr, "turbo_decode: %s\n", what);
    exit(2);
}

/* Makes room for `size` bytes; what the buffer held is lost. */
static void reserve(Buffer *buffer, size_t size) {
    if (size <= buffer->capacity) return;
    free(buffer->bytes);
    buffer->bytes = malloc(size);
    if (!buffer->bytes) die("out of memory");
    buffer->capacity = size;
}

/* Reads the whole file; returns its length, or 0 with a reason in `*reason`. */
static size_t read_file(const char *path, Buffer *buffer, const char **reason) {
    int file = open(path, O_RDONLY);
    if (file < 0) { *reason = strerror(errno); return 0; }
    struct stat status;
    size_t length = 0;
    if (fstat(file, &status) == 0 && status.st_size > 0) {
        size_t size = (size_t)status.st_size;
        reserve(buffer, size);
        ssize_t got = 1;
        while (length < size && (got = read(file, buffer->bytes + length, size - length)) > 0) length += (size_t)got;
    }
    close(file);
    if (length == 0) *reason = "nothing could be read";
    return length;
}

/* Decodes one file into the worker's buffer; returns NULL, or why it could not. */
static const char *decode(Worker *worker, const char *path) {
    const char *reason = NULL;
    size_t length = read_file(path, &worker->file, &reason);
    if (length == 0) return reason;

    /* A result of -1 may be a mere warning, such as stray bytes in a header: only fatal errors count. */
    int width = 0, height = 0, subsampling, colorspace = 0;
    tjhandle tj = worker->decompressor;
    if (tjDecompressHeader3(tj, worker->file.bytes, length, &width, &height, &subsampling, &colorspace) != 0
        && (tjGetErrorCode(tj) == TJERR_FATAL || width <= 0 || height <= 0))
        return tjGetErrorStr2(tj);

    int format = colorspace == TJCS_CMYK || colorspace == TJCS_YCCK ? TJPF_CMYK : TJPF_RGB;
    reserve(&worker->pixels, (size_t)width * (size_t)height * (size_t)tjPixelSize[format]);
    if (tjDecompress2(tj, worker->file.bytes, length, worker->pixels.bytes, width, 0, height, format, 0) != 0
        && tjGetErrorCode(tj) == TJERR_FATAL)
        return tjGetErrorStr2(tj);
    return NULL;
}

static void *work(void *argument) {
    Worker *worker = argument;
    size_t index;
    while ((index = atomic_fetch_add(&next_path, 1)) < path_count) {
        const char *reason = decode(worker, paths[index]);
        if (reason) fprintf(stderr, "%s: %s\n", paths[index], reason);
        else worker->decoded++;
    }
    return NULL;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* Decodes every file once, and returns the seconds it took. */
static double run_pass(Worker *workers, size_t threads) {
    pthread_t ids[threads];
    double start = now();
    atomic_store(&next_path, 0);
    for (size_t i = 0; i < threads; i++) {
        workers[i].decoded = 0;
        if (pthread_create(&ids[i], NULL, work, &workers[i]) != 0) die("a thread could not be started");
    }
    for (size_t i = 0; i < threads; i++) pthread_join(ids[i], NULL);
    return now() - start;
}

static void read_paths(void) {
    char *line = NULL;
    size_t line_capacity = 0, capacity = 0;
    ssize_t length;
    while ((length = getline(&line, &line_capacity, stdin)) > 0) {
        if (line[length - 1] == '\n') line[length - 1] = '\0';
        if (line[0] == '\0') continue;
        if (path_count == capacity) {
            capacity = capacity ? capacity * 2 : 256;
            paths = realloc(paths, capacity * sizeof *paths);
            if (!paths) die("out of memory");
        }
        paths[path_count] = strdup(line);
        if (!paths[path_count++]) die("out of memory");
    }
    free(line);
}

static size_t positive(const char *text) {
    char *end;
    long value = strtol(text, &end, 10);
    if (*text == '\0' || *end != '\0' || value < 1 || value > 1024) die("a number from 1 to 1024 is expected");
    return (size_t)value;
}

static int ascending(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(int argc, char **argv) {
    long cores = sysconf(_SC_NPROCESSORS_ONLN);
    size_t threads = cores > 0 ? (size_t)cores : 1, repeat = 1;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--threads") == 0 && i + 1 < argc) threads = positive(argv[++i]);
        else if (strcmp(argv[i], "--repeat") == 0 && i + 1 < argc) repeat = positive(argv[++i]);
        else die("usage: turbo_decode [--threads N] [--repeat R] < PATHS");
    }
    read_paths();

    Worker *workers = calloc(threads, sizeof *workers);
    if (!workers) die("out of memory");
    for (size_t i = 0; i < threads; i++) {
        workers[i].decompressor = tjInitDecompress();
        if (!workers[i].decompressor) die("no decompressor");
    }

    double seconds[repeat];
    size_t images = 0;
    for (size_t pass = 0; pass < repeat; pass++) {
        seconds[pass] = run_pass(workers, threads);
        images = 0;
        for (size_t i = 0; i < threads; i++) images += workers[i].decoded;
        printf("pass %zu: %.4f s, %.0f images/s\n", pass + 1, seconds[pass], (double)images / seconds[pass]);
    }
    qsort(seconds, repeat, sizeof *seconds, ascending);
    printf("images: %zu\nseconds: %.6f\n", images, (seconds[(repeat - 1) / 2] + seconds[repeat / 2]) / 2);
    return 0;
}
