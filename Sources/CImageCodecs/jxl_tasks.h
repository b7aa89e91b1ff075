// The tasks that libjxl divides a picture into, on several threads.

#ifndef CIC_JXL_TASKS_H
#define CIC_JXL_TASKS_H

#include <jxl/parallel_runner.h>

/// A JxlParallelRunner. `threads` points to a uint32_t, the most threads that take part, the caller's among them.
///
/// The runner of libjxl_threads ends the process when the system gives it no threads; here fewer threads then do all the tasks.
JxlParallelRetCode cic_jxl_run(void *threads, void *decoder, JxlParallelRunInit begin, JxlParallelRunFunction task, uint32_t start,
                               uint32_t end);

#endif
