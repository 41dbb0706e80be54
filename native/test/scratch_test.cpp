// Scratch memory: one block a use, kept; and what the kernels that use it leave behind.
#include "base/scratch.h"

#include <malloc.h>

#include <cstring>
#include <thread>

#include "kernels/conv.h"
#include "kernels/matmul.h"
#include "reference.h"

namespace sconce::testing {
namespace {

TEST(Scratch, GrowsKeepsAndAligns) {
  std::thread([] {
    char* small = scratch_of<char>(ScratchUse::kPanels, 10);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(small) % 64, 0u);
    EXPECT_EQ(scratch_of<char>(ScratchUse::kPanels, 4000), small);
    char* large = scratch_of<char>(ScratchUse::kPanels, 100'000);
    std::memset(large, 1, 100'000);
    EXPECT_EQ(scratch_of<char>(ScratchUse::kPanels, 10), large);
    EXPECT_NE(scratch_of<char>(ScratchUse::kOperand, 10), large);
  }).join();
}

TEST(Scratch, DiffersBetweenThreads) {
  char* mine = scratch_of<char>(ScratchUse::kPanels, 10);
  std::thread([mine] { EXPECT_NE(scratch_of<char>(ScratchUse::kPanels, 10), mine); }).join();
}

// Bytes that malloc has given out.
size_t in_use() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

TEST(Scratch, KernelsLeaveMemoryFlat) {
  if (in_use() == 0) GTEST_SKIP() << "this allocator does not count";
  Numbers numbers(1);
  Guarded<float> a(200 * 300, numbers), b(300 * 400, numbers), out(200 * 400);
  GemmArgs g{};
  g.dtype = dtype_of<float>();
  g.out = out.data(), g.a = a.data(), g.b = b.data();
  g.batch_outer = g.batch_inner = 1;
  g.m = 200, g.n = 400, g.k = 300, g.out_row = 400, g.a_row = 300, g.a_col = 1, g.b_row = 400, g.b_col = 1;
  g.alpha = 1;
  // A convolution whose weight is packed for the call: 8 -> 8 channels, 3x3 at 10x10, channels last.
  ConvArgs c{};
  c.dtype = dtype_of<float>();
  c.out = out.data(), c.in = a.data(), c.weight = b.data();
  c.layout = static_cast<int64_t>(ConvLayout::kChannelsLast);
  c.batch = c.groups = 1, c.c_in = c.c_out = 8;
  c.in_d = c.out_d = c.kernel_d = c.stride_d = c.stride_h = c.stride_w = 1;
  c.dilation_d = c.dilation_h = c.dilation_w = 1;
  c.in_h = c.in_w = c.out_h = c.out_w = 10, c.kernel_h = c.kernel_w = 3, c.padding_h = c.padding_w = 1;
  c.in_inner = c.out_inner = 8;
  for (Capability capability : supported_capabilities()) {
    // A pool thread may take its first range late and makes its scratch memory then: some batch of calls must add
    // nothing. A leak would show in each.
    size_t added = 1;
    for (int batch = 0; batch < 20 && added != 0; batch++) {
      const size_t before = in_use();
      for (int i = 0; i < 100; i++) {
        ASSERT_EQ(run_args(capability, "gemm", g), kOk);
        ASSERT_EQ(run_args(capability, "conv", c), kOk);
      }
      added = in_use() - before;
    }
    EXPECT_EQ(added, 0u);
  }
}

}  // namespace
}  // namespace sconce::testing
