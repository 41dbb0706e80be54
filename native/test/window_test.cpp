// pad, im2col, col2im, upsample and grid_sampler: kernels that read a plane through a map of positions.
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "array.h"
#include "kernel_call.h"

namespace sconce::testing {
namespace {

TEST(Pad, ReflectsReplicatesAndWraps) {
  struct Case {
    int64_t mode, in, front, out;
    std::vector<int64_t> sources;
  };
  const std::vector<Case> cases = {
      {0, 4, 3, 9, {3, 2, 1, 0, 1, 2, 3, 2, 1}},
      {1, 3, 2, 8, {0, 0, 0, 1, 2, 2, 2, 2}},
      {2, 3, 3, 8, {0, 1, 2, 0, 1, 2, 0, 1}},
      {0, 5, -1, 5, {1, 2, 3, 4, 3}},
      {1, 5, -2, 2, {2, 3}},
      {2, 4, 0, 4, {0, 1, 2, 3}},
  };
  for (const Capability capability : supported_capabilities()) {
    for (const Case& w : cases) {
      for (const Case& h : cases) {
        if (h.mode != w.mode) continue;
        for (const int64_t inner : {1, 3}) {
          Array<int16_t> in({2, h.in, w.in, inner}), out({2, h.out, w.out, inner});
          in.fill([i = 0]() mutable { return i++; });
          ASSERT_EQ(run(capability, "pad", 2, out.data(), in.data(), 2, inner, 1, h.in, w.in, 1, h.out, w.out, 0,
                        h.front, w.front, w.mode),
                    kOk);
          for (int64_t i = 0; i < out.size(); i++) {
            std::vector<int64_t> at = position(out.shape, i);
            at[1] = h.sources[static_cast<size_t>(at[1])];
            at[2] = w.sources[static_cast<size_t>(at[2])];
            ASSERT_EQ(out[i], in(at));
          }
          ASSERT_TRUE(out.guards_intact());
        }
      }
    }
  }
}

TEST(Pad, TooWideIsRefused) {
  for (const Capability capability : supported_capabilities()) {
    float in[3] = {}, out[16];
    const auto call = [&](int64_t front, int64_t width, int64_t mode) {
      return run(capability, "pad", 6, out, in, 1, 1, 1, 1, 3, 1, 1, width, 0, 0, front, mode);
    };
    EXPECT_EQ(call(2, 7, 0), kOk);
    EXPECT_EQ(call(3, 6, 0), kInvalidArgument);
    EXPECT_EQ(call(0, 6, 0), kInvalidArgument);
    EXPECT_EQ(call(3, 9, 2), kOk);
    EXPECT_EQ(call(4, 7, 2), kInvalidArgument);
    EXPECT_EQ(call(5, 12, 1), kOk);
    EXPECT_EQ(call(0, 3, 3), kInvalidArgument);
  }
}

struct Unfold {
  std::array<int64_t, 2> size, kernel, stride, pad, dilation, columns;

