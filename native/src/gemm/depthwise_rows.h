// Depthwise convolutions of two dimensions, channels last, whose windows are 3, 5 or 7 wide with stride 1 or 2: the
// common ones. What else has one channel a group goes by grouped.h. float and double.
//
// A block of seven neighbouring outputs of a vector of channels is summed at once: each element of the input is loaded
// once for all of them, the factors of a row of taps once for all seven.
#pragma once

#include <algorithm>
#include <array>

#include "base/kernel.h"
#include "base/scratch.h"
#include "gemm/finish.h"
#include "gemm/window.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

// An image's rows, from the first of the channels that are to be computed on.
template <typename T>
struct ImageRows {
  T* data;
  int64_t row;    // elements from row to row
  int64_t inner;  // elements from position to position

  T* at(int64_t r) const { return data + r * row; }
};

template <typename T>
class DepthwiseRows {
 public:
  static bool takes(const ConvArgs& c) {  // ConvolutionLink.isDepthwise asks the same in Java
    if (!std::is_floating_point_v<T> || c.groups != c.c_in || c.groups != c.c_out || !writes_channels_last(c))
      return false;
    if (c.kernel_d != 1 || c.in_d != 1 || c.out_d != 1 || c.padding_d != 0 || c.dilation_w != 1) return false;
    if ((c.kernel_w != 3 && c.kernel_w != 5 && c.kernel_w != 7) || c.kernel_h > kMostRows || c.stride_w > 2)
      return false;
    // The middle tap exists for all outputs, so that only the first and last columns of a block may not.
    const Axis w = window_of(c).w;
    return w.begin(c.kernel_w / 2) == 0 && w.end(c.kernel_w / 2) == w.out;
  }

  // weight: [taps, channels], from the first of the channels that are to be computed on.
  DepthwiseRows(const ConvArgs& c, const T* weight)
      : h_(window_of(c).h), w_(window_of(c).w), weight_(weight), weight_row_(c.c_out), choice_(choose(c)) {
    // What neighbouring rows read of a few vectors of channels stays in the first-level cache. An image that comes from
    // beyond the second one is better read in its order.
    const int64_t bytes = c.in_h * c.in_w * c.c_in * static_cast<int64_t>(sizeof(T));
    if (bytes <= 2 * level2_cache_bytes()) chunk_ = (w_.in * h_.taps <= 112 ? 4 : 2) * Vec<T>::kSize;
  }

  // Output rows begin..end. `finish` has a row a position.
  void run(int64_t begin, int64_t end, int64_t channels, const ImageRows<const T>& in, const ImageRows<T>& out,
           const Finish<T>& finish) const {
    const int64_t whole = channels / Vec<T>::kSize * Vec<T>::kSize, chunk = chunk_ > 0 ? chunk_ : whole;
    for (int64_t c = 0; c < whole; c += chunk) {
      (this->*choice_.whole)({begin, end, c, std::min(whole, c + chunk)}, in, out, finish);
    }
    if (whole < channels) (this->*choice_.part)({begin, end, whole, channels}, in, out, finish);
  }

 private:
  static constexpr int64_t kMostRows = 16;

  // The rows of taps that exist for a row of outputs: what they read, and their factors.
  struct TapRow {
    const T* data;
    const T* factors;
  };
  struct Piece {
    int64_t begin, end;  // rows
    int64_t channel, channel_end;
  };
  using Rows = void (DepthwiseRows::*)(const Piece&, const ImageRows<const T>&, const ImageRows<T>&,
                                       const Finish<T>&) const;
  struct Choice {
    Rows whole, part;  // vectors
  };

  template <int kTaps, int kStride>
  static Choice choose(int64_t out) {
    const auto with = []<int kPositions>() {
      return Choice{&DepthwiseRows::rows<kTaps, kStride, kPositions, false>,
                    &DepthwiseRows::rows<kTaps, kStride, kPositions, true>};
    };
    const auto rounded = [out](int64_t unit) { return (out + unit - 1) / unit * unit; };
    if (out >= 7 && rounded(7) <= rounded(4)) return with.template operator()<7>();
    return out >= 4 ? with.template operator()<4>() : with.template operator()<1>();
  }
  template <int kTaps>
  static Choice choose(int64_t out, int64_t stride) {
    return stride == 1 ? choose<kTaps, 1>(out) : choose<kTaps, 2>(out);
  }
  static Choice choose(const ConvArgs& c) {
    if (c.kernel_w == 3) return choose<3>(c.out_w, c.stride_w);
    return c.kernel_w == 5 ? choose<5>(c.out_w, c.stride_w) : choose<7>(c.out_w, c.stride_w);
  }

