// Only in builds with USE_TBB: how a library whose runtime is oneTBB is kept on the thread that calls it.
#include "parallel/alone.h"

#include <gtest/gtest.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <atomic>
#include <thread>
#include <vector>

#include "parallel/parallel.h"

namespace sconce::testing {
namespace {

// What a library does: asks how many threads there are, and spreads its work. Counts what was done on another thread
// than the caller's.
void library_call(std::atomic<int>& strangers, std::atomic<int>& calls) {
  const std::thread::id caller = std::this_thread::get_id();
  auto body = [&](int) {
    EXPECT_EQ(tbb::this_task_arena::max_concurrency(), 1);
    tbb::parallel_for(0, 200, [&](int) {
      if (std::this_thread::get_id() != caller) strangers++;
      calls++;
    });
  };
  detail::run_alone(detail::Task(body));
}

TEST(Alone, ALibraryStaysOnTheThreadThatCallsIt) {
  std::atomic<int> strangers{0}, calls{0};
  library_call(strangers, calls);
  EXPECT_EQ(calls, 200);
  EXPECT_EQ(strangers, 0);
}

TEST(Alone, SoItDoesInsideOurTilesAndWithManyCallers) {
  set_num_threads(3);
  std::atomic<int> strangers{0}, calls{0};
  std::vector<std::thread> callers;
  for (int i = 0; i < 8; i++) {
    callers.emplace_back([&] {
      parallel_for(0, 12, 1, [&](int64_t begin, int64_t end) {
        for (int64_t tile = begin; tile < end; tile++) library_call(strangers, calls);
      });
    });
  }
  for (std::thread& caller : callers) caller.join();
  set_num_threads(2);
  EXPECT_EQ(calls, 8 * 12 * 200);
  EXPECT_EQ(strangers, 0);
}

}  // namespace
}  // namespace sconce::testing
