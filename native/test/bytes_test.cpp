#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <vector>

#include "kernel_call.h"

namespace sconce::testing {
namespace {

TEST(Bytes, FillWritesItsRangeAndNothingElse) {
  for (Capability capability : supported_capabilities()) {
    std::vector<uint8_t> bytes(3'000'002, 1);
    ASSERT_EQ(run(capability, "fill_bytes", bytes.data() + 1, bytes.size() - 2, 255), kOk);
    EXPECT_EQ(bytes.front(), 1);
    EXPECT_EQ(bytes.back(), 1);
    EXPECT_EQ(std::count(bytes.begin(), bytes.end(), 255), 3'000'000);
  }
}

TEST(Bytes, CopyCopies) {
  for (Capability capability : supported_capabilities()) {
    std::vector<uint8_t> source(2'500'000);
    std::iota(source.begin(), source.end(), 0);
    std::vector<uint8_t> destination(source.size());
    ASSERT_EQ(run(capability, "copy_bytes", destination.data(), source.data(), source.size()), kOk);
    EXPECT_EQ(destination, source);
  }
}

TEST(Bytes, WrongArgumentsAreRefused) {
  for (Capability capability : supported_capabilities()) {
    uint8_t byte = 0;
    EXPECT_EQ(run(capability, "fill_bytes", &byte, -1, 0), kInvalidArgument);
    EXPECT_EQ(run(capability, "fill_bytes", &byte, 1, 256), kInvalidArgument);
    EXPECT_EQ(run(capability, "copy_bytes", &byte, &byte, -1), kInvalidArgument);
  }
}

}  // namespace
}  // namespace sconce::testing
