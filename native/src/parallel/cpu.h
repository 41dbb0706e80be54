// Moves the calling thread to a CPU or away from one, for the moments when the scheduler does not see for milliseconds
// what two threads know. The thread's affinity is afterwards what it was, so the scheduler may move it on.
#pragma once

#include <sched.h>

namespace sconce::detail {

inline void visit_cpus(const cpu_set_t& usable, const cpu_set_t& wanted) {
  if (CPU_COUNT(&wanted) == 0 || sched_setaffinity(0, sizeof(wanted), &wanted) != 0) return;
  sched_setaffinity(0, sizeof(usable), &usable);
}

inline bool is_cpu(int cpu) { return cpu >= 0 && cpu < CPU_SETSIZE; }

// To `cpu`, where the thread may run there.
inline void move_to_cpu(int cpu) {
  cpu_set_t usable, wanted;
  if (!is_cpu(cpu) || cpu == sched_getcpu() || sched_getaffinity(0, sizeof(usable), &usable) != 0) return;
  CPU_ZERO(&wanted);
  if (CPU_ISSET(static_cast<size_t>(cpu), &usable)) CPU_SET(static_cast<size_t>(cpu), &wanted);
  visit_cpus(usable, wanted);
}

// To another one than `cpu`, where there is any.
inline void leave_cpu(int cpu) {
  cpu_set_t usable, wanted;
  if (!is_cpu(cpu) || cpu != sched_getcpu() || sched_getaffinity(0, sizeof(usable), &usable) != 0) return;
  wanted = usable;
  CPU_CLR(static_cast<size_t>(cpu), &wanted);
  visit_cpus(usable, wanted);
}

}  // namespace sconce::detail
