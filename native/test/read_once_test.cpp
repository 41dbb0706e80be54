// Index data that another thread writes to while a kernel runs. Behind what an index may name lies something that no
// result may show: the kernel refuses the index or takes the one that it checked, whichever of the two it finds.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "array.h"
#include "kernel_call.h"

namespace sconce::testing {
namespace {

constexpr int64_t kFloat = 6, kDouble = 7, kInt64 = 4;

// Calls f() again and again while another thread stores `good` and `bad` at `place` in turn; in the end it is good.
template <typename T, typename F>
void while_written(T* place, T good, T bad, F f) {
  std::atomic<bool> done = false;
  std::thread writer([&] {
    while (!done) {
      __atomic_store(place, &bad, __ATOMIC_RELAXED);
      __atomic_store(place, &good, __ATOMIC_RELAXED);
    }
  });
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(150);
  while (std::chrono::steady_clock::now() < end && !::testing::Test::HasFailure()) f();
  done = true;
  writer.join();
}

void taken_or_refused(Status status) { EXPECT_TRUE(status == kOk || status == kIndexOutOfRange) << status; }

TEST(ReadOnce, Gather) {
  constexpr int64_t kRows = 4, kCount = 20'000;
  const std::vector<float> table = {1, 1, 1, 1, 777, 777};
  std::vector<int64_t> index(kCount, 0);
  std::vector<float> out(kCount);
  for (const Capability capability : supported_capabilities()) {
    while_written(&index.back(), int64_t{0}, kRows, [&] {
      taken_or_refused(run(capability, "index", kFloat, out.data(), table.data(), 0, 1, 0, 1, 1, kCount, 4, 0,
                           index.data(), kRows, 4, 8));
      EXPECT_LE(out.back(), 1);
    });
  }
}

TEST(ReadOnce, EmbeddingBagIndices) {
  constexpr int64_t kRows = 4, kCount = 20'000;
  const std::vector<float> table = {1, 1, 1, 1, 777, 777};
  std::vector<int64_t> index(kCount, 0);
  const int64_t offset = 0;
  float out = 0;
  for (const Capability capability : supported_capabilities()) {
    while_written(&index.back(), int64_t{0}, kRows, [&] {
      taken_or_refused(run(capability, "embedding_bag", kFloat, &out, nullptr, nullptr, table.data(), index.data(),
                           &offset, nullptr, kCount, 1, kRows, 1, 0, -1));
      EXPECT_LE(out, kCount);
    });
  }
}

TEST(ReadOnce, EmbeddingBagOffsets) {
  constexpr int64_t kCount = 2'000, kMore = 8;
  const float table = 1;
  const std::vector<int64_t> index(kCount + kMore, 0);
  int64_t offsets[2] = {0, kCount}, sizes[2];
  float out[2];
  for (const Capability capability : supported_capabilities()) {
    while_written(&offsets[1], kCount, kCount + kMore, [&] {
      taken_or_refused(run(capability, "embedding_bag", kFloat, out, sizes, nullptr, &table, index.data(), offsets,
                           nullptr, kCount, 2, 1, 1, 0, -1));
      EXPECT_LE(out[0], kCount);
    });
  }
}

TEST(ReadOnce, Sorter) {
  constexpr int64_t kCount = 2'001, kValues = 64;
  std::vector<double> sequence(kCount + 1);
  std::vector<int64_t> sorter(kCount);
  for (int64_t i = 0; i < kCount; i++) {
    sequence[static_cast<size_t>(i)] = static_cast<double>(i);
    sorter[static_cast<size_t>(i)] = i;
  }
  sequence.back() = -1;
  const std::vector<double> values(kValues, 3);
  std::vector<int64_t> out(kValues);
  for (const Capability capability : supported_capabilities()) {
    while_written(&sorter[kCount / 2], kCount / 2, kCount, [&] {
      taken_or_refused(run(capability, "searchsorted", kDouble, kInt64, out.data(), values.data(), sequence.data(),
                           sorter.data(), 1, kValues, kCount, 1, 0));
      for (const int64_t place : out) EXPECT_LE(place, 3);
    });
  }
}

TEST(ReadOnce, BatchSizes) {
  constexpr int64_t kSteps = 500, kRows = 2 * kSteps - 1;
  std::vector<int64_t> batch_sizes(kSteps, 2);
  const std::vector<float> gates(kRows + 1, 0.5f), w_hh(1, 0);
  for (const Capability capability : supported_capabilities()) {
    std::vector<float> out(kRows + 1, 777), h_n(2);
    while_written(&batch_sizes.back(), int64_t{1}, int64_t{2}, [&] {
      taken_or_refused(run(capability, "rnn_layer", kFloat, 2, out.data(), h_n.data(), nullptr, gates.data(),
                           w_hh.data(), nullptr, nullptr, nullptr, batch_sizes.data(), kSteps, 2, 1, kRows, 1, 1, 1, 0,
                           0));
      EXPECT_EQ(out.back(), 777);
    });
  }
}

TEST(ReadOnce, ImageNumbers) {
  constexpr int64_t kRois = 1'000;
  const std::vector<double> images = {1, 777};
  std::vector<double> rois(5 * kRois, 0), out(kRois);
  for (const Capability capability : supported_capabilities()) {
    while_written(&rois[5 * (kRois - 1)], 0.0, 1.0, [&] {
      taken_or_refused(run(capability, "roi_align", kDouble, out.data(), images.data(), rois.data(), 1, 1, 1, 1, kRois,
                           1, 1, 1.0, 1, 0));
      EXPECT_LE(out.back(), 1);
    });
  }
}

// Rows whose order changes while they are sorted lead the sort out of its array, where nothing stops it.
TEST(ReadOnce, SortedRows) {
  constexpr int64_t kRows = 64;
  std::vector<double> in(kRows, 1);
  std::vector<int64_t> order(kRows);
  int64_t found = 0;
  for (const Capability capability : supported_capabilities()) {
    while_written(&in[kRows / 2], 0.0, 2.0, [&] {
      EXPECT_EQ(run(capability, "unique_rows", kDouble, order.data(), nullptr, nullptr, &found, in.data(), kRows, 1, 0),
                kOk);
      EXPECT_LE(found, 2);
    });
  }
}

}  // namespace
}  // namespace sconce::testing
