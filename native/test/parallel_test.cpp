#include "parallel/parallel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "parallel/slots.h"
#include "sconce/sconce.h"

namespace sconce {
namespace {

class Parallel : public ::testing::TestWithParam<int> {
 protected:
  void SetUp() override {
    set_minimum_slots(GetParam());
    set_num_threads(GetParam());
  }
  void TearDown() override {
    set_num_threads(before_);
    set_minimum_slots(before_);
  }

 private:
  const int before_ = num_threads();
};

// As a caller from Java: holds a slot, and waits for it where there is none.
class Slot {
 public:
  Slot() {
    if (try_acquire_slot()) return;
    add_slot_waiters(1);
    while (!try_acquire_slot()) std::this_thread::sleep_for(std::chrono::microseconds(50));
    add_slot_waiters(-1);
  }
  ~Slot() { release_slot(); }
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;
};

void spin_for(std::chrono::microseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (std::chrono::steady_clock::now() < end) {
  }
}

void run_on_threads(int count, const std::function<void()>& function) {
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back(function);
  for (auto& thread : threads) thread.join();
}

// The pool starts and ends its threads in its own time.
template <typename Condition>
void wait_until(const Condition& condition) {
  while (!condition()) std::this_thread::sleep_for(std::chrono::microseconds(100));
}

struct Range {
  int64_t begin;
  int64_t end;
  int thread;
  bool operator<(const Range& other) const { return begin < other.begin; }
};

std::vector<Range> ranges_of(int64_t begin, int64_t end, int64_t grain) {
  std::mutex mutex;
  std::vector<Range> ranges;
  parallel_for(begin, end, grain, [&](int64_t from, int64_t to) {
    std::lock_guard lock(mutex);
    ranges.push_back({from, to, thread_num()});
  });
  std::sort(ranges.begin(), ranges.end());
  return ranges;
}

TEST_P(Parallel, RangesCoverEachElementOnce) {
  for (int64_t size : {1, 2, 3, 7, 8, 9, 100, 1001}) {
    for (int64_t grain : {-1, 0, 1, 2, 3, 64, 5000}) {
      const auto ranges = ranges_of(-5, size - 5, grain);
      int64_t next = -5;
      for (const Range& range : ranges) {
        EXPECT_EQ(range.begin, next);
        EXPECT_LT(range.begin, range.end);
        next = range.end;
      }
      EXPECT_EQ(next, size - 5);
    }
  }
}

TEST_P(Parallel, ARangeHasAboutAGrainOrMore) {
  for (int64_t size : {2, 9, 10, 100, 1001}) {
    for (int64_t grain : {1, 2, 4, 33}) {
      const auto ranges = ranges_of(0, size, grain);
      EXPECT_LE(static_cast<int64_t>(ranges.size()), (size + grain - 1) / grain);
      for (const Range& range : ranges) {
        if (ranges.size() > 1) {
          EXPECT_GE(range.end - range.begin, grain / 2);
        }
      }
    }
  }
}

TEST_P(Parallel, AnEmptyRangeMakesNoCall) {
  EXPECT_TRUE(ranges_of(3, 3, 1).empty());
  EXPECT_TRUE(ranges_of(3, 2, 1).empty());
}

TEST_P(Parallel, ASmallRangeIsOneCallOnTheCallersThread) {
  const auto caller = std::this_thread::get_id();
  int calls = 0;
  parallel_for(0, 10, 10, [&](int64_t begin, int64_t end) {
    EXPECT_EQ(std::this_thread::get_id(), caller);
    EXPECT_EQ(end - begin, 10);
    EXPECT_TRUE(in_parallel_region());
    ++calls;
  });
  EXPECT_EQ(calls, 1);
}

TEST_P(Parallel, ThreadNumbersAreContiguousAndUniqueWithManyCallers) {
  std::atomic<int> wrong{0};
  run_on_threads(64, [&] {
    for (int round = 0; round < 20; ++round) {
      std::vector<std::atomic<int>> running(static_cast<size_t>(GetParam()));
      parallel_for(0, 100, 1, [&](int64_t, int64_t) {
        const int number = thread_num();
        if (number < 0 || number >= GetParam()) {
          wrong.fetch_add(1);
          return;
        }
        if (running[static_cast<size_t>(number)].fetch_add(1) != 0) wrong.fetch_add(1);
        spin_for(std::chrono::microseconds(1));
        running[static_cast<size_t>(number)].fetch_sub(1);
      });
    }
  });
  EXPECT_EQ(wrong.load(), 0);
  EXPECT_EQ(thread_num(), 0);
}

TEST_P(Parallel, NumbersStayBelowTheNumberOfGrains) {
  for (int round = 0; round < 50; ++round) {
    for (const Range& range : ranges_of(0, 25, 10)) EXPECT_LT(range.thread, 3);
  }
}

TEST_P(Parallel, ANestedLoopRunsInline) {
  std::atomic<int> outer{0}, inner{0};
  parallel_for(0, 100, 1, [&](int64_t, int64_t) {
    outer.fetch_add(1);
    const auto outer_thread = std::this_thread::get_id();
    const int outer_number = thread_num();
    EXPECT_TRUE(in_parallel_region());
    parallel_for(0, 50, 1, [&](int64_t begin, int64_t end) {
      EXPECT_EQ(std::this_thread::get_id(), outer_thread);
      EXPECT_EQ(end - begin, 50);
      EXPECT_EQ(thread_num(), 0);
      inner.fetch_add(1);
    });
    EXPECT_EQ(thread_num(), outer_number);
  });
  EXPECT_EQ(inner.load(), outer.load());
  EXPECT_FALSE(in_parallel_region());
}

TEST_P(Parallel, AnExceptionReachesTheCallerAndThePoolLivesOn) {
  for (int repeat = 0; repeat < 3; ++repeat) {
    EXPECT_THROW(parallel_for(0, 100, 1,
                              [](int64_t begin, int64_t) {
                                if (begin >= 0) throw std::runtime_error("range failed");
                              }),
                 std::runtime_error);
    EXPECT_FALSE(in_parallel_region());
  }
  EXPECT_FALSE(ranges_of(0, 100, 1).empty());
}

TEST_P(Parallel, TheWorkersThatComputedAreAlive) {
  std::mutex mutex;
  std::set<std::thread::id> workers;
  parallel_for(0, 1000, 1, [&](int64_t, int64_t) {
    std::lock_guard lock(mutex);
    workers.insert(std::this_thread::get_id());
  });
  workers.erase(std::this_thread::get_id());
  EXPECT_GE(sc_pool_threads(), static_cast<int>(workers.size()));
}

TEST_P(Parallel, WhatRangesWriteIsSeenAfterwards) {
  std::vector<int> values(10'000);
  for (int round = 1; round <= 200; ++round) {
    parallel_for(0, static_cast<int64_t>(values.size()), 100, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) ++values[static_cast<size_t>(i)];
    });
    ASSERT_EQ(values.front(), round);
    ASSERT_EQ(values.back(), round);
  }
}

TEST_P(Parallel, ManyCallersAtOnceEachGetTheirOwnResult) {
  std::vector<std::thread> callers;
  std::atomic<int> wrong{0};
  for (int caller = 0; caller < 16; ++caller) {
    callers.emplace_back([&] {
      for (int round = 0; round < 100; ++round) {
        std::atomic<int64_t> sum{0};
        parallel_for(0, 1000, 10, [&](int64_t begin, int64_t end) {
          int64_t part = 0;
          for (int64_t i = begin; i < end; ++i) part += i;
          sum.fetch_add(part);
        });
        if (sum.load() != 499'500) wrong.fetch_add(1);
      }
    });
  }
  for (auto& caller : callers) caller.join();
  EXPECT_EQ(wrong.load(), 0);
}

TEST_P(Parallel, ABusyPoolDoesNotHoldUpAnotherCaller) {
  std::atomic<bool> started{false};
  std::atomic<bool> release{false};
  std::thread holder([&] {
    parallel_for(0, 100, 1, [&](int64_t, int64_t) {
      started = true;
      while (!release) std::this_thread::yield();
    });
  });
  while (!started) std::this_thread::yield();
  EXPECT_FALSE(ranges_of(0, 100, 1).empty());  // would wait for ever if it waited for the holder
  release = true;
  holder.join();
}

TEST_P(Parallel, TheThreadCountMayChangeWhileOthersCompute) {
  std::atomic<bool> stop{false};
  std::atomic<int> wrong{0};
  std::vector<std::thread> callers;
  for (int caller = 0; caller < 3; ++caller) {
    callers.emplace_back([&] {
      while (!stop) {
        std::atomic<int64_t> count{0};
        parallel_for(0, 64, 1, [&](int64_t begin, int64_t end) { count.fetch_add(end - begin); });
        if (count.load() != 64) wrong.fetch_add(1);
      }
    });
  }
  for (int round = 0; round < 60; ++round) {
    set_num_threads(1 + round % 5);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  stop = true;
  for (auto& caller : callers) caller.join();
  EXPECT_EQ(wrong.load(), 0);
}

TEST_P(Parallel, ThreadsThatComputeNeverExceedTheSlots) {
  std::atomic<int> computing{0}, most{0}, wrong{0};
  run_on_threads(64, [&] {
    for (int round = 0; round < 20; ++round) {
      const Slot slot;
      std::atomic<int64_t> sum{0};
      parallel_for(0, 50, 1, [&](int64_t begin, int64_t end) {
        const int now = computing.fetch_add(1) + 1;
        for (int known = most; now > known && !most.compare_exchange_weak(known, now);) {
        }
        for (int64_t i = begin; i < end; ++i) sum.fetch_add(i);
        spin_for(std::chrono::microseconds(2));
        computing.fetch_sub(1);
      });
      if (sum.load() != 1225) wrong.fetch_add(1);
    }
  });
  EXPECT_LE(most.load(), slot_capacity());
  EXPECT_EQ(wrong.load(), 0);
  wait_until([] { return sc_free_slots() == slot_capacity(); });
}

// With one slot it is the loop's own.
class ParallelWithHelpers : public Parallel {};

TEST_P(ParallelWithHelpers, ALongLoopGivesASlotToWhoWaits) {
  std::atomic<bool> stop{false};
  std::thread endless([&] {
    const Slot slot;
    while (!stop) {
      parallel_for(0, 100'000, 1, [&](int64_t, int64_t) {
        if (!stop) spin_for(std::chrono::microseconds(200));
      });
    }
  });
  for (int call = 0; call < 5; ++call) {
    wait_until([] { return sc_free_slots() == 0; });
    const Slot slot;  // would wait for ever, if helpers stayed until there is nothing left to do
    int64_t count = 0;
    parallel_for(0, 10, 100, [&](int64_t begin, int64_t end) { count += end - begin; });
    EXPECT_EQ(count, 10);
  }
  stop = true;
  endless.join();
}

// Hands the slot over and asks for no more, as Java does.
std::atomic<int> ways_given{0};
void give_the_way() {
  ++ways_given;
  ask_for_way(false);
}

TEST_P(Parallel, AKernelsCallerGivesWayBetweenTwoRangesWhenItIsAskedTo) {
  set_give_way(&give_the_way);
  const Slot slot;
  const KernelScope scope(num_threads());
  add_slot_waiters(1);
  const auto caller = std::this_thread::get_id();
  for (int asked = 1; asked <= 3; ++asked) {
    ways_given = 0;
    std::atomic<int64_t> done{0};
    ask_for_way(true);
    parallel_for(0, 10'000, 1, [&](int64_t begin, int64_t end) {
      EXPECT_TRUE(ways_given == 0 || done > 0);  // not before there was something to do
      EXPECT_EQ(std::this_thread::get_id(), caller);
      done += end - begin;
    });
    EXPECT_EQ(done, 10'000);
    EXPECT_EQ(ways_given, 1);
  }
  ways_given = 0;
  ask_for_way(true);
  give_way();
  EXPECT_EQ(ways_given, 1);
  give_way();
  EXPECT_EQ(ways_given, 1);
  add_slot_waiters(-1);
  set_give_way(nullptr);
}

TEST_P(Parallel, WhoComputesOutsideAKernelHasNoSlotToGive) {
  set_give_way(&give_the_way);
  ways_given = 0;
  ask_for_way(true);
  give_way();
  ask_for_way(false);
  EXPECT_EQ(ways_given, 0);
  set_give_way(nullptr);
}

TEST_P(Parallel, ASlotThatIsFreeForLongIsTaken) {
  wait_until([] { return free_slots() == slot_capacity(); });
  std::vector<bool> taken;
  for (int i = 0; i < slot_capacity(); ++i) taken.push_back(try_acquire_idle_slot());
  EXPECT_FALSE(try_acquire_idle_slot());
  for (const bool one : taken) {
    EXPECT_TRUE(one);
    release_slot();
  }
}

TEST_P(Parallel, AChangeOfThreadCountReachesAThreadThatHasComputedBefore) {
  std::atomic<int> step{0}, seen{0};
  std::thread caller([&] {
    for (int i = 1; i <= 2; ++i) {
      wait_until([&] { return step == 2 * i - 1; });
      const KernelScope kernel(1000);
      parallel_for(0, 100, 1, [&](int64_t, int64_t) { EXPECT_EQ(num_threads(), detail::thread_setting()); });
      seen = num_threads();
      step = 2 * i;
    }
  });
  step = 1;
  wait_until([&] { return step == 2; });
  EXPECT_EQ(seen.load(), GetParam());
  set_num_threads(GetParam() + 2);
  step = 3;
  caller.join();
  EXPECT_EQ(seen.load(), GetParam() + 2);
}

TEST_P(Parallel, AKernelKeepsTheThreadCountOfItsBeginning) {
  const KernelScope kernel(1000);
  set_num_threads(GetParam() + 5);
  EXPECT_EQ(num_threads(), GetParam());
  parallel_for(0, 1000, 1, [&](int64_t, int64_t) {
    EXPECT_EQ(num_threads(), GetParam());
    EXPECT_LT(thread_num(), GetParam());
  });
}

TEST_P(Parallel, AKernelsLimitCountsWhereItIsLower) {
  {
    const KernelScope kernel(2);
    EXPECT_EQ(num_threads(), std::min(2, GetParam()));
    for (const Range& range : ranges_of(0, 1000, 1)) EXPECT_LT(range.thread, 2);
    const KernelScope inner(1);
    EXPECT_EQ(num_threads(), std::min(2, GetParam()));
  }
  EXPECT_EQ(num_threads(), GetParam());
}

TEST_P(Parallel, ThePoolIsNoLargerThanItsSlotsAndShrinksWithThem) {
  wait_until([] {
    ranges_of(0, 1000, 1);  // starts it, when the one before has gone
    return sc_pool_threads() == GetParam() - 1;
  });
  set_minimum_slots(1);
  set_num_threads(1);
  wait_until([] { return sc_pool_threads() == 0; });
  EXPECT_EQ(slot_capacity(), 1);
  wait_until([] { return sc_free_slots() == 1; });
}

TEST_P(Parallel, SlotsAreAsManyAsTheSettingsSay) {
  wait_until([] { return sc_free_slots() == GetParam(); });
  for (int i = 0; i < GetParam(); ++i) EXPECT_TRUE(try_acquire_slot());
  EXPECT_FALSE(try_acquire_slot());
  // A caller without company computes alone.
  for (const Range& range : ranges_of(0, 1000, 1)) EXPECT_EQ(range.thread, 0);
  set_minimum_slots(GetParam() + 1);
  EXPECT_TRUE(try_acquire_slot());
  EXPECT_FALSE(try_acquire_slot());
  set_minimum_slots(1);  // one too many is held until it is released
  EXPECT_EQ(sc_free_slots(), -1);
  for (int i = 0; i <= GetParam(); ++i) release_slot();
  EXPECT_EQ(sc_free_slots(), GetParam());
}

INSTANTIATE_TEST_SUITE_P(Threads, Parallel, ::testing::Values(1, 2, 3, 8));
INSTANTIATE_TEST_SUITE_P(Threads, ParallelWithHelpers, ::testing::Values(2, 3, 8));

TEST(ParallelSetting, CountsBelowOneAreIgnored) {
  const int before = num_threads();
  EXPECT_GE(before, 1);
  set_num_threads(0);
  set_num_threads(-3);
  EXPECT_EQ(num_threads(), before);
}

}  // namespace
}  // namespace sconce
