#include <gtest/gtest.h>

#include <random>
#include <vector>

#include "capability_test.h"
#include "gemm/int8/tile.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

// A tile of `rows` rows and one panel, against plain sums; extremes are as frequent as all other bytes.
template <typename Dot>
void expect_exact_sums() {
  std::mt19937 bits(3);
  const auto extreme = [&](int lo, int hi) {
    return bits() % 2 ? (bits() % 2 ? lo : hi) : lo + static_cast<int>(bits() % static_cast<unsigned>(hi - lo + 1));
  };
  for (int64_t rows = 1; rows <= kByteTileRows; rows++) {
    const int64_t k = 150, depth = byte_depth(k), n = kBytePanel - 3;
    std::vector<uint8_t> a(static_cast<size_t>(rows * depth));
    std::vector<int8_t> b(static_cast<size_t>(n * k)), packed(static_cast<size_t>(depth * kBytePanel));
    std::vector<int32_t> sums(static_cast<size_t>(n)), c(static_cast<size_t>(rows * kBytePanel));
    for (uint8_t& x : a) x = static_cast<uint8_t>(extreme(0, 255));
    for (int8_t& x : b) x = static_cast<int8_t>(extreme(-128, 127));
    pack_bytes(b.data(), k, n, k, packed.data(), sums.data());
    multiply_byte_rows<Dot>(rows, a.data(), depth, packed.data(), depth, c.data(), kBytePanel);
    for (int64_t i = 0; i < rows; i++) {
      for (int64_t j = 0; j < n; j++) {
        int32_t expected = 0, column = 0;
        for (int64_t p = 0; p < k; p++) {
          expected += a[static_cast<size_t>(i * depth + p)] * b[static_cast<size_t>(j * k + p)];
          column += b[static_cast<size_t>(j * k + p)];
        }
        ASSERT_EQ(c[static_cast<size_t>(i * kBytePanel + j)], expected) << "row " << i << " column " << j;
        ASSERT_EQ(sums[static_cast<size_t>(j)], column);
      }
    }
  }
}

CAPABILITY_TEST(Int8Dot, WidenedProductsAreExact) { expect_exact_sums<WideDot>(); }

CAPABILITY_TEST(Int8Dot, TheInstructionIsExact) {
  if (!has_byte_dot()) GTEST_SKIP() << "this CPU has no dot product of bytes in this capability's vectors";
  expect_exact_sums<ByteDot>();
}

}  // namespace
}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
