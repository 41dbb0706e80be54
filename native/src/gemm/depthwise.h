// Convolutions with one input channel a group: nothing to multiply as matrices, so each output is summed over its taps
// directly. float and double.
#pragma once

#include <algorithm>

#include "base/scratch.h"
#include "gemm/finish.h"
#include "gemm/span.h"
#include "gemm/window.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

// --- channels first -------------------------------------------------------------------------------------------------
//
// The input rows that some output rows need are copied to scratch with their padding, split by w modulo the stride:
// then tap t of neighbouring outputs reads neighbouring elements whatever the stride, and the sums need no bounds.

template <typename T>
class DepthwisePlane {
 public:
  explicit DepthwisePlane(const Window& window) : window_(window) {
    const Axis& w = window.w;
    // Elements of one residue class that a row of outputs reads, and what the last vector reads beyond.
    phase_ = w.out + ((w.taps - 1) * w.step) / w.stride + 1 + kStep;
    phases_ = std::min(w.stride, (w.taps - 1) * w.step + 1);
    row_ = phase_ * phases_;
    const int64_t per_output_row = window.h.stride * row_, beyond = (window.h.taps - 1) * window.h.step * row_;
    const int64_t budget = static_cast<int64_t>(kBudget / sizeof(T)) / window.d.taps;
    rows_at_once_ = std::clamp<int64_t>((budget - beyond) / std::max<int64_t>(per_output_row, 1), 1, window.h.out);
  }

  // One input channel with one filter: out [d, h, w] contiguous; `row` is the output channel, for the finish.
  void run(const T* in, const T* weight, T* out, const Finish<T>& finish, int64_t row) const {
    const Axis& h = window_.h;
    for (int64_t d = 0; d < window_.d.out; d++) {
      for (int64_t begin = 0; begin < h.out; begin += rows_at_once_) {
        band(in, weight, out, finish, row, d, begin, std::min(h.out, begin + rows_at_once_));
      }
    }
  }

 private:
  static constexpr int64_t kStep = 4 * Vec<T>::kSize;
  // A band of input rows, all of them together: a part of the second-level cache. One output row may need more than
  // that.
  static constexpr size_t kBudget = size_t{128} << 10;

  void band(const T* in, const T* weight, T* out, const Finish<T>& finish, int64_t row, int64_t d, int64_t begin,
            int64_t end) const {
    const Axis &dd = window_.d, &h = window_.h, &w = window_.w;
    const int64_t tall = (end - begin - 1) * h.stride + (h.taps - 1) * h.step + 1;
    T* const rows = scratch_of<T>(ScratchUse::kOperand, dd.taps * tall * row_ + kStep);
    for (int64_t kd = 0; kd < dd.taps; kd++) {
      const int64_t id = dd.at(d, kd);
      for (int64_t r = 0; r < tall; r++) {
        const int64_t ih = begin * h.stride + h.first + r;
        T* to = rows + (kd * tall + r) * row_;
        if (dd.has(id) && h.has(ih))
          split(in + (id * h.in + ih) * w.in, to);
        else
          zero_span(to, row_);
      }
    }
    for (int64_t oh = begin; oh < end; oh++) {
      const T* from = rows + (oh - begin) * h.stride * row_;
      const int64_t position = (d * h.out + oh) * w.out;
      int64_t ow = 0;
      for (; ow + kStep <= w.out; ow += kStep)
        outputs<4>(from + ow, tall, weight, out, finish, row, position + ow, kStep);
      for (; ow < w.out; ow += Vec<T>::kSize) {
        outputs<1>(from + ow, tall, weight, out, finish, row, position + ow, std::min(Vec<T>::kSize, w.out - ow));
      }
    }
  }

  // kVecs vectors of neighbouring outputs; the last holds what remains of `count`.
  template <int kVecs>
  void outputs(const T* from, int64_t tall, const T* weight, T* out, const Finish<T>& finish, int64_t row,
               int64_t position, int64_t count) const {
    using V = Vec<T>;
    const Axis &h = window_.h, &w = window_.w;
    Native<T> sum[kVecs] = {};
    for (int64_t kd = 0; kd < window_.d.taps; kd++) {
      for (int64_t kh = 0; kh < h.taps; kh++) {
        const T* line = from + (kd * tall + kh * h.step) * row_;
        int64_t residue = 0, shift = 0;
        for (int64_t kw = 0; kw < w.taps; kw++) {
          const V tap(*weight++);
          const T* at = line + residue * phase_ + shift;
#pragma GCC unroll 4
          for (int v = 0; v < kVecs; v++) sum[v] = fmadd(V::load(at + v * V::kSize), tap, V(sum[v])).v;
          residue += w.step;
          while (residue >= w.stride) residue -= w.stride, shift++;
        }
      }
    }
#pragma GCC unroll 4
    for (int v = 0; v < kVecs; v++) {
      const int64_t at = position + v * V::kSize, n = std::min(V::kSize, count - v * V::kSize);
      finish_vector(finish, V(sum[v]), row, at, n).store(out + at, n);
    }
  }

