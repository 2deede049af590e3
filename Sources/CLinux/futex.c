#define _GNU_SOURCE
#include "futex.h"

#include <errno.h>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int interleave_futex_wait(const uint32_t *word, uint32_t expected, uint64_t deadline) {
  struct timespec moment = {
      .tv_sec = (time_t)(deadline / 1000000000u),
      .tv_nsec = (long)(deadline % 1000000000u),
  };
  // Only the bitset form takes an absolute time, so that a woken waiter needs no arithmetic to wait on.
  long answer = syscall(SYS_futex, word, FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG, expected,
                        deadline == UINT64_MAX ? NULL : &moment, NULL, FUTEX_BITSET_MATCH_ANY);
  return answer == -1 ? errno : 0;
}

int interleave_futex_wake(const uint32_t *word, int count) {
  return (int)syscall(SYS_futex, word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, count, NULL, NULL, 0);
}
