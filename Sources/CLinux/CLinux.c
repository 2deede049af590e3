#define _GNU_SOURCE

#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int interleave_set_affinity(const int *cpus, size_t count) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (size_t i = 0; i < count; i++) {
    if (cpus[i] < 0 || cpus[i] >= CPU_SETSIZE) {
      errno = EINVAL;
      return -1;
    }
    CPU_SET(cpus[i], &set);
  }
  return sched_setaffinity(0, sizeof set, &set);
}

int interleave_get_affinity(int *cpus, size_t capacity) {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) != 0) return -1;
  size_t found = 0;
  for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
    if (!CPU_ISSET(cpu, &set)) continue;
    if (found < capacity) cpus[found] = cpu;
    found++;
  }
  return (int)found;
}

pid_t interleave_gettid(void) { return (pid_t)syscall(SYS_gettid); }

int interleave_current_cpu(void) { return sched_getcpu(); }

static uint64_t nanoseconds(clockid_t clock) {
  struct timespec now;
  if (clock_gettime(clock, &now) != 0) return 0;
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t interleave_thread_cpu_time(void) { return nanoseconds(CLOCK_THREAD_CPUTIME_ID); }

uint64_t interleave_process_cpu_time(void) { return nanoseconds(CLOCK_PROCESS_CPUTIME_ID); }

static int usage_of(int who, struct interleave_usage *usage) {
  struct rusage raw;
  if (getrusage(who, &raw) != 0) return -1;
  usage->user_nanoseconds = raw.ru_utime.tv_sec * 1000000000LL + raw.ru_utime.tv_usec * 1000LL;
  usage->system_nanoseconds = raw.ru_stime.tv_sec * 1000000000LL + raw.ru_stime.tv_usec * 1000LL;
  usage->voluntary_switches = raw.ru_nvcsw;
  usage->involuntary_switches = raw.ru_nivcsw;
  usage->minor_faults = raw.ru_minflt;
  usage->major_faults = raw.ru_majflt;
  usage->peak_memory = raw.ru_maxrss * 1024LL;
  return 0;
}

int interleave_thread_rusage(struct interleave_usage *usage) {
  return usage_of(RUSAGE_THREAD, usage);
}

int interleave_process_rusage(struct interleave_usage *usage) {
  return usage_of(RUSAGE_SELF, usage);
}

int interleave_name_thread(const char *name) {
  char kept[16] = {0}; // the kernel keeps 15 characters and refuses more
  strncpy(kept, name, sizeof kept - 1);
  int error = pthread_setname_np(pthread_self(), kept);
  if (error == 0) return 0;
  errno = error;
  return -1;
}

int interleave_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int interleave_close_from(unsigned first) {
  return (int)syscall(SYS_close_range, first, ~0u, 0);
}


bool interleave_has_ended(pid_t child) {
  siginfo_t info;
  memset(&info, 0, sizeof info);
  int result = waitid(P_PID, (id_t)child, &info, WEXITED | WNOHANG | WNOWAIT);
  return result != 0 || info.si_pid == child;
}

long interleave_system_call(long number, long a, long b, long c, long d, long e, long f) {
  return syscall(number, a, b, c, d, e, f);
}

int interleave_refuse_new_privileges(void) { return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); }

int interleave_install_filter(const char *path) {
  struct sock_filter program[1024];
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return -1;
  size_t size = 0;
  for (;;) {
    ssize_t count = read(file, (char *)program + size, sizeof program - size);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    size += (size_t)count;
  }
  close(file);
  if (size == 0 || size % sizeof program[0] != 0 || size == sizeof program) {
    errno = EINVAL; // empty, torn or cut off: refuse rather than run with half a filter
    return -1;
  }
  struct sock_fprog filter = {(unsigned short)(size / sizeof program[0]), program};
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter, 0, 0);
}

// Landlock's structures as the kernel's documentation gives them: Debian 12's headers stop before
// the network and scope fields, and the kernel accepts the longer form from the version on that
// knows it.

struct ruleset_attributes {
  uint64_t handled_access_fs;
  uint64_t handled_access_net;
  uint64_t scoped;
};

struct path_beneath {
  uint64_t allowed_access;
  int32_t parent_fd;
} __attribute__((packed));

enum {
  landlock_create_ruleset = 444,
  landlock_add_rule = 445,
  landlock_restrict_self = 446,
  rule_path_beneath = 1,
};

enum {
  access_execute = 1 << 0,
  access_write_file = 1 << 1,
  access_read_file = 1 << 2,
  access_read_dir = 1 << 3,
  access_version_1 = (1 << 13) - 1,
  access_refer = 1 << 13,    // version 2
  access_truncate = 1 << 14, // version 3
  access_ioctl = 1 << 15,    // version 5
};

int interleave_landlock_version(void) {
  long version = syscall(landlock_create_ruleset, NULL, 0, 1);
  return version < 0 ? 0 : (int)version;
}

static int allow(int ruleset, const char *path, uint64_t access, uint64_t handled) {
  int place = open(path, O_PATH | O_CLOEXEC);
  if (place < 0) return errno == ENOENT ? 0 : -1; // what is not there needs no rule
  struct stat what;
  uint64_t wanted = access & handled;
  if (fstat(place, &what) == 0 && !S_ISDIR(what.st_mode)) {
    wanted &= access_execute | access_write_file | access_read_file | access_truncate | access_ioctl;
  }
  struct path_beneath rule = {wanted, place};
  long result = syscall(landlock_add_rule, ruleset, rule_path_beneath, &rule, 0);
  int error = errno;
  close(place);
  errno = error;
  return (int)result;
}

static int allow_all(int ruleset, const char *const *paths, uint64_t access, uint64_t handled) {
  for (; paths != NULL && *paths != NULL; paths++) {
    if (allow(ruleset, *paths, access, handled) != 0) return -1;
  }
  return 0;
}

int interleave_landlock_confine(const struct interleave_landlock_rules *rules) {
  int version = interleave_landlock_version();
  if (version == 0) {
    errno = ENOSYS;
    return -1;
  }
  struct ruleset_attributes attributes = {access_version_1, 0, 0};
  size_t size = sizeof attributes.handled_access_fs;
  if (version >= 2) attributes.handled_access_fs |= access_refer;
  if (version >= 3) attributes.handled_access_fs |= access_truncate;
  if (version >= 5) attributes.handled_access_fs |= access_ioctl;
  if (version >= 4) {
    attributes.handled_access_net = 3; // TCP bind and connect: no rule allows any port
    size += sizeof attributes.handled_access_net;
  }
  if (version >= 6) {
    attributes.scoped = 3; // no abstract sockets and no signals to processes outside
    size += sizeof attributes.scoped;
  }
  int ruleset = (int)syscall(landlock_create_ruleset, &attributes, size, 0);
  if (ruleset < 0) return -1;
  uint64_t handled = attributes.handled_access_fs;
  uint64_t read = access_execute | access_read_file | access_read_dir;
  uint64_t device = access_read_file | access_write_file | access_ioctl;
  int result = 0;
  if (allow_all(ruleset, rules->readable, read, handled) != 0 ||
      allow_all(ruleset, rules->writable, handled, handled) != 0 ||
      allow_all(ruleset, rules->devices, device, handled) != 0 ||
      syscall(landlock_restrict_self, ruleset, 0) != 0) {
    result = -1;
  }
  int error = errno;
  close(ruleset);
  errno = error;
  return result;
}
