#include "parallel/trace.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

#include "parallel/parallel.h"
#include "sconce/sconce.h"

namespace sconce {
namespace {

class Trace : public ::testing::Test {
 protected:
  void SetUp() override { set_num_threads(2); }
  void TearDown() override { set_num_threads(before_); }

  static std::vector<int64_t> take() {
    std::vector<int64_t> words(static_cast<size_t>(sc_trace_take(0, 0)));
    const auto count = static_cast<int64_t>(words.size());
    EXPECT_EQ(sc_trace_take(reinterpret_cast<int64_t>(words.data()), count), count);
    return words;
  }

 private:
  const int before_ = num_threads();
};

constexpr int64_t kSize = 1000;

int64_t sum() {
  std::atomic<int64_t> total{0};
  parallel_for(0, kSize, 10, [&](int64_t from, int64_t to) { total += to - from; });
  return total;
}

TEST_F(Trace, ALoopIsARecordWithItsParts) {
  sc_trace_start();
  EXPECT_EQ(sum(), kSize);
  const auto words = take();
  ASSERT_GE(words.size(), 10u);
  const int64_t begin = words[0], end = words[1], waiting = words[2], threads = words[3], parts = words[4];
  EXPECT_LE(begin, end);
  EXPECT_GE(waiting, 0);
  EXPECT_LE(waiting, end - begin);
  EXPECT_EQ(threads, 2);
  ASSERT_EQ(words.size(), static_cast<size_t>(5 + 5 * parts));
  for (int64_t part = 0; part < parts; ++part) {
    const int64_t* word = &words[static_cast<size_t>(5 + 5 * part)];
    EXPECT_GT(word[0], 0) << "the thread";
    EXPECT_LE(begin, word[1]);
    EXPECT_LE(word[1], word[2]);
    EXPECT_LE(word[2], end);
    EXPECT_LE(word[3], word[2] - word[1]) << "busy";
    EXPECT_GE(word[4], 1) << "ranges";
  }
}

TEST_F(Trace, NothingIsRecordedUnlessAskedFor) {
  sc_trace_start();
  EXPECT_TRUE(take().empty());
  sum();
  EXPECT_TRUE(take().empty());
}

TEST_F(Trace, ALoopThatNeedsNoThreadsIsNoRecord) {
  sc_trace_start();
  parallel_for(0, 10, 10, [](int64_t, int64_t) {});
  set_num_threads(1);
  sum();
  EXPECT_TRUE(take().empty());
}

TEST_F(Trace, ALoopInsideALoopIsPartOfIt) {
  sc_trace_start();
  parallel_for(0, kSize, 10, [](int64_t, int64_t) { sum(); });
  const auto words = take();
  ASSERT_GE(words.size(), 5u);
  EXPECT_EQ(words.size(), static_cast<size_t>(5 + 5 * words[4]));
}

TEST_F(Trace, OtherThreadsAreNotRecorded) {
  sc_trace_start();
  std::thread([] { sum(); }).join();
  EXPECT_TRUE(take().empty());
}

TEST_F(Trace, RecordingGoesOnAfterAnException) {
  sc_trace_start();
  EXPECT_THROW(parallel_for(0, kSize, 10, [](int64_t, int64_t) { throw 1; }), int);
  sum();
  const auto words = take();
  ASSERT_GE(words.size(), 5u);
  EXPECT_EQ(words.size(), static_cast<size_t>(5 + 5 * words[4]));
}

}  // namespace
}  // namespace sconce
