#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "futex.h"

// What Swift cannot call on Linux: GNU extensions that the Glibc module hides, variadic functions
// and system calls without a wrapper. Every function says in one sentence why it stands here.
// Functions that can fail return -1 and leave the reason in errno, unless they say otherwise.

// CPUs and threads

/// Pins the calling thread to the given CPUs; `cpu_set_t` and its macros are not importable.
int interleave_set_affinity(const int *cpus, size_t count);

/// Writes the CPUs that the calling thread may use, at most `capacity`, and returns how many there
/// are; same reason as above.
int interleave_get_affinity(int *cpus, size_t capacity);

/// The kernel's number of the calling thread; `gettid` is a GNU extension.
pid_t interleave_gettid(void);

/// The CPU that the calling thread runs on now; `sched_getcpu` is a GNU extension.
int interleave_current_cpu(void);

/// CPU time of the calling thread in nanoseconds; the clock id is a macro that Swift types badly.
uint64_t interleave_thread_cpu_time(void);

/// CPU time of the whole process in nanoseconds; same reason.
uint64_t interleave_process_cpu_time(void);

/// What a thread or process has used so far.
struct interleave_usage {
  int64_t user_nanoseconds;
  int64_t system_nanoseconds;
  int64_t voluntary_switches;
  int64_t involuntary_switches;
  int64_t minor_faults;
  int64_t major_faults;
  int64_t peak_memory; // bytes; of the whole process
};

/// Usage of the calling thread; `RUSAGE_THREAD` is a GNU extension.
int interleave_thread_rusage(struct interleave_usage *usage);

/// Usage of the whole process, all threads; beside the thread's for the same shape.
int interleave_process_rusage(struct interleave_usage *usage);

/// Names the calling thread for `/proc` and debuggers; `pthread_setname_np` is a GNU extension.
int interleave_name_thread(const char *name);

// Descriptors and processes

/// Makes a pipe whose ends close on exec; `pipe2` is a GNU extension.
int interleave_pipe(int ends[2]);

/// Closes all descriptors from `first` on; `close_range` is a GNU extension.
int interleave_close_from(unsigned first);

/// Tells whether a child has ended, without reaping it; `siginfo_t` is a union in C.
bool interleave_has_ended(pid_t child);

/// Any system call by number, for numbers without a wrapper; `syscall` is variadic.
long interleave_system_call(long number, long a, long b, long c, long d, long e, long f);

// Confinement from inside, for machines without user namespaces

/// Gives up all ways to gain privileges through exec; `prctl` is variadic.
int interleave_refuse_new_privileges(void);

/// Installs the filter program in a file for all later system calls; `prctl` is variadic.
int interleave_install_filter(const char *path);

/// The Landlock version of the kernel, 0 without Landlock; glibc 2.36 has no wrapper.
int interleave_landlock_version(void);

/// What a process may still touch once Landlock holds it; the lists end with a null pointer.
struct interleave_landlock_rules {
  const char *const *readable; // files and folders that may be read and executed
  const char *const *writable; // folders in which everything may be done
  const char *const *devices;  // single files that may be read and written
};

/// Confines the calling thread and all its later children; glibc has no wrapper for the calls.
int interleave_landlock_confine(const struct interleave_landlock_rules *rules);
