#include <gtest/gtest.h>

#include <cmath>

#include "array.h"
#include "kernel_call.h"

namespace sconce::testing {
namespace {

template <class T>
constexpr int64_t kDType = sizeof(T) == 4 ? 6 : 7;
template <class T>
constexpr double kTolerance = sizeof(T) == 4 ? 1e-5 : 1e-12;
constexpr double kEps = 1e-5;

struct Moments {
  double mean = 0, var = 0;
};

template <class F>
Moments moments(int64_t n, F x) {
  Moments m;
  for (int64_t i = 0; i < n; i++) m.mean += x(i) / static_cast<double>(n);
  for (int64_t i = 0; i < n; i++) m.var += (x(i) - m.mean) * (x(i) - m.mean) / static_cast<double>(n);
  return m;
}

template <class T>
Array<T> random_array(const std::vector<int64_t>& shape, uint32_t seed) {
  Array<T> x(shape);
  Random random(seed);
  x.fill([&] { return random.uniform(0.5, 3); });
  return x;
}

template <class T>
void check_layer_norm(bool rms) {
  for (const int64_t n : {1, 7, 16, 100, 768, 5001}) {
    for (const int64_t rows : {0, 1, 9}) {
      for (const bool affine : {false, true}) {
        const Array<T> in = random_array<T>({rows, n + 3}, 1);
        const Array<T> weight = random_array<T>({n}, 2), bias = random_array<T>({n}, 3);
        for (const Capability capability : supported_capabilities()) {
          Array<T> out({rows, n}), mean({rows}), rstd({rows});
          ASSERT_EQ(
              run(capability, rms ? "rms_norm" : "layer_norm", kDType<T>, out.data(), mean.data(), rstd.data(),
                  in.data(), affine ? weight.data() : nullptr, affine ? bias.data() : nullptr, rows, n, n + 3, n, kEps),
              kOk);
          ASSERT_TRUE(out.guards_intact() && mean.guards_intact() && rstd.guards_intact());
          for (int64_t row = 0; row < rows; row++) {
            Moments m = moments(n, [&](int64_t i) { return in({row, i}); });
            if (rms) m = {0, m.var + m.mean * m.mean};
            const double scale = 1 / std::sqrt(m.var + kEps);
            if (!rms) {
              ASSERT_TRUE(close(mean[row], m.mean, kTolerance<T>));
            }
            ASSERT_TRUE(close(rstd[row], scale, 10 * kTolerance<T>));
            for (int64_t i = 0; i < n; i++) {
              double expected = (in({row, i}) - m.mean) * scale;
              if (affine) expected = expected * weight[i] + (rms ? 0 : bias[i]);
              ASSERT_TRUE(close(out({row, i}), expected, kTolerance<T>, 2 * kTolerance<T>)) << n << " " << i;
            }
          }
        }
      }
    }
  }
}

TEST(Norm, LayerNorm) {
  check_layer_norm<float>(false);
  check_layer_norm<double>(false);
}

TEST(Norm, RmsNorm) {
  check_layer_norm<float>(true);
  check_layer_norm<double>(true);
}

TEST(Norm, LayerNormWithoutStatistics) {
  for (const Capability capability : supported_capabilities()) {
    const float in[2] = {1, 3};
    float out[2];
    ASSERT_EQ(run(capability, "layer_norm", 6, out, nullptr, nullptr, in, nullptr, nullptr, 1, 2, 2, 2, 0.0), kOk);
    EXPECT_EQ(out[0], -1);
    EXPECT_EQ(out[1], 1);
  }
}

template <class T>
void check_group_norm(bool channels_last) {
  for (const int64_t groups : {1, 2, 6}) {
    for (const int64_t inner : {1, 5, 40}) {
      const int64_t batch = 3, channels = 6, size = channels / groups;
      const Array<T> in = random_array<T>({batch, channels, inner}, 1);
      const Array<T> weight = random_array<T>({channels}, 2), bias = random_array<T>({channels}, 3);
      const auto at = [&](int64_t b, int64_t c, int64_t i) {
        return channels_last ? (b * inner + i) * channels + c : (b * channels + c) * inner + i;
      };
      for (const bool affine : {false, true}) {
        for (const Capability capability : supported_capabilities()) {
          Array<T> out({batch, channels, inner}), mean({batch, groups}), rstd({batch, groups});
          ASSERT_EQ(run(capability, "group_norm", kDType<T>, out.data(), mean.data(), rstd.data(), in.data(),
                        affine ? weight.data() : nullptr, affine ? bias.data() : nullptr, batch, channels, inner,
                        groups, channels_last, kEps),
                    kOk);
          ASSERT_TRUE(out.guards_intact() && mean.guards_intact() && rstd.guards_intact());
          for (int64_t b = 0; b < batch; b++) {
            for (int64_t g = 0; g < groups; g++) {
              const Moments m =
                  moments(size * inner, [&](int64_t i) { return in[at(b, g * size + i / inner, i % inner)]; });
              ASSERT_TRUE(close(mean({b, g}), m.mean, kTolerance<T>));
              for (int64_t i = 0; i < size * inner; i++) {
                const int64_t c = g * size + i / inner, j = at(b, c, i % inner);
                double expected = (in[j] - m.mean) / std::sqrt(m.var + kEps);
                if (affine) expected = expected * weight[c] + bias[c];
                ASSERT_TRUE(close(out[j], expected, kTolerance<T>, 2 * kTolerance<T>));
              }
            }
          }
        }
      }
    }
  }
}

TEST(Norm, GroupNorm) {
  check_group_norm<float>(false);
  check_group_norm<double>(false);
}

TEST(Norm, GroupNormChannelsLast) {
  check_group_norm<float>(true);
  check_group_norm<double>(true);
}

TEST(Norm, GroupsMustDivideChannels) {
  for (const Capability capability : supported_capabilities()) {
    float x[6] = {};
    EXPECT_EQ(run(capability, "group_norm", 6, x, nullptr, nullptr, x, nullptr, nullptr, 1, 6, 1, 4, 0, kEps),
              kInvalidArgument);
  }
}

template <class T>
void check_scale_channels() {
  for (const int64_t outer : {1, 3}) {
    for (const int64_t inner : {0, 1, 9, 5000}) {
      const Array<T> in = random_array<T>({outer, 4, inner}, 1);
      const Array<double> scale = random_array<double>({4}, 2);
      for (const Capability capability : supported_capabilities()) {
        Array<T> out({outer, 4, inner});
        ASSERT_EQ(run(capability, "scale_channels", kDType<T>, out.data(), in.data(), scale.data(), outer, 4, inner),
                  kOk);
        ASSERT_TRUE(out.guards_intact());
        for (int64_t i = 0; i < outer * 4 * inner; i++) {
          ASSERT_EQ(out[i], static_cast<T>(in[i] * scale[i / inner % 4])) << "at " << i;
        }
      }
    }
  }
}

TEST(Norm, ScaleChannelsRoundsOnce) {
  check_scale_channels<float>();
  check_scale_channels<double>();
}

template <class T>
void check_batch_norm_factors() {
  for (const int64_t channels : {1, 5, 64}) {
    const Array<T> mean = random_array<T>({channels}, 2), var = random_array<T>({channels}, 3);
    const Array<T> weight = random_array<T>({channels}, 4), bias = random_array<T>({channels}, 5);
    for (const T* scaled : {static_cast<const T*>(nullptr), weight.data()}) {
      for (const T* shifted : {static_cast<const T*>(nullptr), bias.data()}) {
        for (const Capability capability : supported_capabilities()) {
          Array<T> factors({2, channels});
          ASSERT_EQ(run(capability, "batch_norm_factors", kDType<T>, factors.data(), mean.data(), var.data(), scaled,
                        shifted, channels, kEps),
                    kOk);
          ASSERT_TRUE(factors.guards_intact());
          for (int64_t c = 0; c < channels; c++) {
            const double scale = (scaled ? weight[c] : 1.0) / std::sqrt(var[c] + kEps);
            ASSERT_TRUE(close(factors({0, c}), scale, kTolerance<T>));
            ASSERT_TRUE(
                close(factors({1, c}), (shifted ? bias[c] : 0.0) - mean[c] * scale, kTolerance<T>, kTolerance<T>));
          }
        }
      }
    }
  }
}

TEST(Norm, BatchNormFactors) {
  check_batch_norm_factors<float>();
  check_batch_norm_factors<double>();
}

}  // namespace
}  // namespace sconce::testing
