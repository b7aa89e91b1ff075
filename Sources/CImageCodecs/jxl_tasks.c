#include "jxl_tasks.h"

#include "decoder.h"

#include <pthread.h>
#include <stdatomic.h>

struct division {
  void *decoder;
  JxlParallelRunFunction task;
  // The next task; wider than their numbers, as each thread looks once beyond the end.
  _Atomic uint64_t next;
  uint32_t end;
};

struct helper {
  struct division *division;
  size_t number;
  pthread_t thread;
};

static void run_tasks(struct division *division, size_t thread) {
  for (;;) {
    uint64_t task = atomic_fetch_add(&division->next, 1);
    if (task >= division->end) return;
    division->task(division->decoder, (uint32_t)task, thread);
  }
}

static void *help(void *pointer) {
  struct helper *helper = pointer;
  run_tasks(helper->division, helper->number);
  return NULL;
}

JxlParallelRetCode cic_jxl_run(void *threads, void *decoder, JxlParallelRunInit begin, JxlParallelRunFunction task, uint32_t start,
                               uint32_t end) {
  if (start > end) return JXL_PARALLEL_RET_RUNNER_ERROR;
  if (start == end) return 0;
  uint32_t count = *(const uint32_t *)threads;
  if (count > CIC_MAX_THREADS) count = CIC_MAX_THREADS;
  if (count > end - start) count = end - start;
  if (count < 1) count = 1;
  JxlParallelRetCode code = begin(decoder, count);
  if (code != 0) return code;
  struct division division = {.decoder = decoder, .task = task, .next = start, .end = end};
  struct helper helpers[CIC_MAX_THREADS];
  uint32_t helping = 0;
  while (helping + 1 < count) {
    struct helper *helper = &helpers[helping];
    helper->division = &division;
    helper->number = helping + 1;
    if (pthread_create(&helper->thread, NULL, help, helper) != 0) break;
    helping++;
  }
  run_tasks(&division, 0);
  while (helping > 0) pthread_join(helpers[--helping].thread, NULL);
  return 0;
}