  // to[r * phase + i] = row[first + i * stride + r], zeros where the row does not exist.
  void split(const T* row, T* to) const {
    const Axis& w = window_.w;
    for (int64_t r = 0; r < phases_; r++, to += phase_) {
      const int64_t offset = w.first + r;
      const int64_t begin = std::clamp<int64_t>(offset >= 0 ? 0 : (-offset + w.stride - 1) / w.stride, 0, phase_);
      const int64_t end = std::clamp<int64_t>(offset >= w.in ? 0 : (w.in - 1 - offset) / w.stride + 1, begin, phase_);
      zero_span(to, begin);
      if (w.stride == 1)
        for (int64_t i = begin; i < end; i++) to[i] = row[offset + i];
      else if (w.stride == 2)
        for (int64_t i = begin; i < end; i++) to[i] = row[offset + i * 2];
      else
        for (int64_t i = begin; i < end; i++) to[i] = row[offset + i * w.stride];
      zero_span(to + end, phase_ - end);
    }
  }

  Window window_;
  int64_t phase_, phases_, row_, rows_at_once_;
};

// --- channels last --------------------------------------------------------------------------------------------------
//
// A vector is neighbouring channels. The weight is [taps, channels], so nothing is copied or padded: each output
// position sums the taps that exist, positions away from the border four at a time.

template <typename T>
class DepthwiseRow {
 public:
  // in: an image; weight [taps, channels]; inner: elements from position to position of in and out.
  DepthwiseRow(const Window& window, const T* in, int64_t in_inner, const T* weight, int64_t channels, T* out,
               int64_t out_inner, const Finish<T>& finish)
      : window_(window),
        in_(in),
        in_inner_(in_inner),
        weight_(weight),
        channels_(channels),
        out_(out),
        out_inner_(out_inner),
        finish_(finish) {}

  // The output row (d, h) of all channels.
  void run(int64_t od, int64_t oh) const {
    const Axis& w = window_.w;
    // Positions for which all taps along w exist.
    const int64_t inside_begin = std::min(w.out, w.begin(0)), inside_end = std::max(inside_begin, w.end(w.taps - 1));
    int64_t ow = 0;
    for (; ow < inside_begin; ow++) all_channels<1>(od, oh, ow);
    for (; ow + kAtOnce <= inside_end; ow += kAtOnce) all_channels<kAtOnce>(od, oh, ow);
    for (; ow < w.out; ow++) all_channels<1>(od, oh, ow);
  }

 private:
  static constexpr int kAtOnce = 4;

  template <int kPositions>
  void all_channels(int64_t od, int64_t oh, int64_t ow) const {
    constexpr int64_t kLanes = Vec<T>::kSize;
    int64_t c = 0;
    for (; c + 2 * kLanes <= channels_; c += 2 * kLanes) outputs<kPositions, 2>(od, oh, ow, c, kLanes);
    for (; c < channels_; c += kLanes) outputs<kPositions, 1>(od, oh, ow, c, std::min(kLanes, channels_ - c));
  }

  template <int kPositions, int kVecs>
  void outputs(int64_t od, int64_t oh, int64_t ow, int64_t channel, int64_t lanes) const {
    using V = Vec<T>;
    const Axis &d = window_.d, &h = window_.h, &w = window_.w;
    const auto load = [lanes](const T* p) { return lanes == V::kSize ? V::load(p) : V::load(p, lanes); };
    Native<T> sum[kPositions][kVecs] = {};
    const int64_t next = w.stride * in_inner_;
    for (int64_t kd = 0; kd < d.taps; kd++) {
      const int64_t id = d.at(od, kd);
      if (!d.has(id)) continue;
      for (int64_t kh = 0; kh < h.taps; kh++) {
        const int64_t ih = h.at(oh, kh);
        if (!h.has(ih)) continue;
        const T* tap = weight_ + (kd * h.taps + kh) * w.taps * channels_ + channel;
        const T* from = in_ + (id * h.in + ih) * w.in * in_inner_ + channel;
        for (int64_t kw = 0; kw < w.taps; kw++) {
          const int64_t iw = w.at(ow, kw);
          // One position may be at the border; several never are.
          if (kPositions == 1 && !w.has(iw)) continue;
#pragma GCC unroll 2
          for (int v = 0; v < kVecs; v++) {
            const V factor = load(tap + kw * channels_ + v * V::kSize);
#pragma GCC unroll 4
            for (int i = 0; i < kPositions; i++) {
              sum[i][v] = fmadd(load(from + iw * in_inner_ + i * next + v * V::kSize), factor, V(sum[i][v])).v;
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
        finish_vector(finish_, V(sum[i][v]), position + i, c, lanes)
            .store(out_ + (position + i) * out_inner_ + c, lanes);
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
