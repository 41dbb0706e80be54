// The kernels conv, conv_transpose and conv_pack_weight against naive sums, on every capability of this machine.
#include "kernels/conv.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "parallel/parallel.h"
#include "reference.h"
#include "sconce/libraries.h"

namespace sconce::testing {
namespace {

using Triple = std::array<int64_t, 3>;

struct Case {
  std::string name;
  int64_t batch, groups, c_in, c_out;
  Triple in, kernel, stride, padding, dilation;
  Triple output_padding{0, 0, 0};

  Triple out(bool transposed) const {
    Triple size;
    for (size_t i = 0; i < 3; i++) {
      const int64_t reach = dilation[i] * (kernel[i] - 1);
      size[i] = transposed ? (in[i] - 1) * stride[i] - 2 * padding[i] + reach + output_padding[i] + 1
                           : (in[i] + 2 * padding[i] - reach - 1) / stride[i] + 1;
    }
    return size;
  }
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all{
      {"pointwise", 2, 1, 5, 37, {1, 6, 7}, {1, 1, 1}, {1, 1, 1}, {0, 0, 0}, {1, 1, 1}},
      {"pointwise, stride", 1, 1, 24, 33, {1, 9, 8}, {1, 1, 1}, {1, 2, 2}, {0, 0, 0}, {1, 1, 1}},
      {"first layer", 1, 1, 3, 40, {1, 23, 30}, {1, 7, 7}, {1, 2, 2}, {0, 3, 3}, {1, 1, 1}},
      {"first layer, large", 2, 1, 3, 16, {1, 70, 301}, {1, 3, 3}, {1, 2, 2}, {0, 1, 1}, {1, 1, 1}},
      {"one channel", 1, 1, 1, 20, {1, 28, 28}, {1, 5, 5}, {1, 1, 1}, {0, 0, 0}, {1, 1, 1}},
      {"two channels, more padding than window", 1, 1, 2, 7, {1, 6, 5}, {1, 2, 3}, {1, 1, 1}, {0, 3, 5}, {1, 1, 1}},
      {"3x3", 2, 1, 17, 19, {1, 9, 11}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
      {"3x3 wide", 1, 1, 4, 15, {1, 5, 70}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
      {"3x3 deep", 1, 1, 70, 66, {1, 7, 7}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
      {"3x3 by tiles", 2, 1, 40, 35, {1, 9, 12}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
      {"3x3 by tiles, no padding", 1, 1, 33, 70, {1, 13, 15}, {1, 3, 3}, {1, 1, 1}, {0, 0, 0}, {1, 1, 1}},
      {"3x3 by tiles, much padding", 1, 1, 48, 32, {1, 10, 11}, {1, 3, 3}, {1, 1, 1}, {0, 2, 3}, {1, 1, 1}},
      {"3x3 by tiles, in pieces", 1, 1, 24, 16, {1, 26, 38}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
      {"3x3 stride", 1, 1, 8, 9, {1, 10, 13}, {1, 3, 3}, {1, 2, 2}, {0, 1, 1}, {1, 1, 1}},
      {"3x3 stride 3", 1, 1, 3, 9, {1, 14, 40}, {1, 3, 3}, {1, 2, 3}, {0, 2, 1}, {1, 1, 1}},
      {"dilated", 1, 1, 6, 7, {1, 12, 15}, {1, 3, 3}, {1, 1, 1}, {0, 2, 3}, {1, 2, 3}},
      {"dilated, stride", 1, 2, 6, 8, {1, 17, 15}, {1, 3, 2}, {1, 3, 2}, {0, 2, 1}, {1, 2, 3}},
      {"patches", 1, 1, 3, 20, {1, 16, 24}, {1, 8, 8}, {1, 8, 8}, {0, 0, 0}, {1, 1, 1}},
      {"even kernel", 1, 1, 5, 6, {1, 9, 9}, {1, 4, 2}, {1, 1, 1}, {0, 1, 0}, {1, 1, 1}},
      {"groups", 2, 3, 12, 18, {1, 8, 9}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
      {"groups of 24, by tiles", 1, 5, 120, 120, {1, 7, 6}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
      {"groups of 16", 2, 5, 80, 80, {1, 11, 12}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
      {"groups of 32 and 40, by tiles", 2, 2, 64, 80, {1, 11, 12}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
      {"groups of 4", 1, 32, 128, 128, {1, 7, 9}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
      {"groups of 8, stride", 1, 5, 40, 40, {1, 9, 8}, {1, 3, 3}, {1, 2, 2}, {0, 1, 1}, {1, 1, 1}},
      {"groups of 2", 2, 11, 22, 22, {1, 6, 13}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
      {"groups of 4, wide and dilated", 1, 5, 20, 20, {1, 4, 600}, {1, 2, 3}, {1, 1, 2}, {0, 0, 7}, {1, 2, 5}},
      {"groups of 8, more padding than window", 1, 3, 24, 24, {1, 5, 4}, {1, 3, 3}, {1, 2, 1}, {0, 4, 5}, {1, 1, 1}},
      {"groups of 16, stride", 2, 3, 48, 48, {1, 17, 11}, {1, 3, 3}, {1, 2, 2}, {0, 1, 1}, {1, 1, 1}},
      {"groups of 32, in pieces", 1, 2, 64, 64, {1, 9, 20}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
      {"groups 3d", 2, 3, 12, 12, {4, 5, 9}, {2, 3, 3}, {2, 1, 1}, {1, 1, 1}, {1, 1, 1}},
      {"grouped pointwise", 1, 4, 64, 128, {1, 6, 6}, {1, 1, 1}, {1, 1, 1}, {0, 0, 0}, {1, 1, 1}},
      {"depthwise 3x3", 2, 19, 19, 19, {1, 9, 21}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
      {"depthwise 3x3 stride", 1, 48, 48, 48, {1, 13, 75}, {1, 3, 3}, {1, 2, 2}, {0, 1, 1}, {1, 1, 1}},
      {"depthwise 5x5", 1, 35, 35, 35, {1, 14, 14}, {1, 5, 5}, {1, 1, 1}, {0, 2, 2}, {1, 1, 1}},
      {"depthwise 5x5 stride", 1, 35, 35, 35, {1, 15, 14}, {1, 5, 5}, {1, 2, 2}, {0, 2, 2}, {1, 1, 1}},
      {"depthwise 7x7", 1, 20, 20, 20, {1, 8, 8}, {1, 7, 7}, {1, 1, 1}, {0, 3, 3}, {1, 1, 1}},
      {"depthwise 7x7 stride", 2, 20, 20, 20, {1, 14, 15}, {1, 7, 7}, {1, 2, 2}, {0, 3, 3}, {1, 1, 1}},
      {"depthwise 3x3, deep", 1, 272, 272, 272, {1, 14, 14}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
      {"depthwise 1x5", 1, 33, 33, 33, {1, 6, 21}, {1, 1, 5}, {1, 1, 1}, {0, 0, 2}, {1, 1, 1}},
      {"depthwise 2x3, rows dilated", 1, 17, 17, 17, {1, 9, 7}, {1, 2, 3}, {1, 1, 2}, {0, 1, 0}, {1, 3, 1}},
      {"depthwise 3x3, padding beyond", 1, 16, 16, 16, {1, 7, 7}, {1, 3, 3}, {1, 1, 1}, {0, 2, 2}, {1, 1, 1}},
      {"depthwise dilated, stride 3", 1, 9, 9, 9, {1, 20, 31}, {1, 3, 3}, {1, 3, 3}, {0, 2, 2}, {1, 2, 2}},
      {"depthwise, kernel wider than input", 1, 4, 4, 4, {1, 3, 2}, {1, 5, 5}, {1, 1, 1}, {0, 2, 2}, {1, 1, 1}},
      {"depthwise, multiplier", 1, 5, 5, 15, {1, 7, 8}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
      {"depthwise 3d", 1, 6, 6, 6, {4, 5, 9}, {3, 3, 3}, {1, 1, 2}, {1, 1, 1}, {1, 1, 1}},
      {"depthwise, tall", 1, 2, 2, 2, {1, 700, 40}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
      {"1d", 3, 1, 10, 11, {1, 1, 50}, {1, 1, 5}, {1, 1, 1}, {0, 0, 2}, {1, 1, 1}},
      {"1d long", 1, 1, 40, 12, {1, 1, 90}, {1, 1, 16}, {1, 1, 4}, {0, 0, 8}, {1, 1, 1}},
      {"3d", 1, 1, 4, 6, {5, 6, 7}, {3, 3, 3}, {1, 1, 1}, {1, 1, 1}, {1, 1, 1}},
      {"3d stride", 2, 2, 4, 6, {6, 7, 9}, {2, 3, 3}, {2, 2, 1}, {1, 0, 1}, {1, 2, 1}},
      {"one position", 1, 1, 30, 40, {1, 3, 3}, {1, 3, 3}, {1, 1, 1}, {0, 0, 0}, {1, 1, 1}},
      {"no batch", 0, 1, 3, 4, {1, 5, 5}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
  };
  return all;
}

const std::vector<Case>& transposed_cases() {
  static const std::vector<Case> all{
      {"stride 1", 1, 1, 7, 9, {1, 6, 7}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}},
      {"up by 2", 2, 1, 9, 6, {1, 5, 7}, {1, 2, 2}, {1, 2, 2}, {0, 0, 0}, {1, 1, 1}},
      {"4x4 up by 2", 1, 1, 20, 35, {1, 6, 6}, {1, 4, 4}, {1, 2, 2}, {0, 1, 1}, {1, 1, 1}},
      {"3x3 up by 2, output padding", 1, 2, 6, 8, {1, 6, 5}, {1, 3, 3}, {1, 2, 2}, {0, 1, 1}, {1, 1, 1}, {0, 1, 1}},
      {"dilated", 1, 1, 5, 4, {1, 6, 5}, {1, 3, 3}, {1, 1, 1}, {0, 1, 0}, {1, 2, 3}},
      {"dilated, stride 2 and 3", 1, 1, 5, 4, {1, 6, 5}, {1, 3, 4}, {1, 2, 3}, {0, 1, 0}, {1, 2, 2}, {0, 1, 2}},
      {"stride beyond kernel", 1, 1, 5, 4, {1, 4, 5}, {1, 2, 1}, {1, 3, 4}, {0, 0, 0}, {1, 1, 1}, {0, 2, 3}},
      {"depthwise", 1, 18, 18, 18, {1, 7, 9}, {1, 4, 4}, {1, 2, 2}, {0, 1, 1}, {1, 1, 1}},
      {"1d", 2, 1, 12, 7, {1, 1, 30}, {1, 1, 8}, {1, 1, 4}, {0, 0, 2}, {1, 1, 1}},
      {"3d", 1, 1, 4, 5, {3, 4, 5}, {3, 3, 2}, {2, 2, 2}, {1, 1, 0}, {1, 1, 1}, {1, 0, 1}},
      {"deep", 1, 1, 300, 40, {1, 4, 4}, {1, 3, 3}, {1, 2, 2}, {0, 1, 1}, {1, 1, 1}},
      {"large", 1, 1, 8, 3, {1, 40, 60}, {1, 4, 4}, {1, 2, 2}, {0, 1, 1}, {1, 1, 1}},
  };
  return all;
}

struct Options {
  ConvLayout layout = ConvLayout::kChannelsFirst;
  bool packed = false;
  bool bias = true;
  bool sliced = false;  // in, out and residual are slices of channels of wider tensors
  Activation activation = Activation::kNone;
  bool residual = false, residual_last = false;
};

// A tensor [batch, channels, positions] with its channels last or not, perhaps inside one with more channels.
template <typename T>
struct Image {
  int64_t channels, positions, image, inner, first;
  bool last;
  Guarded<T> data;

  Image(int64_t batch, int64_t c, int64_t p, bool channels_last, const Options& o, Numbers& numbers)
      : channels(c),
        positions(p),
        image((c + (o.sliced ? 7 : 0)) * p),
        inner(channels_last ? c + (o.sliced ? 7 : 0) : p),
        first(o.sliced ? (channels_last ? 2 : 2 * p) : 0),
        last(channels_last),
        data(batch * image, numbers) {}
  int64_t index(int64_t n, int64_t c, int64_t p) const {
    return first + n * image + (last ? p * inner + c : c * inner + p);
  }
  T at(int64_t n, int64_t c, int64_t p) const { return data[index(n, c, p)]; }
};

template <typename T>
struct Trial {
  Case of;
  bool transposed;
  Options options;
  Triple out_size;
  Numbers numbers{11};
  Image<T> in, out, before, residual;
  Guarded<T> weight, bias, packed{0};

  Trial(const Case& c, bool t, const Options& o)
      : of(c),
        transposed(t),
        options(o),
        out_size(c.out(t)),
        in(c.batch, c.c_in, c.in[0] * c.in[1] * c.in[2], o.layout == ConvLayout::kChannelsLast, o, numbers),
        out(c.batch, c.c_out, out_size[0] * out_size[1] * out_size[2], o.layout != ConvLayout::kChannelsFirst, o,
            numbers),
        before(out),
        residual(c.batch, c.c_out, out.positions, o.layout != ConvLayout::kChannelsFirst, o, numbers),
        weight(c.c_in * c.c_out / c.groups * taps(), numbers),
        bias(c.c_out, numbers) {}

  int64_t taps() const { return of.kernel[0] * of.kernel[1] * of.kernel[2]; }

  ConvArgs args() {
    ConvArgs a{};
    a.dtype = dtype_of<T>();
    a.out = out.data.data() + out.first;
    a.in = in.data.data() + in.first;
    a.weight = options.packed ? packed.data() : weight.data();
    a.layout = static_cast<int64_t>(options.layout);
    a.packed = options.packed;
    a.batch = of.batch, a.groups = of.groups, a.c_in = of.c_in, a.c_out = of.c_out;
    a.in_d = of.in[0], a.in_h = of.in[1], a.in_w = of.in[2];
    a.out_d = out_size[0], a.out_h = out_size[1], a.out_w = out_size[2];
    a.kernel_d = of.kernel[0], a.kernel_h = of.kernel[1], a.kernel_w = of.kernel[2];
    a.stride_d = of.stride[0], a.stride_h = of.stride[1], a.stride_w = of.stride[2];
    a.padding_d = of.padding[0], a.padding_h = of.padding[1], a.padding_w = of.padding[2];
    a.dilation_d = of.dilation[0], a.dilation_h = of.dilation[1], a.dilation_w = of.dilation[2];
    a.in_image = in.image, a.in_inner = in.inner;
    a.out_image = out.image, a.out_inner = out.inner;
    a.epilogue.bias = options.bias ? bias.data() : nullptr;
    a.epilogue.residual = options.residual ? residual.data.data() + residual.first : nullptr;
    a.epilogue.residual_row = residual.inner;
    a.epilogue.residual_batch = residual.image;
    a.epilogue.residual_last = options.residual_last;
    a.epilogue.activation = static_cast<int64_t>(options.activation);
    a.epilogue.lo = -0.5, a.epilogue.hi = 0.75;
    return a;
  }

  // Packs the weight; false when this kind has no packed form.
  bool pack(Capability capability) {
    int64_t size = -1;
    ConvPackArgs p{&size, nullptr, transposed, args()};
    p.conv.packed = 0, p.conv.weight = weight.data();
    EXPECT_EQ(run_args(capability, "conv_pack_weight", p), kOk);
    if (size == 0) return false;
    packed = Guarded<T>(size);
    p.packed = packed.data();
    EXPECT_EQ(run_args(capability, "conv_pack_weight", p), kOk);
    EXPECT_TRUE(packed.intact());
    return true;
  }

  // The naive sum of one output.
  Sum<T> expected(int64_t n, int64_t channel, int64_t d, int64_t h, int64_t w) const {
    const int64_t in_each = of.c_in / of.groups, out_each = of.c_out / of.groups, group = channel / out_each;
    const Triple at{d, h, w};
    Sum<T> sum;
    for (int64_t t = 0; t < taps(); t++) {
      const Triple tap{t / (of.kernel[1] * of.kernel[2]), t / of.kernel[2] % of.kernel[1], t % of.kernel[2]};
      Triple from;
      bool exists = true;
      for (size_t i = 0; i < 3; i++) {
        if (transposed) {
          from[i] = at[i] + of.padding[i] - tap[i] * of.dilation[i];
          exists = exists && from[i] % of.stride[i] == 0;
          from[i] /= of.stride[i];
        } else {
          from[i] = at[i] * of.stride[i] - of.padding[i] + tap[i] * of.dilation[i];
        }
        exists = exists && from[i] >= 0 && from[i] < of.in[i];
      }
      if (!exists) continue;
      const int64_t position = (from[0] * of.in[1] + from[1]) * of.in[2] + from[2];
      for (int64_t c = 0; c < in_each; c++) {
        const int64_t filter =
            transposed ? (group * in_each + c) * out_each + channel % out_each : channel * in_each + c;
        sum.add(in.at(n, group * in_each + c, position), weight[filter * taps() + t]);
      }
    }
    if (options.bias) sum.add(bias[channel], T(1));
    return sum;
  }

  // Whether this may be computed by Winograd's tiles, where an output's error is that of the tile that it stands in.
  bool has_tiles() const {
    const auto all = [](const Triple& t, Triple u) { return t == u; };
    return std::is_same_v<T, float> && !transposed && out.last && all(of.kernel, {1, 3, 3}) &&
           all(of.stride, {1, 1, 1}) && all(of.dilation, {1, 1, 1}) && of.in[0] == 1;
  }

  // The sums of a channel of an image.
  std::vector<Sum<T>> expected(int64_t n, int64_t channel) const {
    std::vector<Sum<T>> sums;
    for (int64_t p = 0; p < out.positions; p++)
      sums.push_back(
          expected(n, channel, p / (out_size[1] * out_size[2]), p / out_size[2] % out_size[1], p % out_size[2]));
    if (!has_tiles()) return sums;
    const std::vector<Sum<T>> own = sums;
    for (int64_t p = 0; p < out.positions; p++) {
      const int64_t y = p / out_size[2], x = p % out_size[2];
      for (int64_t i = y / 4 * 4; i < std::min(out_size[1], y / 4 * 4 + 4); i++) {
        for (int64_t j = x / 4 * 4; j < std::min(out_size[2], x / 4 * 4 + 4); j++) {
          const Sum<T>& near = own[static_cast<size_t>(i * out_size[2] + j)];
          Sum<T>& sum = sums[static_cast<size_t>(p)];
          sum.magnitude = std::max(sum.magnitude, near.magnitude);
          sum.terms = std::max(sum.terms, near.terms);
        }
      }
    }
    return sums;
  }

  void check(const std::string& what) const {
    ASSERT_TRUE(out.data.intact()) << what;
    Image<T> rest = out;  // what is not the result must be as before
    for (int64_t n = 0; n < of.batch; n++) {
      for (int64_t c = 0; c < of.c_out; c++) {
        const std::vector<Sum<T>> sums = expected(n, c);
        for (int64_t p = 0; p < out.positions; p++) {
          Sum<T> sum = sums[static_cast<size_t>(p)];
          const T r = residual.at(n, c, p);
          if (options.residual && !options.residual_last) sum.add(r, T(1));
          if constexpr (std::is_floating_point_v<T>) {
            if (options.activation == Activation::kRelu) sum.value = std::max(sum.value, 0.0);
            if (options.activation == Activation::kClamp) sum.value = std::clamp(sum.value, -0.5, 0.75);
            if (options.activation == Activation::kSilu) sum.value = sum.value / (1 + std::exp(-sum.value));
            if (options.activation == Activation::kHardswish) sum.value *= std::clamp(sum.value + 3, 0.0, 6.0) / 6;
          }
          if (options.residual && options.residual_last) sum.add(r, T(1));
          ASSERT_TRUE(sum.matches(out.at(n, c, p))) << what << " image " << n << " channel " << c << " position " << p
                                                    << ": " << +out.at(n, c, p) << " instead of " << +sum.value;
          rest.data[rest.index(n, c, p)] = before.at(n, c, p);
        }
      }
    }
    for (int64_t i = 0; i < rest.data.size(); i++)
      ASSERT_EQ(rest.data[i], before.data[i]) << what << " wrote beside its channels";
  }
};

std::string describe(Capability capability, const Case& c, const Options& o) {
  return c.name + ", capability " + std::to_string(static_cast<int>(capability)) + ", layout " +
         std::to_string(static_cast<int64_t>(o.layout)) + ", packed " + std::to_string(o.packed) + ", activation " +
         std::to_string(static_cast<int64_t>(o.activation));
}

template <typename T>
void check_case(const Case& c, bool transposed, const Options& options) {
  for (Capability capability : supported_capabilities()) {
    Trial<T> run(c, transposed, options);
    if (options.packed && !run.pack(capability)) continue;
    ASSERT_EQ(run_args(capability, transposed ? "conv_transpose" : "conv", run.args()), kOk) << c.name;
    ASSERT_NO_FATAL_FAILURE(run.check(describe(capability, c, options)));
  }
}

std::vector<ConvLayout> layouts(bool transposed) {
  std::vector<ConvLayout> all{ConvLayout::kChannelsFirst, ConvLayout::kChannelsLast};
  if (!transposed) all.push_back(ConvLayout::kFirstToLast);
  return all;
}

template <typename T>
void check_all(bool transposed) {
  for (const Case& c : transposed ? transposed_cases() : cases()) {
    for (ConvLayout layout : layouts(transposed)) {
      Options options;
      options.layout = layout;
      ASSERT_NO_FATAL_FAILURE(check_case<T>(c, transposed, options));
      options.sliced = true;
      options.bias = false;
      ASSERT_NO_FATAL_FAILURE(check_case<T>(c, transposed, options));
      options.packed = true;
      ASSERT_NO_FATAL_FAILURE(check_case<T>(c, transposed, options));
    }
  }
}

void check_finishes(bool transposed) {
  for (const Case& c : transposed ? transposed_cases() : cases()) {
    for (Activation activation : {Activation::kRelu, Activation::kClamp, Activation::kSilu, Activation::kHardswish}) {
      for (int residual = 0; residual < 3; residual++) {
        Options options;
        options.layout = residual % 2 ? ConvLayout::kChannelsFirst : ConvLayout::kChannelsLast;
        options.activation = activation;
        options.residual = residual > 0;
        options.residual_last = residual == 2;
        options.sliced = activation == Activation::kClamp;
        ASSERT_NO_FATAL_FAILURE(check_case<float>(c, transposed, options));
        options.layout = residual % 2 ? ConvLayout::kChannelsLast : ConvLayout::kChannelsFirst;
        ASSERT_NO_FATAL_FAILURE(check_case<float>(c, transposed, options));
        if (transposed) continue;
        options.layout = ConvLayout::kFirstToLast;
        ASSERT_NO_FATAL_FAILURE(check_case<float>(c, transposed, options));
      }
    }
  }
}

TEST(Conv, Floats) { check_all<float>(false); }
TEST(Conv, Doubles) { check_all<double>(false); }
TEST(Conv, Int64) { check_all<int64_t>(false); }
TEST(Conv, Int32) { check_all<int32_t>(false); }
TEST(Conv, Int8WrapsAround) { check_all<int8_t>(false); }
TEST(Conv, Uint8WrapsAround) { check_all<uint8_t>(false); }
TEST(Conv, FinishesWithResidualAndActivation) { check_finishes(false); }

TEST(ConvTranspose, Floats) { check_all<float>(true); }
TEST(ConvTranspose, Doubles) { check_all<double>(true); }
TEST(ConvTranspose, Int32) { check_all<int32_t>(true); }
TEST(ConvTranspose, Int16WrapsAround) { check_all<int16_t>(true); }
TEST(ConvTranspose, FinishesWithResidualAndActivation) { check_finishes(true); }

TEST(Conv, GivesTheSameBitsWithAnyNumberOfThreadsAndPacked) {
  for (const Case& c : cases()) {
    for (Capability capability : supported_capabilities()) {
      for (ConvLayout layout : layouts(false)) {
        Options options;
        options.layout = layout;
        Trial<float> one(c, false, options);
        set_num_threads(1);
        ASSERT_EQ(run_args(capability, "conv", one.args()), kOk);
        for (bool packed : {false, true}) {
          options.packed = packed;
          for (int threads : {1, 2, 3, 8}) {
            Trial<float> many(c, false, options);
            if (packed && !many.pack(capability)) continue;
            set_num_threads(threads);
            ASSERT_EQ(run_args(capability, "conv", many.args()), kOk);
            ASSERT_EQ(
                std::memcmp(one.out.data.data(), many.out.data.data(), static_cast<size_t>(one.out.data.size()) * 4), 0)
                << c.name << " " << threads;
          }
        }
        set_num_threads(2);
      }
    }
  }
}

template <typename T>
void check_scaled(const Case& c, const Options& options) {
  for (Capability capability : supported_capabilities()) {
    Trial<T> plain(c, false, options), scaled(c, false, options);
    Numbers numbers(12);
    const Guarded<T> scale(c.batch * c.c_in, numbers);
    for (int64_t n = 0; n < c.batch; n++) {
      for (int64_t channel = 0; channel < c.c_in; channel++) {
        for (int64_t p = 0; p < plain.in.positions; p++) {
          plain.in.data[plain.in.index(n, channel, p)] *= scale[n * c.c_in + channel];
        }
      }
    }
    if (!plain.pack(capability) || !scaled.pack(capability)) continue;  // a library convolves, and packs for itself
    ASSERT_EQ(run_args(capability, "conv", plain.args()), kOk);
    ConvArgs args = scaled.args();
    args.in_scale = scale.data();
    ASSERT_EQ(run_args(capability, "conv", args), kOk);
    ASSERT_TRUE(scaled.out.data.intact());
    for (int64_t i = 0; i < plain.out.data.size(); i++) ASSERT_EQ(plain.out.data[i], scaled.out.data[i]) << c.name;
  }
}

TEST(Conv, ScalesTheChannelsOfItsInputToTheBit) {
  const Triple one{1, 1, 1}, none{0, 0, 0};
  const std::vector<Case> cases{
      {"narrow", 2, 1, 70, 24, {1, 9, 7}, one, one, none, one},
      {"deep", 1, 1, 600, 96, {1, 7, 7}, one, one, none, one},
      {"wide", 3, 1, 35, 300, {1, 3, 40}, one, one, none, one},
      {"3d", 1, 1, 17, 5, {2, 3, 4}, one, one, none, one},
  };
  for (const Case& c : cases) {
    for (bool sliced : {false, true}) {
      Options options;
      options.layout = ConvLayout::kChannelsLast;
      options.packed = true;
      options.residual = options.sliced = sliced;
      for (int threads : {1, 2, 5}) {
        set_num_threads(threads);
        ASSERT_NO_FATAL_FAILURE(check_scaled<float>(c, options));
        ASSERT_NO_FATAL_FAILURE(check_scaled<double>(c, options));
      }
    }
  }
  set_num_threads(2);
}

TEST(Conv, ScalesOnlyWhatIsReadByItself) {
  const float scale[8] = {};
  const Triple one{1, 1, 1}, none{0, 0, 0};
  const auto status_of = [&](const Case& c, ConvLayout layout, bool packed) {
    Options options;
    options.layout = layout;
    options.packed = packed;
    Trial<float> trial(c, false, options);
    if (packed) trial.pack(supported_capabilities()[0]);
    ConvArgs args = trial.args();
    args.in_scale = scale;
    return run_args(supported_capabilities()[0], "conv", args);
  };
  const Case pointwise{"pointwise", 1, 1, 8, 4, {1, 5, 5}, one, one, none, one};
  if (!Trial<float>(pointwise, false, {ConvLayout::kChannelsLast}).pack(supported_capabilities()[0]))
    GTEST_SKIP() << "a library convolves, and packs for itself";
  EXPECT_EQ(status_of(pointwise, ConvLayout::kChannelsLast, true), kOk);
  EXPECT_EQ(status_of(pointwise, ConvLayout::kChannelsLast, false), kInvalidArgument);
  EXPECT_EQ(status_of(pointwise, ConvLayout::kFirstToLast, true), kInvalidArgument);
  EXPECT_EQ(status_of(pointwise, ConvLayout::kChannelsFirst, false), kInvalidArgument);
  const Case window{"3x3", 1, 1, 8, 4, {1, 5, 5}, {1, 3, 3}, one, {0, 1, 1}, one};
  EXPECT_EQ(status_of(window, ConvLayout::kChannelsLast, true), kInvalidArgument);
  const Case strided{"stride", 1, 1, 8, 4, {1, 5, 5}, one, {1, 2, 2}, none, one};
  EXPECT_EQ(status_of(strided, ConvLayout::kChannelsLast, true), kInvalidArgument);
  const Case grouped{"groups", 1, 2, 8, 4, {1, 5, 5}, one, one, none, one};
  EXPECT_EQ(status_of(grouped, ConvLayout::kChannelsLast, true), kInvalidArgument);
}

// 64 channels of positive numbers, which is what an activation leaves: the error that gemm/winograd_tile.h states,
// beside that of the sums, which channels first are computed by.
TEST(Conv, TilesOf4By4LoseLessThanTwoBitsToSums) {
  const Case c{"tiles", 1, 1, 64, 64, {1, 28, 28}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}};
  for (Capability capability : supported_capabilities()) {
    double squares[2], largest[2];
    for (ConvLayout layout : {ConvLayout::kChannelsFirst, ConvLayout::kChannelsLast}) {
      Options options;
      options.layout = layout;
      options.bias = false;
      Trial<float> run(c, false, options);
      for (int64_t i = 0; i < run.in.data.size(); i++) run.in.data[i] = std::max(run.in.data[i], 0.0f);
      ASSERT_EQ(run_args(capability, "conv", run.args()), kOk);
      double sum = 0, most = 0;
      for (int64_t channel = 0; channel < 64; channel++) {
        for (int64_t p = 0; p < 28 * 28; p++) {
          const double exact = run.expected(0, channel, 0, p / 28, p % 28).value;
          const double error = std::abs(static_cast<double>(run.out.at(0, channel, p)) - exact);
          sum += error * error;
          most = std::max(most, error);
        }
      }
      squares[layout == ConvLayout::kChannelsLast] = sum;
      largest[layout == ConvLayout::kChannelsLast] = most;
    }
    EXPECT_LT(std::sqrt(squares[1] / squares[0]), 3.5);
    EXPECT_LT(largest[1] / largest[0], 4);
  }
}

// The packed weight of a filter is 9 numbers, of tiles of 2 by 2 outputs 16, of 4 by 4 outputs 36.
TEST(Conv, ChoosesTilesByTheShape) {
  const std::string chosen = sc_gemm();
  ASSERT_EQ(sc_choose_gemm("own"), nullptr);
  const auto numbers_of = [](Capability capability, int64_t c_in, int64_t c_out, int64_t size) {
    Options options;
    options.layout = ConvLayout::kChannelsLast;
    options.packed = true;
    Trial<float> run({"", 1, 1, c_in, c_out, {1, size, size}, {1, 3, 3}, {1, 1, 1}, {0, 1, 1}, {1, 1, 1}}, false,
                     options);
    EXPECT_TRUE(run.pack(capability));
    return run.packed.size() / (c_in * c_out);
  };
  for (Capability capability : supported_capabilities()) {
    EXPECT_EQ(numbers_of(capability, 64, 64, 56), 36);
    EXPECT_EQ(numbers_of(capability, 128, 32, 28), 36);
    EXPECT_EQ(numbers_of(capability, 256, 256, 14), 16) << "more weight would take longer to read";
    EXPECT_EQ(numbers_of(capability, 128, 128, 7), 16);
    EXPECT_EQ(numbers_of(capability, 128, 128, 3), 9);
    EXPECT_EQ(numbers_of(capability, 8, 32, 56), 9) << "transforms would take longer than products";
  }
  ASSERT_EQ(sc_choose_gemm(chosen.c_str()), nullptr);
}

TEST(Conv, RefusesImpossibleArguments) {
  for (Capability capability : supported_capabilities()) {
    Trial<float> run(cases().front(), false, {});
    for (const char* name : {"conv", "conv_transpose"}) {
      ConvArgs a = run.args();
      a.groups = 2;  // 5 channels
      EXPECT_EQ(run_args(capability, name, a), kInvalidArgument);
      a = run.args();
      a.stride_w = 0;
      EXPECT_EQ(run_args(capability, name, a), kInvalidArgument);
      a = run.args();
      a.packed = 1;  // channels first has no packed form
      EXPECT_EQ(run_args(capability, name, a), kInvalidArgument);
      a = run.args();
      a.dtype = 15;
      EXPECT_EQ(run_args(capability, name, a), kUnsupportedDtype);
      a = run.args();
      a.layout = 3;
      EXPECT_EQ(run_args(capability, name, a), kInvalidArgument);
    }
  }
}

}  // namespace
}  // namespace sconce::testing
