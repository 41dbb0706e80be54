#include "kernels/quantized.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <vector>

#include "kernel_call.h"
#include "parallel/parallel.h"

namespace sconce::testing {
namespace {

std::mt19937 random_bits(7);

template <typename T>
std::vector<T> bytes(int64_t n) {
  std::vector<T> v(static_cast<size_t>(n));
  for (T& x : v) x = static_cast<T>(random_bits());
  return v;
}

std::vector<float> numbers(int64_t n, float lo, float hi) {
  std::uniform_real_distribution<float> some(lo, hi);
  std::vector<float> v(static_cast<size_t>(n));
  for (float& x : v) x = some(random_bits);
  return v;
}

struct Conv {
  int64_t batch, groups, c_in, c_out;
  std::array<int64_t, 3> in, kernel, stride, padding, dilation;
  bool weight_zeros = false;
  bool relu = false;

  std::array<int64_t, 3> out() const {
    std::array<int64_t, 3> o;
    for (size_t d = 0; d < 3; d++) o[d] = (in[d] + 2 * padding[d] - dilation[d] * (kernel[d] - 1) - 1) / stride[d] + 1;
    return o;
  }
};

int64_t product(const std::array<int64_t, 3>& a) { return a[0] * a[1] * a[2]; }

// Every shape that the kernel has a path for: in place and gathered, whole tiles and tails, groups, depthwise.
const std::vector<Conv> kConvs = {
    {1, 1, 64, 96, {1, 1, 61}, {1, 1, 1}, {1, 1, 1}, {0, 0, 0}, {1, 1, 1}},
    {1, 1, 37, 33, {1, 1, 5}, {1, 1, 1}, {1, 1, 1}, {0, 0, 0}, {1, 1, 1}, true},
    {1, 1, 128, 300, {1, 1, 1}, {1, 1, 1}, {1, 1, 1}, {0, 0, 0}, {1, 1, 1}, false, true},
    {2, 1, 3, 16, {1, 23, 21}, {1, 7, 7}, {1, 2, 2}, {0, 3, 3}, {1, 1, 1}},
    {1, 1, 20, 40, {1, 14, 14}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}, false, true},
    {2, 1, 8, 9, {1, 12, 9}, {1, 3, 2}, {1, 2, 3}, {0, 1, 1}, {1, 2, 2}, true},
    {1, 4, 24, 20, {1, 9, 8}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
    {2, 35, 35, 35, {1, 10, 11}, {1, 3, 3}, {1, 2, 1}, {0, 1, 1}, {1, 1, 1}},
    {1, 32, 32, 32, {1, 8, 8}, {1, 5, 5}, {1, 1, 1}, {0, 2, 2}, {1, 1, 1}, true, true},
    {1, 1, 6, 10, {5, 6, 7}, {2, 3, 3}, {2, 1, 1}, {1, 1, 1}, {1, 1, 1}},
};

class Quantized : public ::testing::TestWithParam<int> {
 protected:
  void SetUp() override { set_num_threads(GetParam()); }
  void TearDown() override { set_num_threads(1); }
};

TEST_P(Quantized, ConvolutionIsTheSumOfProductsRounded) {
  for (const Conv& c : kConvs) {
    const auto out = c.out();
    const int64_t per_group = c.c_in / c.groups, taps = product(c.kernel);
    const auto in = bytes<uint8_t>(c.batch * product(c.in) * c.c_in);
    const auto weight = bytes<int8_t>(c.c_out * per_group * taps);
    const auto scales = numbers(c.c_out, 0.001f, 0.02f), bias = numbers(c.c_out, -3, 3);
    std::vector<int32_t> zeros(static_cast<size_t>(c.c_out));
    for (int32_t& z : zeros) z = static_cast<int32_t>(random_bits() % 9) - 4;
    const double in_scale = 0.03;
    const int64_t in_zero = 117, out_zero = 61;
    const double out_scale = 0.004 * std::sqrt(static_cast<double>(per_group * taps));

    for (const Capability capability : supported_capabilities()) {
      const int64_t capacity = pack_capacity(c.groups, c.c_in, c.c_out, taps);
      std::vector<int8_t> packed(static_cast<size_t>(capacity));
      std::vector<int32_t> sums(static_cast<size_t>(c.c_out));
      ASSERT_EQ(kOk, run(capability, "quantized_pack", packed.data(), sums.data(), weight.data(), c.groups, c.c_in,
                         c.c_out, taps, capacity));
      std::vector<uint8_t> result(static_cast<size_t>(c.batch * product(out) * c.c_out) + 16, 0xa5);
      std::vector<int64_t> block = {word(result.data()),
                                    word(in.data()),
                                    word(packed.data()),
                                    word(sums.data()),
                                    word(scales.data()),
                                    c.weight_zeros ? word(zeros.data()) : 0,
                                    word(bias.data()),
                                    c.batch,
                                    c.groups,
                                    c.c_in,
                                    c.c_out};
      for (const auto& three : {c.in, out, c.kernel, c.stride, c.padding, c.dilation})
        block.insert(block.end(), three.begin(), three.end());
      for (const int64_t last : {word(in_scale), in_zero, word(out_scale), out_zero, int64_t{c.relu}, capacity})
        block.push_back(last);
      ASSERT_EQ(kOk, run_block(capability, "quantized_conv", block));

      size_t at = 0;
      for (int64_t n = 0; n < c.batch; n++) {
        for (int64_t p = 0; p < product(out); p++) {
          const std::array<int64_t, 3> o = {p / (out[1] * out[2]), p / out[2] % out[1], p % out[2]};
          for (int64_t j = 0; j < c.c_out; j++, at++) {
            int64_t sum = 0;
            for (int64_t t = 0; t < taps; t++) {
              const std::array<int64_t, 3> k = {t / (c.kernel[1] * c.kernel[2]), t / c.kernel[2] % c.kernel[1],
                                                t % c.kernel[2]};
              std::array<int64_t, 3> i;
              bool has = true;
              for (size_t d = 0; d < 3; d++) {
                i[d] = o[d] * c.stride[d] - c.padding[d] + k[d] * c.dilation[d];
                has = has && i[d] >= 0 && i[d] < c.in[d];
              }
              if (!has) continue;
              const int64_t group = j / (c.c_out / c.groups);
              for (int64_t x = 0; x < per_group; x++) {
                const int64_t a = in[static_cast<size_t>(((n * c.in[0] + i[0]) * c.in[1] + i[1]) * c.in[2] + i[2]) *
                                         static_cast<size_t>(c.c_in) +
                                     static_cast<size_t>(group * per_group + x)];
                const int64_t b = weight[static_cast<size_t>((j * per_group + x) * taps + t)];
                sum += (a - in_zero) * (b - (c.weight_zeros ? zeros[static_cast<size_t>(j)] : 0));
              }
            }
            const auto channel = static_cast<size_t>(j);
            double y = (static_cast<double>(sum) * in_scale * scales[channel] + bias[channel]) / out_scale;
            if (c.relu) y = std::max(y, 0.0);
            const double expected = std::clamp(y + static_cast<double>(out_zero), 0.0, 255.0);
            // In float, the last digit may round to the other side of one half.
            ASSERT_NEAR(result[at], expected, 0.5 + 1e-3) << "channel " << j << " of " << c.c_out;
          }
        }
      }
      for (; at < result.size(); at++) ASSERT_EQ(result[at], 0xa5);
    }
  }
}

TEST_P(Quantized, DynamicLinearQuantizesItsInputByItsRange) {
  for (const int64_t m : {1, 2, 13, 50}) {
    for (const bool reduce : {false, true}) {
      const int64_t n = 70, k = 45, most = reduce ? 127 : 255;
      const auto in = numbers(m * k, -1.5f, 2.5f), scales = numbers(n, 0.001f, 0.02f), bias = numbers(n, -3, 3);
      const auto weight = bytes<int8_t>(n * k);
      const float lo = *std::min_element(in.begin(), in.end()), hi = *std::max_element(in.begin(), in.end());
      const double scale = (static_cast<double>(hi) - lo) / static_cast<double>(most);
      const double zero = std::nearbyint(-lo / scale);
      for (const Capability capability : supported_capabilities()) {
        const int64_t capacity = pack_capacity(1, k, n, 1);
        std::vector<int8_t> packed(static_cast<size_t>(capacity));
        std::vector<int32_t> sums(static_cast<size_t>(n));
        ASSERT_EQ(kOk,
                  run(capability, "quantized_pack", packed.data(), sums.data(), weight.data(), 1, k, n, 1, capacity));
        std::vector<float> out(static_cast<size_t>(m * n));
        ASSERT_EQ(kOk, run(capability, "quantized_linear_dynamic", out.data(), in.data(), packed.data(), sums.data(),
                           scales.data(), nullptr, bias.data(), m, n, k, int64_t{reduce}, 0, capacity));
        for (int64_t i = 0; i < m; i++) {
          for (int64_t j = 0; j < n; j++) {
            double y = 0;
            for (int64_t p = 0; p < k; p++) {
              const float x = in[static_cast<size_t>(i * k + p)] * (1.0f / static_cast<float>(scale));
              const double q = std::clamp(std::nearbyint(static_cast<double>(x)) + zero, 0.0, 255.0);
              y += (q - zero) * weight[static_cast<size_t>(j * k + p)];
            }
            const double expected = y * scale * scales[static_cast<size_t>(j)] + bias[static_cast<size_t>(j)];
            ASSERT_NEAR(out[static_cast<size_t>(i * n + j)], expected, 1e-4 * (1 + std::abs(expected)));
          }
        }
      }
    }
  }
}

TEST_P(Quantized, NumbersBecomeTheNearestIntegersOfEachChannel) {
  const std::vector<float> in = {0, 0.5f, 1.5f, -0.5f, 1e9f, -1e9f, NAN, 0.26f, 0, 2, -2, 3, 127, -128, 1e9f, -1e9f};
  const std::vector<double> scales = {1, 0.5};
  const std::vector<int64_t> zeros = {10, -3};
  const std::vector<int8_t> expected = {10, 10, 12, 10, 127, -128, -128, 10, -3, 1, -7, 3, 127, -128, 127, -128};
  for (const Capability capability : supported_capabilities()) {
    std::vector<int8_t> out(in.size());
    ASSERT_EQ(kOk, run(capability, "quantize", 1, out.data(), in.data(), 1, 2, 8, scales.data(), zeros.data()));
    EXPECT_EQ(out, expected);
    std::vector<float> back(in.size());
    ASSERT_EQ(kOk, run(capability, "dequantize", 1, back.data(), out.data(), 1, 2, 8, scales.data(), zeros.data()));
    for (size_t i = 0; i < out.size(); i++) {
      const size_t channel = i / 8;
      EXPECT_EQ(back[i], static_cast<float>(out[i] - zeros[channel]) * static_cast<float>(scales[channel]));
    }
  }
}

TEST_P(Quantized, SumsAndProductsOfWhatBytesStandFor) {
  for (const int64_t n : {1, 15, 16, 77, 100001}) {
    const auto a = bytes<uint8_t>(n), b = bytes<uint8_t>(n);
    for (const Capability capability : supported_capabilities()) {
      for (const bool multiply : {false, true}) {
        for (const bool relu : {false, true}) {
          std::vector<uint8_t> out(static_cast<size_t>(n));
          ASSERT_EQ(kOk, run(capability, "quantized_binary", 0, out.data(), a.data(), b.data(), n, int64_t{multiply},
                             int64_t{relu}, 0.1, 100, 0.05, 7, 0.2, 30));
          for (size_t i = 0; i < out.size(); i++) {
            const double x = (a[i] - 100) * 0.1, y = (b[i] - 7) * 0.05;
            const double z = multiply ? x * y : x + y;
            ASSERT_NEAR(out[i], std::clamp((relu ? std::max(z, 0.0) : z) / 0.2 + 30, 0.0, 255.0), 0.5 + 1e-3);
          }
        }
      }
    }
  }
}

TEST_P(Quantized, LookupIsTheTablesByte) {
  const auto in = bytes<uint8_t>(70001), table = bytes<uint8_t>(256);
  for (const Capability capability : supported_capabilities()) {
    std::vector<uint8_t> out(in.size());
    ASSERT_EQ(kOk, run(capability, "quantized_lookup", out.data(), in.data(), table.data(), int64_t{70001}));
    for (size_t i = 0; i < in.size(); i++) ASSERT_EQ(out[i], table[in[i]]);
  }
}

INSTANTIATE_TEST_SUITE_P(Threads, Quantized, ::testing::Values(1, 3));

TEST(QuantizedArguments, WhatDoesNotFitIsRefused) {
  int8_t packed[32] = {}, weight[32] = {};
  int32_t sums[4] = {};
  for (const Capability capability : supported_capabilities()) {
    EXPECT_EQ(kInvalidArgument, run(capability, "quantized_pack", packed, sums, weight, 1, 8, 4, 1, 32));
    EXPECT_EQ(kInvalidArgument, run(capability, "quantized_pack", packed, sums, weight, 0, 8, 4, 1, 1024));
    EXPECT_EQ(kUnsupportedDtype, run(capability, "quantize", 6, packed, weight, 1, 1, 1, nullptr, nullptr));
  }
}

}  // namespace
}  // namespace sconce::testing
