// pointwise_chain: the bits of its kernels one after the other, in any layout of the operands.
#include <gtest/gtest.h>

#include <random>

#include "kernel_call.h"
#include "pointwise_elements.h"

namespace sconce::testing {
namespace {

// As the kernel's header has them.
constexpr int64_t kMaxChainSteps = 48, kMaxChainRegisters = 12;

int64_t number_of(Capability capability, std::string_view name) {
  const auto all = kernels(capability);
  for (size_t i = 0; i < all.size(); i++)
    if (all[i].name == name) return static_cast<int64_t>(i);
  ADD_FAILURE() << "no kernel is named " << name;
  return -1;
}

struct Operand {
  const void* data;
  int64_t dtype;
  std::vector<int64_t> strides;
};

struct Step {
  const char* kernel;
  int64_t input, output;
  std::vector<int64_t> places;
  std::vector<double> scalars = {};
};

std::vector<int64_t> chain(Capability capability, const std::vector<int64_t>& shape, int64_t outputs,
                           const std::vector<Operand>& operands, int64_t registers, const std::vector<Step>& steps) {
  std::vector<int64_t> block = {static_cast<int64_t>(shape.size()), static_cast<int64_t>(operands.size()), outputs,
                                registers, static_cast<int64_t>(steps.size())};
  block.insert(block.end(), shape.begin(), shape.end());
  for (const Operand& operand : operands) {
    block.insert(block.end(), {word(operand.data), operand.dtype});
    block.insert(block.end(), operand.strides.begin(), operand.strides.end());
  }
  for (const Step& step : steps) {
    block.insert(block.end(), {number_of(capability, step.kernel), step.input, step.output,
                               static_cast<int64_t>(step.places.size()), static_cast<int64_t>(step.scalars.size())});
    block.insert(block.end(), step.places.begin(), step.places.end());
    for (double scalar : step.scalars) block.insert(block.end(), {word(scalar), static_cast<int64_t>(scalar)});
  }
  return block;
}

// One kernel over n contiguous elements.
void call(Capability capability, const char* kernel, int64_t input, int64_t output, int64_t n,
          const std::vector<Operand>& operands, const std::vector<double>& scalars = {}) {
  std::vector<int64_t> block = {1,      static_cast<int64_t>(operands.size()), input,
                                output, static_cast<int64_t>(scalars.size()),  n};
  for (const Operand& operand : operands) block.insert(block.end(), {word(operand.data), size_of(operand.dtype)});
  for (double scalar : scalars) block.insert(block.end(), {word(scalar), static_cast<int64_t>(scalar)});
  ASSERT_EQ(run_block(capability, kernel, block), kOk) << kernel;
}

Elements random_numbers(int64_t dtype, int64_t n, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(0, 2);
  Elements e(dtype, n);
  for (int64_t i = 0; i < n; i++) e.set_real(i, normal(random));
  return e;
}

// u = (x - mean) * scale, out = u > x ? tanh(u) : u, mask = u > x, where scale repeats along all dimensions but the
// innermost, and mean along the innermost.
TEST(PointwiseChain, EqualsItsKernelsInAnyLayout) {
  const std::vector<std::vector<int64_t>> shapes = {{5, 3, 47}, {7, 90}, {600, 3}, {90, 400}, {2500}, {1}, {}, {4, 0}};
  for (Capability capability : supported_capabilities()) {
    for (int64_t dtype : {kFloat, kDouble}) {
      for (bool swapped : {false, true}) {
        for (const std::vector<int64_t>& shape : shapes) {
          int64_t n = 1;
          for (int64_t extent : shape) n *= extent;
          const int64_t size = size_of(dtype);
          std::vector<int64_t> x_strides = strides_of(shape, size, swapped), plain = strides_of(shape, size, false);
          std::vector<int64_t> mean_strides = plain, scale_strides = plain, mask_strides = strides_of(shape, 1, false);
          for (size_t d = 0; d < shape.size(); d++) (d == 0 ? mean_strides : scale_strides)[d] = 0;
          const int64_t room = std::max<int64_t>(n, 1);
          const Elements x = random_numbers(dtype, room, 1), mean = random_numbers(dtype, room, 2),
                         scale = random_numbers(dtype, room, 3);
          Elements out(dtype, n), mask(kBool, n), want(dtype, n), u(dtype, n), want_mask(kBool, n);

          const std::vector<int64_t> block = chain(capability, shape, 2,
                                                   {{out.data(), dtype, plain},
                                                    {mask.data(), kBool, mask_strides},
                                                    {x.data(), dtype, x_strides},
                                                    {mean.data(), dtype, mean_strides},
                                                    {scale.data(), dtype, scale_strides}},
                                                   2,
                                                   {{"sub", dtype, dtype, {~0, 2, 3}, {1}},
                                                    {"mul", dtype, dtype, {~0, ~0, 4}},
                                                    {"tanh", dtype, dtype, {~1, ~0}},
                                                    {"gt", dtype, kBool, {1, ~0, 2}},
                                                    {"where", dtype, dtype, {0, 1, ~1, ~0}}});
          ASSERT_EQ(run_block(capability, "pointwise_chain", block), kOk);

          const Elements xs = x.gathered(shape, x_strides), means = mean.gathered(shape, mean_strides),
                         scales = scale.gathered(shape, scale_strides);
          call(capability, "sub", dtype, dtype, n,
               {{u.data(), dtype, {}}, {xs.data(), dtype, {}}, {means.data(), dtype, {}}}, {1});
          call(capability, "mul", dtype, dtype, n,
               {{u.data(), dtype, {}}, {u.data(), dtype, {}}, {scales.data(), dtype, {}}});
          call(capability, "gt", dtype, kBool, n,
               {{want_mask.data(), kBool, {}}, {u.data(), dtype, {}}, {xs.data(), dtype, {}}});
          call(capability, "tanh", dtype, dtype, n, {{want.data(), dtype, {}}, {u.data(), dtype, {}}});
          call(capability, "where", dtype, dtype, n,
               {{want.data(), dtype, {}},
                {want_mask.data(), kBool, {}},
                {want.data(), dtype, {}},
                {u.data(), dtype, {}}});
          ASSERT_TRUE(out.margins_intact() && mask.margins_intact());
          for (int64_t i = 0; i < n; i++) {
            ASSERT_TRUE(out.same_bits(i, want, i)) << i << " of " << n;
            ASSERT_TRUE(mask.same_bits(i, want_mask, i)) << i << " of " << n;
          }
        }
      }
    }
  }
}

TEST(PointwiseChain, ConvertsBetweenSteps) {
  constexpr int64_t n = 3001;
  for (Capability capability : supported_capabilities()) {
    const Elements x = random_numbers(kFloat, n, 1);
    Elements out(kInt64, n), want(kInt64, n), half(kFloat, n);
    ASSERT_EQ(run_block(capability, "pointwise_chain",
                        chain(capability, {n}, 1, {{out.data(), kInt64, {8}}, {x.data(), kFloat, {4}}}, 2,
                              {{"floor", kFloat, kFloat, {~0, 1}},
                               {"copy", kFloat, kInt64, {~1, ~0}},
                               {"mul", kInt64, kInt64, {0, ~1, ~1}}})),
              kOk);
    call(capability, "floor", kFloat, kFloat, n, {{half.data(), kFloat, {}}, {x.data(), kFloat, {}}});
    call(capability, "copy", kFloat, kInt64, n, {{want.data(), kInt64, {}}, {half.data(), kFloat, {}}});
    call(capability, "mul", kInt64, kInt64, n,
         {{want.data(), kInt64, {}}, {want.data(), kInt64, {}}, {want.data(), kInt64, {}}});
    for (int64_t i = 0; i < n; i++) ASSERT_TRUE(out.same_bits(i, want, i)) << i;
  }
}

TEST(PointwiseChain, InPlaceAndOverThreads) {
  constexpr int64_t n = 300'001;
  for (Capability capability : supported_capabilities()) {
    Elements x = random_numbers(kFloat, n, 1), want(kFloat, n);
    call(capability, "exp", kFloat, kFloat, n, {{want.data(), kFloat, {}}, {x.data(), kFloat, {}}});
    call(capability, "mul", kFloat, kFloat, n,
         {{want.data(), kFloat, {}}, {want.data(), kFloat, {}}, {x.data(), kFloat, {}}});
    ASSERT_EQ(run_block(capability, "pointwise_chain",
                        chain(capability, {n}, 1, {{x.data(), kFloat, {4}}, {x.data(), kFloat, {4}}}, 1,
                              {{"exp", kFloat, kFloat, {~0, 1}}, {"mul", kFloat, kFloat, {0, ~0, 1}}})),
              kOk);
    for (int64_t i = 0; i < n; i++) ASSERT_TRUE(x.same_bits(i, want, i)) << i;
  }
}

TEST(PointwiseChain, ErrorsOfAStepAreThoseOfTheChain) {
  for (Capability capability : supported_capabilities()) {
    Elements out(kInt32, 9), x(kInt32, 9);
    for (int64_t i = 0; i < 9; i++) x.set_integer(i, i);
    EXPECT_EQ(run_block(capability, "pointwise_chain",
                        chain(capability, {9}, 1, {{out.data(), kInt32, {4}}, {x.data(), kInt32, {4}}}, 1,
                              {{"neg", kInt32, kInt32, {~0, 1}}, {"div_floor", kInt32, kInt32, {0, ~0, 1}}})),
              kDivisionByZero);
  }
}

TEST(PointwiseChain, WhatItDoesNotTakeIsRefused) {
  for (Capability capability : supported_capabilities()) {
    const double x[2] = {};
    const auto run = [&](int64_t dtype, int64_t registers, const std::vector<Step>& steps) {
      return run_block(capability, "pointwise_chain",
                       chain(capability, {}, 1, {{x, dtype, {}}, {x, dtype, {}}}, registers, steps));
    };
    EXPECT_EQ(run(kHalf, 0, {{"neg", kHalf, kHalf, {0, 1}}}), kUnsupportedDtype) << "half";
    EXPECT_EQ(run(kFloat, 0, {{"softmax", kFloat, kFloat, {0, 1}}}), kUnsupportedDtype) << "no pointwise kernel";
    EXPECT_EQ(run(kFloat, 0, {{"neg", kFloat, kFloat, {0, 2}}}), kInvalidArgument) << "no such operand";
    EXPECT_EQ(run(kFloat, 1, {{"neg", kFloat, kFloat, {~1, 1}}}), kInvalidArgument) << "no such register";
    EXPECT_EQ(run(kFloat, 1, {{"neg", kFloat, kFloat, {1, 0}}}), kInvalidArgument) << "writes what is read only";
    EXPECT_EQ(run(kFloat, 0, {{"neg", kFloat, kFloat, {0, 1, 1}}}), kInvalidArgument) << "too many operands";
    EXPECT_EQ(run(kFloat, kMaxChainRegisters + 1, {{"neg", kFloat, kFloat, {0, 1}}}), kInvalidArgument);
    EXPECT_EQ(run(kFloat, 0, {}), kInvalidArgument) << "no step";
    EXPECT_EQ(run(kFloat, 0, std::vector<Step>(kMaxChainSteps + 1, {"neg", kFloat, kFloat, {0, 1}})), kInvalidArgument);
    std::vector<int64_t> block =
        chain(capability, {}, 1, {{x, kFloat, {}}, {x, kFloat, {}}}, 0, {{"neg", kFloat, kFloat, {0, 1}}});
    block.pop_back();
    EXPECT_EQ(run_block(capability, "pointwise_chain", block), kTooFewWords);
  }
}

}  // namespace
}  // namespace sconce::testing
