#include "parallel/alone.h"

#include <oneapi/tbb/task_arena.h>

namespace sconce::detail {

void run_alone(const Task& task) {
  // One for each thread: an arena of one thread admits one caller at a time.
  thread_local tbb::task_arena arena(1);
  arena.execute([&] { task(0); });
}

}  // namespace sconce::detail