  Unfold(std::array<int64_t, 2> s, std::array<int64_t, 2> k, std::array<int64_t, 2> t, std::array<int64_t, 2> p,
         std::array<int64_t, 2> d)
      : size(s), kernel(k), stride(t), pad(p), dilation(d) {
    for (size_t i = 0; i < 2; i++) columns[i] = (s[i] + 2 * p[i] - d[i] * (k[i] - 1) - 1) / t[i] + 1;
  }
  Status call(Capability capability, const char* name, void* out, const void* in, int64_t batch,
              int64_t channels) const {
    std::vector<int64_t> words = {6, word(out), word(in), batch, channels};
    for (const auto& pair : {size, columns, kernel, stride, pad, dilation})
      words.insert(words.end(), pair.begin(), pair.end());
    return run_block(capability, name, words);
  }
};

TEST(Unfold, ImageToColumnsAndBack) {
  const std::vector<Unfold> cases = {{{7, 9}, {3, 3}, {1, 1}, {1, 1}, {1, 1}},
                                     {{8, 5}, {2, 3}, {2, 1}, {0, 2}, {1, 2}},
                                     {{6, 6}, {1, 1}, {3, 3}, {0, 0}, {1, 1}},
                                     {{5, 7}, {4, 4}, {2, 3}, {3, 3}, {2, 1}},
                                     {{3, 3}, {2, 2}, {1, 1}, {5, 5}, {1, 1}}};
  const int64_t batch = 2, channels = 3;
  for (const Unfold& u : cases) {
    const int64_t taps = u.kernel[0] * u.kernel[1];
    Array<float> image({batch, channels, u.size[0], u.size[1]});
    image.fill([i = 0]() mutable { return ++i; });
    for (const Capability capability : supported_capabilities()) {
      Array<float> columns({batch, channels, taps, u.columns[0], u.columns[1]});
      ASSERT_EQ(u.call(capability, "im2col", columns.data(), image.data(), batch, channels), kOk);
      Array<float> sums({batch, channels, u.size[0], u.size[1]}), expected = sums;
      expected.fill([] { return 0; });
      for (int64_t i = 0; i < columns.size(); i++) {
        const std::vector<int64_t> at = position(columns.shape, i);
        const int64_t y = at[3] * u.stride[0] - u.pad[0] + at[2] / u.kernel[1] * u.dilation[0];
        const int64_t x = at[4] * u.stride[1] - u.pad[1] + at[2] % u.kernel[1] * u.dilation[1];
        const bool inside = y >= 0 && y < u.size[0] && x >= 0 && x < u.size[1];
        ASSERT_EQ(columns[i], inside ? image({at[0], at[1], y, x}) : 0);
        if (inside) expected({at[0], at[1], y, x}) += columns[i];
      }
      ASSERT_EQ(u.call(capability, "col2im", sums.data(), columns.data(), batch, channels), kOk);
      for (int64_t i = 0; i < sums.size(); i++) ASSERT_EQ(sums[i], expected[i]);
      ASSERT_TRUE(columns.guards_intact() && sums.guards_intact());
    }
  }
}

// The source position of output i, and the weights around it, computed in double.
double source(int64_t i, int64_t in, int64_t out, bool align) {
  const auto n = static_cast<double>(in), m = static_cast<double>(out), x = static_cast<double>(i);
  if (align) return out > 1 ? x * (n - 1) / (m - 1) : 0;
  return (x + 0.5) * n / m - 0.5;
}

double cubic(double x, double a) {
  x = std::abs(x);
  if (x <= 1) return (a + 2) * x * x * x - (a + 3) * x * x + 1;
  return x < 2 ? a * x * x * x - 5 * a * x * x + 8 * a * x - 4 * a : 0;
}

// The weight of every input element in output i.
std::vector<double> weights(int64_t i, int64_t in, int64_t out, int64_t mode, bool align) {
  std::vector<double> w(static_cast<size_t>(in), 0.0);
  const auto add = [&](double at, double weight) {
    w[static_cast<size_t>(std::clamp(at, 0.0, static_cast<double>(in - 1)))] += weight;
  };
  if (mode == 0 || mode == 1) {
    add(std::floor((static_cast<double>(i) + (mode == 1 ? 0.5 : 0)) * static_cast<double>(in) /
                   static_cast<double>(out)),
        1);
  } else if (mode == 2) {
    const double x = std::max(source(i, in, out, align), 0.0), low = std::floor(x);
    add(low, 1 - (x - low));
    add(low + 1, x - low);
  } else if (mode == 3) {
    const double x = source(i, in, out, align), low = std::floor(x);
    for (int k = -1; k <= 2; k++) add(low + k, cubic(x - low - k, -0.75));
  } else {
    const double scale = std::max(static_cast<double>(in) / static_cast<double>(out), 1.0);
    const double centre = source(i, in, out, false);
    double total = 0;
    for (size_t k = 0; k < w.size(); k++) {
      const double x = (static_cast<double>(k) - centre) / scale;
      w[k] = mode == 4 ? std::max(1 - std::abs(x), 0.0) : cubic(x, -0.5);
      total += w[k];
    }
    for (double& v : w) v /= total;
  }
  return w;
}

template <class T>
void check_upsample(int64_t dtype, double tolerance) {
  using Sizes = std::array<int64_t, 3>;
  const std::vector<std::array<Sizes, 2>> cases = {
      {Sizes{1, 7, 9}, Sizes{1, 14, 18}}, {Sizes{1, 8, 10}, Sizes{1, 5, 3}}, {Sizes{1, 1, 6}, Sizes{1, 1, 17}},
      {Sizes{3, 4, 5}, Sizes{6, 3, 11}},  {Sizes{1, 5, 5}, Sizes{1, 5, 5}},  {Sizes{1, 1, 1}, Sizes{1, 4, 3}}};
  Random random;
  for (const auto& [in_size, out_size] : cases) {
    for (int64_t mode = 0; mode <= 5; mode++) {
      for (const bool align : {false, true}) {
        if (align && mode != 2 && mode != 3) continue;
        for (const int64_t inner : {1, 20}) {
          Array<T> in({2, in_size[0], in_size[1], in_size[2], inner});
          in.fill([&] { return random.uniform(0, 200); });
          for (const Capability capability : supported_capabilities()) {
            Array<T> out({2, out_size[0], out_size[1], out_size[2], inner});
            ASSERT_EQ(run(capability, "upsample", dtype, out.data(), in.data(), 2, inner, in_size[0], in_size[1],
                          in_size[2], out_size[0], out_size[1], out_size[2], mode, align, 0.0, 0.0, 0.0),
                      kOk);
            ASSERT_TRUE(out.guards_intact());
            for (int64_t i = 0; i < out.size(); i++) {
              const std::vector<int64_t> at = position(out.shape, i);
              std::vector<double> w[3];
              for (size_t d = 0; d < 3; d++) w[d] = weights(at[d + 1], in_size[d], out_size[d], mode, align);
              double expected = 0;
              for (int64_t j = 0; j < in_size[0] * in_size[1] * in_size[2]; j++) {
                const std::vector<int64_t> from = position({in_size[0], in_size[1], in_size[2]}, j);
                const double weight = w[0][static_cast<size_t>(from[0])] * w[1][static_cast<size_t>(from[1])] *
                                      w[2][static_cast<size_t>(from[2])];
                if (weight != 0)
                  expected += weight * static_cast<double>(in({at[0], from[0], from[1], from[2], at[4]}));
              }
              if (dtype == 0) expected = std::clamp(expected, 0.0, 255.0);
              ASSERT_TRUE(close(static_cast<double>(out[i]), expected, 0, tolerance))
                  << "mode " << mode << " align " << align;
            }
          }
        }
      }
    }
  }
}

TEST(Upsample, OfFloats) { check_upsample<float>(6, 1e-3); }
TEST(Upsample, OfDoubles) { check_upsample<double>(7, 1e-9); }

TEST(Upsample, PositionsBeyondAllNumbersAreTheLastElement) {
  for (const Capability capability : supported_capabilities()) {
    for (const int64_t mode : {0, 1, 2, 3}) {
      const float in[5] = {0, 1, 2, 3, 4};
      float out[7];
      ASSERT_EQ(run(capability, "upsample", 6, out, in, 1, 1, 1, 1, 5, 1, 1, 7, mode, 0, 0.0, 0.0, 1e-30), kOk);
      EXPECT_EQ(out[6], 4);
    }
  }
}

TEST(Upsample, BytesAreImages) {
  for (const Capability capability : supported_capabilities()) {
    const uint8_t in[4] = {0, 255, 10, 20};
    uint8_t out[8];
    // Halfway between two bytes is rounded up; the outermost have one neighbour only.
    ASSERT_EQ(run(capability, "upsample_bytes", 0, out, in, 2, 1, 1, 1, 2, 1, 1, 3, 2, 0, 0.0, 0.0, 0.0), kOk);
    EXPECT_EQ(std::vector<int>(out, out + 6), (std::vector<int>{0, 128, 255, 10, 15, 20}));
    EXPECT_EQ(run(capability, "upsample_bytes", 6, out, in, 2, 1, 1, 1, 2, 1, 1, 3, 2, 0, 0.0, 0.0, 0.0),
              kUnsupportedDtype);
    EXPECT_EQ(run(capability, "upsample_bytes", 0, out, in, 2, 1, 1, 1, 2, 1, 1, 3, 0, 0, 0.0, 0.0, 0.0),
              kInvalidArgument);
    EXPECT_EQ(run(capability, "upsample_bytes", 0, out, in, 2, 1, 1, 1, 2, 2, 1, 3, 2, 0, 0.0, 0.0, 0.0),
              kInvalidArgument);
  }
}

TEST(Upsample, ScalesGivenDecideOnSources) {
  for (const Capability capability : supported_capabilities()) {
    // 5 → 7 by 1.5: the scale is 1 / 1.5, not 5 / 7.
    const float in[5] = {0, 1, 2, 3, 4};
    float out[7];
    ASSERT_EQ(run(capability, "upsample", 6, out, in, 1, 1, 1, 1, 5, 1, 1, 7, 0, 0, 0.0, 0.0, 1.5), kOk);
    for (int i = 0; i < 7; i++) EXPECT_EQ(out[i], std::floor(static_cast<float>(i) / 1.5f));
    EXPECT_EQ(run(capability, "upsample", 6, out, in, 1, 1, 1, 1, 5, 1, 1, 0, 0, 0, 0.0, 0.0, 1.5), kInvalidArgument);
    EXPECT_EQ(run(capability, "upsample", 6, out, in, 1, 1, 1, 1, 5, 1, 1, 7, 7, 0, 0.0, 0.0, 1.5), kInvalidArgument);
    EXPECT_EQ(run(capability, "upsample", 4, out, in, 1, 1, 1, 1, 5, 1, 1, 7, 2, 0, 0.0, 0.0, 1.5), kUnsupportedDtype);
  }
}

// A grid that names the centre of every element gives the input, with every way to interpolate and to pad.
TEST(GridSampler, TheIdentityGridGivesTheInput) {
  for (const Capability capability : supported_capabilities()) {
    for (const int64_t ndim : {2, 3}) {
      const std::array<int64_t, 3> size = {ndim == 3 ? 4 : 1, 5, 23};
      Array<double> in({2, 3, size[0], size[1], size[2]}), grid({2, size[0], size[1], size[2], ndim});
      Random random;
      in.fill([&] { return random.uniform(-1, 1); });
      for (const bool align : {false, true}) {
        for (int64_t i = 0; i < grid.size(); i++) {
          const std::vector<int64_t> at = position(grid.shape, i);
          const auto d = static_cast<size_t>(3 - at[4]);  // x is the last dimension
          const auto n = static_cast<double>(size[d - 1]), x = static_cast<double>(at[d]);
          grid[i] = align ? 2 * x / (n - 1) - 1 : (2 * x + 1) / n - 1;
        }
        for (int64_t interpolation = 0; interpolation < (ndim == 2 ? 3 : 2); interpolation++) {
          for (int64_t padding = 0; padding < 3; padding++) {
            Array<double> out(in.shape);
            ASSERT_EQ(run(capability, "grid_sampler", 7, out.data(), in.data(), grid.data(), ndim, 2, 3, size[0],
                          size[1], size[2], size[0], size[1], size[2], interpolation, padding, align),
                      kOk);
            for (int64_t i = 0; i < in.size(); i++) ASSERT_TRUE(close(out[i], in[i], 0, 1e-9));
            ASSERT_TRUE(out.guards_intact());
          }
        }
      }
    }
  }
}

TEST(GridSampler, PadsWhatLiesOutside) {
  for (const Capability capability : supported_capabilities()) {
    const float in[4] = {1, 2, 3, 4};
    const auto sample = [&](float x, int64_t interpolation,
                            int64_t padding) {  // of one row, aligned corners: -1…1 is 0…3
      const float grid[2] = {x / 1.5f - 1, 0};
      float out = -1;
      EXPECT_EQ(
          run(capability, "grid_sampler", 6, &out, in, grid, 2, 1, 1, 1, 1, 4, 1, 1, 1, interpolation, padding, 1),
          kOk);
      return out;
    };
    EXPECT_NEAR(sample(1.25f, 0, 0), 2.25, 1e-5);
    EXPECT_NEAR(sample(3.5f, 0, 0), 2, 1e-5);  // half of it is zeros
    EXPECT_NEAR(sample(4.5f, 0, 0), 0, 1e-5);
    EXPECT_NEAR(sample(4.5f, 0, 1), 4, 1e-5);      // the border
    EXPECT_NEAR(sample(4.25f, 0, 2), 2.75, 1e-5);  // reflected at 3: 1.75
    EXPECT_NEAR(sample(-1, 0, 2), 2, 1e-5);
    EXPECT_NEAR(sample(2.4f, 1, 0), 3, 1e-5);
    EXPECT_EQ(sample(std::nanf(""), 0, 0), 0);
    EXPECT_EQ(sample(HUGE_VALF, 1, 0), 0);
    EXPECT_EQ(run(capability, "grid_sampler", 6, nullptr, in, in, 4, 1, 1, 1, 1, 4, 1, 1, 1, 0, 0, 1),
              kInvalidArgument);
    EXPECT_EQ(run(capability, "grid_sampler", 6, nullptr, in, in, 3, 1, 1, 1, 1, 4, 1, 1, 1, 2, 0, 1),
              kInvalidArgument);
  }
}

}  // namespace
}  // namespace sconce::testing
