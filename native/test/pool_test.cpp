#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstring>
#include <limits>

#include "array.h"
#include "kernel_call.h"
#include "parallel/parallel.h"

namespace sconce::testing {
namespace {

using Triple = std::array<int64_t, 3>;

struct Case {
  Triple in, out, kernel, stride, pad, dilation;
};

int64_t sliding_out(int64_t in, int64_t kernel, int64_t stride, int64_t pad, int64_t dilation, bool ceil) {
  int64_t out = (in + 2 * pad - dilation * (kernel - 1) - 1 + (ceil ? stride - 1 : 0)) / stride + 1;
  if (ceil && (out - 1) * stride >= in + pad) out--;
  return out;
}

Case sliding(Triple in, Triple kernel, Triple stride, Triple pad, Triple dilation, bool ceil = false) {
  Case c{in, {}, kernel, stride, pad, dilation};
  for (size_t d = 0; d < 3; d++) c.out[d] = sliding_out(in[d], kernel[d], stride[d], pad[d], dilation[d], ceil);
  return c;
}

const std::vector<Case> kCases = {
    sliding({1, 12, 13}, {1, 3, 3}, {1, 2, 2}, {0, 1, 1}, {1, 1, 1}),
    sliding({1, 30, 70}, {1, 2, 2}, {1, 2, 2}, {0, 0, 0}, {1, 1, 1}),
    sliding({1, 9, 41}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}),
    sliding({1, 11, 14}, {1, 3, 2}, {1, 3, 4}, {0, 0, 1}, {1, 2, 3}, true),
    sliding({1, 1, 25}, {1, 1, 5}, {1, 1, 2}, {0, 0, 2}, {1, 1, 1}),
    sliding({1, 1, 1}, {1, 1, 1}, {1, 1, 1}, {0, 0, 0}, {1, 1, 1}),
    sliding({5, 6, 7}, {2, 3, 3}, {2, 1, 2}, {1, 1, 0}, {1, 2, 1}),
    sliding({1, 7, 7}, {1, 3, 3}, {1, 2, 2}, {0, 0, 0}, {1, 1, 1}, true),
};

std::vector<int64_t> block(int64_t dtype, void* out, int64_t* indices, const void* in, int64_t planes, int64_t inner,
                           const Case& c, bool include_pad, int64_t divisor) {
  std::vector<int64_t> words = {dtype, word(out), word(indices), word(in), planes, inner};
  for (const Triple& t : {c.in, c.out, c.kernel, c.stride, c.pad, c.dilation})
    words.insert(words.end(), t.begin(), t.end());
  words.push_back(include_pad);
  words.push_back(divisor);
  return words;
}

// The elements of the window of output `o` along dimension d; and how many with padding.
struct Taps {
  std::vector<int64_t> at;
  int64_t padded;
};

Taps sliding_taps(const Case& c, size_t d, int64_t o) {
  Taps taps;
  const int64_t first = o * c.stride[d] - c.pad[d];
  for (int64_t k = 0; k < c.kernel[d]; k++) {
    const int64_t i = first + k * c.dilation[d];
    if (i >= 0 && i < c.in[d]) taps.at.push_back(i);
  }
  taps.padded = std::min(first + c.kernel[d], c.in[d] + c.pad[d]) - first;
  return taps;
}

Taps adaptive_taps(const Case& c, size_t d, int64_t o) {
  Taps taps;
  const double share = static_cast<double>(c.in[d]) / static_cast<double>(c.out[d]);
  const auto start = static_cast<int64_t>(std::floor(static_cast<double>(o) * share + 1e-9));
  const auto end = static_cast<int64_t>(std::ceil(static_cast<double>(o + 1) * share - 1e-9));
  for (int64_t i = start; i < end; i++) taps.at.push_back(i);
  taps.padded = end - start;
  return taps;
}

// Of an output: the positions in the plane, and how many with padding.
struct WindowTaps {
  std::vector<int64_t> positions;
  int64_t padded;
};

std::vector<WindowTaps> windows_of(const Case& c, bool adaptive) {
  const auto taps = adaptive ? adaptive_taps : sliding_taps;
  std::vector<WindowTaps> windows;
  for (int64_t d = 0; d < c.out[0]; d++) {
    for (int64_t h = 0; h < c.out[1]; h++) {
      for (int64_t w = 0; w < c.out[2]; w++) {
        const Taps td = taps(c, 0, d), th = taps(c, 1, h), tw = taps(c, 2, w);
        WindowTaps window{{}, td.padded * th.padded * tw.padded};
        for (int64_t x : td.at) {
          for (int64_t y : th.at) {
            for (int64_t z : tw.at) window.positions.push_back((x * c.in[1] + y) * c.in[2] + z);
          }
        }
        windows.push_back(std::move(window));
      }
    }
  }
  return windows;
}

template <class T>
void check_max(const Case& c, bool adaptive, int64_t dtype, bool with_nan = false) {
  const std::vector<WindowTaps> windows = windows_of(c, adaptive);
  Random random;
  for (const int64_t inner : {1, 3, 40, 77}) {
    const int64_t planes = 3, in_size = c.in[0] * c.in[1] * c.in[2], out_size = c.out[0] * c.out[1] * c.out[2];
    Array<T> in({planes, in_size, inner});
    in.fill([&] { return with_nan && random.integer(0, 30) == 0 ? std::nan("") : random.integer(0, 60); });
    Array<int64_t> best({planes, out_size, inner});
    for (int64_t p = 0; p < planes; p++) {
      for (int64_t ch = 0; ch < inner; ch++) {
        for (int64_t o = 0; o < out_size; o++) {
          const std::vector<int64_t>& positions = windows[static_cast<size_t>(o)].positions;
          int64_t at = positions[0];
          for (int64_t i : positions) {
            const T x = in({p, i, ch});
            if (x > in({p, at, ch}) || x != x) at = i;
          }
          best({p, o, ch}) = at;
        }
      }
    }
    for (const Capability capability : supported_capabilities()) {
      for (const bool with_indices : {false, true}) {
        Array<T> out({planes, out_size, inner});
        Array<int64_t> indices({planes, out_size, inner});
        ASSERT_EQ(run_block(capability, adaptive ? "adaptive_max_pool" : "max_pool",
                            block(dtype, out.data(), with_indices ? indices.data() : nullptr, in.data(), planes, inner,
                                  c, false, 0)),
                  kOk);
        ASSERT_TRUE(out.guards_intact() && indices.guards_intact());
        for (int64_t p = 0; p < planes; p++) {
          for (int64_t ch = 0; ch < inner; ch++) {
            for (int64_t o = 0; o < out_size; o++) {
              const int64_t at = best({p, o, ch});
              ASSERT_TRUE(close(static_cast<double>(out({p, o, ch})), static_cast<double>(in({p, at, ch})), 0));
              if (with_indices) {
                ASSERT_EQ(indices({p, o, ch}), at);
              }
            }
          }
        }
      }
    }
  }
}

template <class T>
void check_avg(const Case& c, bool adaptive, bool include_pad, int64_t divisor) {
  const std::vector<WindowTaps> windows = windows_of(c, adaptive);
  Random random;
  for (const int64_t inner : {1, 3, 40, 77}) {
    const int64_t planes = 3, in_size = c.in[0] * c.in[1] * c.in[2], out_size = c.out[0] * c.out[1] * c.out[2];
    Array<T> in({planes, in_size, inner});
    in.fill([&] { return random.uniform(-1, 1); });
    for (const Capability capability : supported_capabilities()) {
      Array<T> out({planes, out_size, inner});
      ASSERT_EQ(run_block(capability, adaptive ? "adaptive_avg_pool" : "avg_pool",
                          block(sizeof(T) == 4 ? 6 : 7, out.data(), nullptr, in.data(), planes, inner, c, include_pad,
                                divisor)),
                kOk);
      ASSERT_TRUE(out.guards_intact());
      for (int64_t p = 0; p < planes; p++) {
        for (int64_t ch = 0; ch < inner; ch++) {
          for (int64_t o = 0; o < out_size; o++) {
            const auto& [positions, padded] = windows[static_cast<size_t>(o)];
            double sum = 0;
            for (int64_t i : positions) sum += static_cast<double>(in({p, i, ch}));
            const double count = static_cast<double>(divisor       ? divisor
                                                     : include_pad ? padded
                                                                   : static_cast<int64_t>(positions.size()));
            ASSERT_TRUE(
                close(out({p, o, ch}), sum / count, sizeof(T) == 4 ? 1e-5 : 1e-13, sizeof(T) == 4 ? 1e-6 : 1e-14));
          }
        }
      }
    }
  }
}

TEST(Pool, MaxWithAndWithoutIndices) {
  for (const Case& c : kCases) {
    check_max<float>(c, false, 6);
    check_max<float>(c, false, 6, true);
    check_max<double>(c, false, 7);
    check_max<uint8_t>(c, false, 0);
    check_max<int64_t>(c, false, 4);
  }
  check_max<int8_t>(kCases[0], false, 1);
  check_max<int16_t>(kCases[0], false, 2);
  check_max<int32_t>(kCases[0], false, 3);
}

TEST(Pool, Average) {
  for (const Case& c : kCases) {
    if (c.dilation != Triple{1, 1, 1}) continue;
    for (const bool include_pad : {false, true}) {
      check_avg<float>(c, false, include_pad, 0);
      check_avg<double>(c, false, include_pad, 7);
    }
  }
}

TEST(Pool, Adaptive) {
  const std::vector<std::array<Triple, 2>> sizes = {{Triple{1, 7, 7}, Triple{1, 1, 1}},
                                                    {Triple{1, 13, 10}, Triple{1, 6, 6}},
                                                    {Triple{1, 3, 4}, Triple{1, 7, 9}},
                                                    {Triple{5, 6, 30}, Triple{2, 6, 15}}};
  for (const auto& [in, out] : sizes) {
    const Case c{in, out, {}, {}, {}, {}};
    check_avg<float>(c, true, false, 0);
    check_avg<double>(c, true, false, 0);
    check_max<float>(c, true, 6, true);
    check_max<int32_t>(c, true, 3);
  }
}

// Planes that are one window, cut into bands and shared by threads.
template <class T>
void check_whole_planes(const char* kernel, int64_t planes, Triple size, int64_t channels) {
  const Case c{size, {1, 1, 1}, {}, {}, {}, {}};
  const int64_t positions = size[0] * size[1] * size[2], dtype = sizeof(T) == 4 ? 6 : 7;
  Random random;
  Array<T> in({planes, positions, channels});
  in.fill([&] { return random.uniform(-1, 1); });
  for (const Capability capability : supported_capabilities()) {
    std::vector<T> first;
    for (const int threads : {1, 2, 3, 8}) {
      set_num_threads(threads);
      Array<T> out({planes, 1, channels});
      ASSERT_EQ(
          run_block(capability, kernel, block(dtype, out.data(), nullptr, in.data(), planes, channels, c, false, 0)),
          kOk);
      ASSERT_TRUE(out.guards_intact());
      if (threads == 1) first.assign(out.data(), out.data() + planes * channels);
      ASSERT_EQ(std::memcmp(first.data(), out.data(), first.size() * sizeof(T)), 0) << threads << " threads";
    }
    set_num_threads(2);
    for (int64_t p = 0; p < planes; p++) {
      for (int64_t ch = 0; ch < channels; ch++) {
        double sum = 0, most = -1;
        for (int64_t i = 0; i < positions; i++) {
          sum += static_cast<double>(in({p, i, ch}));
          most = std::max(most, static_cast<double>(in({p, i, ch})));
        }
        const double result = static_cast<double>(first[static_cast<size_t>(p * channels + ch)]);
        if (std::strcmp(kernel, "adaptive_max_pool") == 0)
          ASSERT_EQ(result, most);
        else
          ASSERT_TRUE(close(result, sum / static_cast<double>(positions), 0, sizeof(T) == 4 ? 1e-7 : 1e-15));
      }
    }
  }
}

TEST(Pool, WholePlanesOfChannels) {
  for (const char* kernel : {"adaptive_avg_pool", "adaptive_max_pool"}) {
    const auto check = [&](int64_t planes, Triple size, int64_t channels) {
      check_whole_planes<float>(kernel, planes, size, channels);
      check_whole_planes<double>(kernel, planes, size, channels);
    };
    check(1, {1, 5, 3}, 24);
    check(1, {1, 7, 7}, 520);
    check(3, {1, 7, 7}, 31);
    check(1, {1, 28, 29}, 130);
    check(3, {1, 28, 29}, 8);
    check(1, {3, 40, 25}, 31);
    check(2, {3, 40, 25}, 40);
  }
}

TEST(Pool, MeansOfNothingAreNan) {
  const Case c{{1, 0, 1}, {1, 1, 1}, {}, {}, {}, {}};
  for (const Capability capability : supported_capabilities()) {
    for (const int64_t inner : {1, 40}) {
      Array<float> in({2, 0, inner}), out({2, 1, inner});
      ASSERT_EQ(
          run_block(capability, "adaptive_avg_pool", block(6, out.data(), nullptr, in.data(), 2, inner, c, false, 0)),
          kOk);
      ASSERT_TRUE(out.guards_intact());
      for (int64_t j = 0; j < inner; j++) EXPECT_TRUE(std::isnan(out({1, 0, j})));
    }
  }
}

TEST(Pool, WrongArgumentsAreRefused) {
  float x[16] = {};
  for (const Capability capability : supported_capabilities()) {
    Case c = sliding({1, 4, 4}, {1, 2, 2}, {1, 2, 2}, {0, 0, 0}, {1, 1, 1});
    EXPECT_EQ(run_block(capability, "avg_pool", block(5, x, nullptr, x, 1, 1, c, false, 0)), kUnsupportedDtype);
    c.stride[1] = 0;
    EXPECT_EQ(run_block(capability, "max_pool", block(6, x, nullptr, x, 1, 1, c, false, 0)), kInvalidArgument);
    c.stride[1] = 9;  // a second row of windows that would lie outside
    EXPECT_EQ(run_block(capability, "max_pool", block(6, x, nullptr, x, 1, 1, c, false, 0)), kInvalidArgument);
  }
}

TEST(Pool, MaxUnpool) {
  for (const Capability capability : supported_capabilities()) {
    const float in[4] = {1, 2, 3, 4};
    int64_t indices[4] = {5, 0, 2, 3};
    Array<float> out({2, 6});
    ASSERT_EQ(run(capability, "max_unpool", 6, out.data(), in, indices, 2, 2, 6), kOk);
    const float expected[12] = {2, 0, 0, 0, 0, 1, 0, 0, 3, 4, 0, 0};
    for (int64_t i = 0; i < 12; i++) EXPECT_EQ(out[i], expected[i]);
    EXPECT_TRUE(out.guards_intact());
    indices[3] = 6;
    EXPECT_EQ(run(capability, "max_unpool", 6, out.data(), in, indices, 2, 2, 6), kIndexOutOfRange);
    indices[3] = -1;
    EXPECT_EQ(run(capability, "max_unpool", 6, out.data(), in, indices, 2, 2, 6), kIndexOutOfRange);
  }
}

}  // namespace
}  // namespace sconce::testing
