// One convolution with its reference: a shape, how its tensors lie, and naive sums to compare with.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "kernels/conv.h"
#include "parallel/parallel.h"
#include "reference.h"
#include "sconce/libraries.h"

namespace sconce::testing {

using Triple = std::array<int64_t, 3>;

struct Case {
  std::string name;
  int64_t batch, groups, c_in, c_out;
  Triple in, kernel, stride, padding, dilation;
  Triple output_padding{0, 0, 0};  // not transposed: how much more padding there is behind the input than before it

  Triple out(bool transposed) const {
    Triple size;
    for (size_t i = 0; i < 3; i++) {
      const int64_t reach = dilation[i] * (kernel[i] - 1);
      size[i] = transposed ? (in[i] - 1) * stride[i] - 2 * padding[i] + reach + output_padding[i] + 1
                           : (in[i] + 2 * padding[i] + output_padding[i] - reach - 1) / stride[i] + 1;
    }
    return size;
  }
};

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
  mutable std::vector<std::vector<Sum<T>>> known_sums;  // of each channel of each image, once asked for

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

  // May be asked again, of another output or finish for the same operands.
  void check(const std::string& what) const {
    ASSERT_TRUE(out.data.intact()) << what;
    for (int64_t i = static_cast<int64_t>(known_sums.size()); i < of.batch * of.c_out; i++)
      known_sums.push_back(expected(i / of.c_out, i % of.c_out));
    Image<T> rest = out;  // what is not the result must be as before
    for (int64_t n = 0; n < of.batch; n++) {
      for (int64_t c = 0; c < of.c_out; c++) {
        for (int64_t p = 0; p < out.positions; p++) {
          Sum<T> sum = known_sums[static_cast<size_t>(n * of.c_out + c)][static_cast<size_t>(p)];
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

inline std::string describe(Capability capability, const Case& c, const Options& o) {
  return c.name + ", capability " + std::to_string(static_cast<int>(capability)) + ", layout " +
         std::to_string(static_cast<int64_t>(o.layout)) + ", packed " + std::to_string(o.packed) + ", activation " +
         std::to_string(static_cast<int64_t>(o.activation));
}

}  // namespace sconce::testing