  template <int kTaps, int kStride, int kPositions, bool kPartial>
  void rows(const Piece& piece, const ImageRows<const T>& in, const ImageRows<T>& out, const Finish<T>& finish) const {
    const SplitFinish<T> split(finish);
    for (int64_t oh = piece.begin; oh < piece.end; oh++) {
      T* const to = out.at(oh);
      std::array<TapRow, kMostRows> taps;
      TapRow* taps_end = taps.data();
      for (int64_t kh = 0; kh < h_.taps; kh++) {
        const int64_t ih = h_.at(oh, kh);
        if (h_.has(ih)) *taps_end++ = {in.at(ih), weight_ + kh * kTaps * weight_row_};
      }
      // The last block may compute some outputs of the one before again.
      for (int64_t block = 0; block < w_.out; block += kPositions) {
        const int64_t ow = std::min(block, w_.out - kPositions);
        for (int64_t c = piece.channel; c < piece.channel_end; c += Vec<T>::kSize) {
          outputs<kTaps, kStride, kPositions, kPartial>(taps.data(), taps_end, w_.at(ow, 0), in.inner, c,
                                                        piece.channel_end - c, to + ow * out.inner + c, out.inner,
                                                        split.now);
        }
      }
      if (!split.at_once) {
        finish_tile(split.later, to + piece.channel, out.inner, oh * w_.out, w_.out, piece.channel,
                    piece.channel_end - piece.channel);
      }
    }
  }

  // kPartial: the vector has only `lanes` channels.
  template <int kTaps, int kStride, int kPositions, bool kPartial>
  SC_INLINE void outputs(const TapRow* taps, const TapRow* taps_end, int64_t iw, int64_t inner, int64_t channel,
                         int64_t lanes, T* to, int64_t to_inner, const Finish<T>& finish) const {
    using V = Vec<T>;
    const auto load = [lanes](const T* p)
                          __attribute__((always_inline)) { return kPartial ? V::load(p, lanes) : V::load(p); };
    constexpr int kColumns = (kPositions - 1) * kStride + kTaps, kEdge = kTaps / 2, kBases = (kColumns + 2) / 3;
    const int64_t at = iw * inner + channel;
    V sum[kPositions];
    const V bias = finish.column_bias ? load(finish.column_bias + channel) : V(T(0));
#pragma GCC unroll 8
    for (int i = 0; i < kPositions; i++) sum[i] = bias;
    for (const TapRow* tap = taps; tap != taps_end; tap++) {
      V factor[kTaps];
#pragma GCC unroll 8
      for (int t = 0; t < kTaps; t++) factor[t] = load(tap->factors + channel + t * weight_row_);
      // Three columns share a base pointer: base, base + inner and base + 2 inner are addresses that an instruction can
      // form.
      const T* const row = tap->data + at;
      const T* base[kBases];
#pragma GCC unroll 8
      for (int g = 0; g < kBases; g++) base[g] = row + 3 * g * inner;
#pragma GCC unroll 32
      for (int c = 0; c < kColumns; c++) {
        if (c < kEdge && iw + c < 0) continue;
        if (c >= kColumns - kEdge && iw + c >= w_.in) continue;
        const V x = load(base[c / 3] + (c % 3) * inner);
#pragma GCC unroll 8
        for (int i = 0; i < kPositions; i++) {
          const int t = c - i * kStride;
          if (t >= 0 && t < kTaps) sum[i] = fmadd(x, factor[t], sum[i]);
        }
      }
    }
    with_cheap_activation(finish.activation, finish.lo, finish.hi, [&](auto function) __attribute__((always_inline)) {
#pragma GCC unroll 8
      for (int i = 0; i < kPositions; i++) sum[i] = function(sum[i]);
    });
#pragma GCC unroll 8
    for (int i = 0; i < kPositions; i++) {
      kPartial ? sum[i].store(to + i * to_inner, lanes) : sum[i].store(to + i * to_inner);
    }
  }

  const Axis h_, w_;
  const T* weight_;
  const int64_t weight_row_;
  const Choice choice_;
  int64_t chunk_ = 0;  // channels at once; 0 for all
};

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
