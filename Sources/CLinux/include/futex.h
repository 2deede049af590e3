// The two futex operations that a wait with a deadline is built on; Swift cannot call the variadic
// `syscall` itself.
#pragma once
#include <stdint.h>

/// Sleeps while `*word == expected`, until woken or until `deadline` (nanoseconds of CLOCK_MONOTONIC;
/// UINT64_MAX waits for ever). Answers 0, or an errno value: EAGAIN (the word differs), ETIMEDOUT, EINTR.
int interleave_futex_wait(const uint32_t *word, uint32_t expected, uint64_t deadline);

/// Wakes up to `count` threads that sleep on `word`; answers how many it woke.
int interleave_futex_wake(const uint32_t *word, int count);
