// Convolutions with few channels a group, as many out as in, channels last: too small to multiply as matrices, so each
// output is summed directly, a vector of neighbouring channels at a time. Depthwise is the case of one channel, for
// windows that depthwise_rows.h does not take. float and double.
#pragma once

#include <algorithm>

#include "base/kernel.h"
#include "gemm/finish.h"
#include "gemm/window.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

// Whether groups of `channels` in and out are summed here: whole groups must fit a vector.
template <typename T>
constexpr bool is_small_group(int64_t channels) {
  return std::is_floating_point_v<T> && channels <= std::min<int64_t>(16, Vec<T>::kSize) &&
         (channels & (channels - 1)) == 0 && channels > 0;
}

// kGroup: channels a group, a power of two. The weight is [taps, kGroup, channels]: the factors of one input channel of
// each group stand together. Nothing is copied or padded: each output position sums its taps, several positions
// at a time.
template <typename T, int kGroup>
class GroupedRows {
 public:
  // in, out: an image; inner: elements from position to position.
  GroupedRows(const Window& window, const T* in, int64_t in_inner, const T* weight, int64_t channels, T* out,
              int64_t out_inner, const Finish<T>& finish)
      : window_(window),
        in_(in),
        in_inner_(in_inner),
        weight_(weight),
        channels_(channels),
        out_(out),
        out_inner_(out_inner),
        finish_(finish) {}

  // Output rows begin..end, counted over d and h. Channels are the outer loop: what neighbouring positions and rows
  // read of a few vectors of channels stays in the first-level cache, where all channels of some rows would not.
  void run(int64_t begin, int64_t end) const {
    constexpr int64_t kLanes = Vec<T>::kSize;
    int64_t c = 0;
    for (; c + 2 * kLanes <= channels_; c += 2 * kLanes) rows<2, false>(begin, end, c, kLanes);
    for (; c + kLanes <= channels_; c += kLanes) rows<1, false>(begin, end, c, kLanes);
    if (c < channels_) rows<1, true>(begin, end, c, channels_ - c);
  }

 private:
  template <int kVecs, bool kPartial>
  void rows(int64_t begin, int64_t end, int64_t channel, int64_t lanes) const {
    const Axis& w = window_.w;
    // Positions for which all taps along w exist.
    const int64_t inside_begin = w.begin(0), inside_end = std::max(inside_begin, w.end(w.taps - 1));
    for (int64_t row = begin; row < end; row++) {
      const int64_t od = row / window_.h.out, oh = row % window_.h.out;
      int64_t ow = 0;
      for (; ow + 4 <= w.out; ow += 4) {
        if (ow >= inside_begin && ow + 4 <= inside_end)
          outputs<4, kVecs, kPartial, true>(od, oh, ow, channel, lanes);
        else
          outputs<4, kVecs, kPartial, false>(od, oh, ow, channel, lanes);
      }
      if (ow + 2 <= w.out) {
        outputs<2, kVecs, kPartial, false>(od, oh, ow, channel, lanes);
        ow += 2;
      }
      if (ow < w.out) outputs<1, kVecs, kPartial, false>(od, oh, ow, channel, lanes);
    }
  }

  // kInside: all taps along w exist for all positions; else those that do not count as zeros. One position after the
  // other would wait for each sum.
  template <int kPositions, int kVecs, bool kPartial, bool kInside>
  void outputs(int64_t od, int64_t oh, int64_t ow, int64_t channel, int64_t lanes) const {
    using V = Vec<T>;
    using Index = Vec<IntOf<T>>;
    const Axis &d = window_.d, &h = window_.h, &w = window_.w;
    const auto load = [lanes](const T* p)
                          __attribute__((always_inline)) { return kPartial ? V::load(p, lanes) : V::load(p); };
    // Lane l needs input channel q of its group, which stands in lane l / kGroup * kGroup + q.
    const Index group_start = Index::iota() & Index(static_cast<IntOf<T>>(-kGroup));
    V sum[kPositions][kVecs];
#pragma GCC unroll 4
    for (int i = 0; i < kPositions; i++) {
#pragma GCC unroll 2
      for (int v = 0; v < kVecs; v++) sum[i][v] = V(T(0));
    }
    const int64_t next = w.stride * in_inner_;
    for (int64_t kd = 0; kd < d.taps; kd++) {
      const int64_t id = d.at(od, kd);
      if (!d.has(id)) continue;
      for (int64_t kh = 0; kh < h.taps; kh++) {
        const int64_t ih = h.at(oh, kh);
        if (!h.has(ih)) continue;
        const T* factors = weight_ + (kd * h.taps + kh) * w.taps * kGroup * channels_ + channel;
        const T* from = in_ + (id * h.in + ih) * w.in * in_inner_ + channel;
        for (int64_t kw = 0; kw < w.taps; kw++, factors += kGroup * channels_) {
          const int64_t iw = w.at(ow, kw);
          V x[kPositions][kVecs];
#pragma GCC unroll 4
          for (int i = 0; i < kPositions; i++) {
#pragma GCC unroll 2
            for (int v = 0; v < kVecs; v++) {
              const bool exists = kInside || w.has(iw + i * w.stride);
              x[i][v] = exists ? load(from + iw * in_inner_ + i * next + v * V::kSize) : V(T(0));
            }
          }
#pragma GCC unroll 16
          for (int q = 0; q < kGroup; q++) {
            const Index lane = group_start + Index(static_cast<IntOf<T>>(q));
#pragma GCC unroll 2
            for (int v = 0; v < kVecs; v++) {
              const V factor = load(factors + q * channels_ + v * V::kSize);
#pragma GCC unroll 4
              for (int i = 0; i < kPositions; i++) {
                const V spread = kGroup == 1 ? x[i][v] : V(__builtin_shuffle(x[i][v].v, lane.v));
                sum[i][v] = fmadd(spread, factor, sum[i][v]);
              }
            }
          }
        }
      }
    }
    const int64_t position = (od * h.out + oh) * w.out + ow;
#pragma GCC unroll 4
    for (int i = 0; i < kPositions; i++) {
#pragma GCC unroll 2
      for (int v = 0; v < kVecs; v++) {
        const int64_t c = channel + v * V::kSize;
        const V y = finish_vector(finish_, sum[i][v], position + i, c, lanes);
        T* to = out_ + (position + i) * out_inner_ + c;
        kPartial ? y.store(to, lanes) : y.store(to);
      }
    }
  }

  const Window window_;
  const T* in_;
  int64_t in_inner_;
  const T* weight_;
  int64_t channels_;
  T* out_;
  int64_t out_inner_;
  const Finish<T> finish_;
};

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
