// slices: the bits of its calls one after the other over the whole batch, on any number of threads.
#include <gtest/gtest.h>

#include <numeric>

#include "kernel_call.h"
#include "parallel/parallel.h"

namespace sconce::testing {
namespace {

constexpr int64_t kFloat = 6, kBytes = 4;
constexpr int64_t kImage = 1000;  // elements

int64_t number_of(Capability capability, std::string_view name) {
  const auto all = kernels(capability);
  for (size_t i = 0; i < all.size(); i++)
    if (all[i].name == name) return static_cast<int64_t>(i);
  ADD_FAILURE() << "no kernel is named " << name;
  return -1;
}

// A pointwise kernel of one input, over n contiguous floats.
std::vector<int64_t> unary(int64_t n, int64_t out, int64_t in) {
  return {1, 2, kFloat, kFloat, 0, n, out, kBytes, in, kBytes};
}
constexpr int64_t kOut = 6, kIn = 8;  // the words that address

void append(std::vector<int64_t>& block, int64_t kernel, const std::vector<int64_t>& words,
            const std::vector<int64_t>& moves) {
  block.insert(block.end(), {kernel, static_cast<int64_t>(words.size()), static_cast<int64_t>(moves.size() / 2)});
  block.insert(block.end(), words.begin(), words.end());
  block.insert(block.end(), moves.begin(), moves.end());
}

class Slices : public ::testing::Test {
 protected:
  void SetUp() override { set_num_threads(4); }
  void TearDown() override { set_num_threads(threads_); }

 private:
  const int threads_ = num_threads();
};

TEST_F(Slices, GiveWhatTheirCallsGiveOnWholeBatches) {
  for (const Capability capability : supported_capabilities()) {
    for (const int64_t count : {0, 1, 2, 3, 5, 8, 70}) {
      for (const int threads : {1, 2, 3, 4}) {
        for (const int64_t buffers : {1, 3, 4}) {
          std::vector<float> in(static_cast<size_t>(count * kImage)), expected(in.size()), between(in.size()),
              out(in.size() + 1, -1);
          std::iota(in.begin(), in.end(), -1234.5f);
          const KernelScope scope(threads);
          ASSERT_EQ(run_block(capability, "exp", unary(count * kImage, word(between.data()), word(in.data()))), kOk);
          ASSERT_EQ(run_block(capability, "tanh", unary(count * kImage, word(expected.data()), word(between.data()))),
                    kOk);
          // What lies between them has a place of its own in the buffer, behind something else.
          std::vector<float> local(static_cast<size_t>(buffers * (kImage + 16)));
          std::vector<int64_t> block = {count, 2, word(local.data()), (kImage + 16) * kBytes, buffers};
          append(block, number_of(capability, "exp"), unary(kImage, 16 * kBytes, word(in.data())),
                 {kOut, -1, kIn, kImage * kBytes});
          append(block, number_of(capability, "tanh"), unary(kImage, word(out.data()), 16 * kBytes),
                 {kIn, -1, kOut, kImage * kBytes});
          ASSERT_EQ(run_block(capability, "slices", block), kOk);
          EXPECT_EQ(out.back(), -1);
          out.pop_back();
          EXPECT_EQ(out, expected) << count << " images, " << threads << " threads, " << buffers << " buffers";
        }
      }
    }
  }
}

TEST_F(Slices, SayThatACallFailed) {
  for (const Capability capability : supported_capabilities()) {
    for (const int threads : {1, 4}) {
      const KernelScope scope(threads);
      std::vector<int64_t> refused = unary(kImage, 0, 0), block = {9, 1, 0, 0, 4};
      refused[2] = 99;  // no dtype
      append(block, number_of(capability, "exp"), refused, {});
      EXPECT_EQ(run_block(capability, "slices", block), run_block(capability, "exp", refused));
    }
  }
}

TEST_F(Slices, RefuseBlocksThatAreNotWhatTheySay) {
  for (const Capability capability : supported_capabilities()) {
    const int64_t exp = number_of(capability, "exp");
    const auto with = [&](int64_t kernel, const std::vector<int64_t>& words, const std::vector<int64_t>& moves) {
      std::vector<int64_t> block = {0, 1, 0, 0, 1};
      append(block, kernel, words, moves);
      return block;
    };
    const auto good = unary(kImage, 0, 0);
    EXPECT_EQ(run_block(capability, "slices", with(exp, good, {kOut, 4})), kOk);
    EXPECT_EQ(run_block(capability, "slices", with(1 << 20, good, {})), kNoSuchKernel);
    EXPECT_EQ(run_block(capability, "slices", with(-1, good, {})), kNoSuchKernel);
    EXPECT_EQ(run_block(capability, "slices", with(exp, {1, 2}, {})), kTooFewWords);
    EXPECT_EQ(run_block(capability, "slices", with(exp, good, {10, 4})), kInvalidArgument);
    EXPECT_EQ(run_block(capability, "slices", with(exp, good, {-1, 4})), kInvalidArgument);
    EXPECT_EQ(run_block(capability, "slices", with(exp, std::vector<int64_t>(65), {})), kInvalidArgument);
    std::vector<int64_t> shortened = with(exp, good, {kOut, 4});
    shortened.pop_back();
    EXPECT_EQ(run_block(capability, "slices", shortened), kTooFewWords);
    EXPECT_EQ(run_block(capability, "slices", {0, 1, 0, 0, 1}), kTooFewWords);
    EXPECT_EQ(run_block(capability, "slices", {-1, 0, 0, 0, 1}), kInvalidArgument);
    EXPECT_EQ(run_block(capability, "slices", {1, -1, 0, 0, 1}), kInvalidArgument);
    EXPECT_EQ(run_block(capability, "slices", {1, 0, 0, 0, 0}), kInvalidArgument);
  }
}

}  // namespace
}  // namespace sconce::testing
