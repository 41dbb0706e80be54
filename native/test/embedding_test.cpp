#include <gtest/gtest.h>

#include <limits>

#include "array.h"
#include "kernel_call.h"

namespace sconce::testing {
namespace {

constexpr int64_t kSum = 0, kMean = 1, kMax = 2;

TEST(EmbeddingBag, SumsMeansAndMaxima) {
  const int64_t rows = 9, width = 21, bags = 4;
  const std::vector<int64_t> indices = {1, 3, 3, 8, 0, 2, 3, 4}, offsets = {0, 2, 2, 5};
  const auto n = static_cast<int64_t>(indices.size());
  Random random;
  Array<double> table({rows, width}), weights({n});
  table.fill([&] { return random.uniform(-1, 1); });
  weights.fill([&] { return random.uniform(-1, 1); });
  for (const Capability capability : supported_capabilities()) {
    for (const int64_t mode : {kSum, kMean, kMax}) {
      for (const bool weighted : {false, true}) {
        for (const int64_t padding : {-1, 3}) {
          if (weighted && mode != kSum) continue;
          Array<double> out({bags, width});
          Array<int64_t> sizes({bags}), best({bags, width});
          ASSERT_EQ(run(capability, "embedding_bag", 7, out.data(), sizes.data(), mode == kMax ? best.data() : nullptr,
                        table.data(), indices.data(), offsets.data(), weighted ? weights.data() : nullptr, n, bags,
                        rows, width, mode, padding),
                    kOk);
          ASSERT_TRUE(out.guards_intact() && sizes.guards_intact() && best.guards_intact());
          for (int64_t b = 0; b < bags; b++) {
            const int64_t end = b + 1 < bags ? offsets[static_cast<size_t>(b + 1)] : n;
            std::vector<int64_t> used;
            for (int64_t i = offsets[static_cast<size_t>(b)]; i < end; i++) {
              if (indices[static_cast<size_t>(i)] != padding) used.push_back(i);
            }
            EXPECT_EQ(sizes[b], static_cast<int64_t>(used.size()));
            for (int64_t j = 0; j < width; j++) {
              double sum = 0, max = -std::numeric_limits<double>::infinity();
              int64_t at = 0;
              for (const int64_t i : used) {
                const int64_t row = indices[static_cast<size_t>(i)];
                sum += table({row, j}) * (weighted ? weights[i] : 1);
                if (table({row, j}) > max) {
                  max = table({row, j});
                  at = row;
                }
              }
              const auto count = static_cast<double>(used.size());
              const double expected = used.empty() ? 0 : mode == kSum ? sum : mode == kMean ? sum / count : max;
              EXPECT_TRUE(close(out({b, j}), expected, 1e-12));
              if (mode == kMax) {
                EXPECT_EQ(best({b, j}), at);
              }
            }
          }
        }
      }
    }
  }
}

TEST(EmbeddingBag, RefusesBadIndicesAndOffsets) {
  const float table[4] = {};
  float out[2];
  for (const Capability capability : supported_capabilities()) {
    const auto call = [&](std::vector<int64_t> indices, std::vector<int64_t> offsets, int64_t mode) {
      return run(capability, "embedding_bag", 6, out, nullptr, nullptr, table, indices.data(), offsets.data(), nullptr,
                 indices.size(), offsets.size(), 4, 1, mode, -1);
    };
    EXPECT_EQ(call({0, 3}, {0, 1}, kSum), kOk);
    EXPECT_EQ(call({0, 4}, {0, 1}, kSum), kIndexOutOfRange);
    EXPECT_EQ(call({0, -1}, {0, 1}, kSum), kIndexOutOfRange);
    EXPECT_EQ(call({0, 1}, {0, 3}, kSum), kIndexOutOfRange);
    EXPECT_EQ(call({0, 1}, {1, 1}, kSum), kIndexOutOfRange);
    EXPECT_EQ(call({0, 1}, {0, -1}, kSum), kIndexOutOfRange);
    EXPECT_EQ(call({0, 1}, {0, 1}, 3), kInvalidArgument);
  }
}

}  // namespace
}  // namespace sconce::testing
