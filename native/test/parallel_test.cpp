#include "parallel/parallel.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "parallel/backend.h"

namespace sconce {
namespace {

class Parallel : public ::testing::TestWithParam<int> {
 protected:
  void SetUp() override { set_num_threads(GetParam()); }
  void TearDown() override { set_num_threads(before_); }

 private:
  const int before_ = num_threads();
};

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

TEST_P(Parallel, AtMostNumThreadsRangesNoneShorterThanGrainButTheLast) {
  for (int64_t size : {2, 9, 10, 100, 1001}) {
    for (int64_t grain : {1, 2, 4, 33}) {
      const auto ranges = ranges_of(0, size, grain);
      EXPECT_LE(static_cast<int>(ranges.size()), num_threads());
      for (size_t i = 0; i + 1 < ranges.size(); ++i) EXPECT_GE(ranges[i].end - ranges[i].begin, grain);
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

TEST_P(Parallel, ThreadNumbersAreContiguousAndUniqueWithinALoop) {
  const auto ranges = ranges_of(0, 1000, 1);
  std::set<int> numbers;
  for (const Range& range : ranges) numbers.insert(range.thread);
  EXPECT_EQ(numbers.size(), ranges.size());
  EXPECT_EQ(*numbers.begin(), 0);
  EXPECT_EQ(*numbers.rbegin(), static_cast<int>(ranges.size()) - 1);
  EXPECT_EQ(thread_num(), 0);
}

TEST_P(Parallel, ANestedLoopRunsInline) {
  std::atomic<int> inner{0};
  parallel_for(0, 100, 1, [&](int64_t, int64_t) {
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
  EXPECT_EQ(inner.load(), std::min(num_threads(), 100));
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
  EXPECT_GE(detail::live_workers(), static_cast<int>(workers.size()));
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

INSTANTIATE_TEST_SUITE_P(Threads, Parallel, ::testing::Values(1, 2, 3, 8));

TEST(ParallelSetting, CountsBelowOneAreIgnored) {
  const int before = num_threads();
  EXPECT_GE(before, 1);
  set_num_threads(0);
  set_num_threads(-3);
  EXPECT_EQ(num_threads(), before);
}

}  // namespace
}  // namespace sconce
