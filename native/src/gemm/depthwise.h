// Convolutions with one input channel a group, channels first: nothing to multiply as matrices, so each output is
// summed over its taps directly. float and double. (Channels last: see grouped.h.)
#pragma once

#include <algorithm>

#include "base/scratch.h"
#include "gemm/finish.h"
#include "gemm/span.h"
#include "gemm/window.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

// The input rows that some output rows need are copied to scratch with their padding, split by w modulo the stride:
// then a tap of neighbouring outputs reads neighbouring elements whatever the stride, and the sums need no bounds.
template <typename T>
class DepthwisePlane {
 public:
  explicit DepthwisePlane(const Window& window) : window_(window) {
    const Axis& w = window.w;
    // Elements of one residue class that a row of outputs reads, and what the last vector reads beyond.
    phase_ = w.out + ((w.taps - 1) * w.step) / w.stride + 1 + Vec<T>::kSize;
    phases_ = std::min(w.stride, (w.taps - 1) * w.step + 1);
    row_ = phase_ * phases_;
    const int64_t per_output_row = window.h.stride * row_, beyond = (window.h.taps - 1) * window.h.step * row_;
    const int64_t budget = static_cast<int64_t>(kBudget / sizeof(T)) / window.d.taps;
    rows_at_once_ = std::clamp<int64_t>((budget - beyond) / std::max<int64_t>(per_output_row, 1), 1, window.h.out);
  }

  // One input channel with one filter: out [d, h, w] contiguous; `row` is the output's row in the finish.
  void run(const T* in, const T* weight, T* out, const Finish<T>& finish, int64_t row) const {
    const Axis& h = window_.h;
    Plane plane{weight, out, finish, row, 0, 0};
    for (int64_t d = 0; d < window_.d.out; d++) {
      for (int64_t begin = 0; begin < h.out; begin += rows_at_once_) {
        band(in, plane, d, begin, std::min(h.out, begin + rows_at_once_));
      }
    }
  }

 private:
  // A band of input rows, all of them together: a part of the second-level cache. One output row may need more than
  // that.
  static constexpr size_t kBudget = size_t{128} << 10;

  struct Plane {
    const T* weight;
    T* out;
    const Finish<T>& finish;
    int64_t row;
    int64_t slice;   // elements from input depth to input depth in scratch
    int64_t output;  // elements from output row to output row
  };

  void band(const T* in, Plane& plane, int64_t d, int64_t begin, int64_t end) const {
    const Axis &dd = window_.d, &h = window_.h, &w = window_.w;
    const int64_t tall = (end - begin - 1) * h.stride + (h.taps - 1) * h.step + 1;
    // The outputs read at most a vector behind the last row.
    T* const rows = scratch_of<T>(ScratchUse::kOperand, dd.taps * tall * row_ + Vec<T>::kSize);
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
    plane.slice = tall * row_;
    plane.output = w.out;
    const int64_t across = (w.out + Vec<T>::kSize - 1) / Vec<T>::kSize;  // vectors of an output row
    int64_t oh = begin;
    const auto from = [&](int64_t line) { return rows + (line - begin) * h.stride * row_; };
    const auto at = [&](int64_t line) { return (d * h.out + line) * w.out; };
    // Blocks of four or so vectors, so that their sums overlap: several rows when rows are short.
    if (across == 1) {
      for (; oh + 4 <= end; oh += 4) outputs<4, 1>(from(oh), plane, at(oh), w.out);
    } else if (across == 2) {
      for (; oh + 2 <= end; oh += 2) outputs<2, 2>(from(oh), plane, at(oh), w.out);
    }
    for (; oh < end; oh++) {
      for (int64_t v = 0; v < across; v += 4) {
        const int64_t ow = v * Vec<T>::kSize, count = std::min(w.out - ow, 4 * Vec<T>::kSize);
        switch (std::min<int64_t>(across - v, 4)) {
          case 1:
            outputs<1, 1>(from(oh) + ow, plane, at(oh) + ow, count);
            break;
          case 2:
            outputs<1, 2>(from(oh) + ow, plane, at(oh) + ow, count);
            break;
          case 3:
            outputs<1, 3>(from(oh) + ow, plane, at(oh) + ow, count);
            break;
          default:
            outputs<1, 4>(from(oh) + ow, plane, at(oh) + ow, count);
        }
      }
    }
  }

  // kRows rows of `count` outputs in kVecs vectors, of which the last may be partial; `position` is the first one's.
  template <int kRows, int kVecs>
  void outputs(const T* from, const Plane& plane, int64_t position, int64_t count) const {
    using V = Vec<T>;
    const Axis &h = window_.h, &w = window_.w;
    const int64_t next_row = h.stride * row_, step_residue = w.step % w.stride, step_shift = w.step / w.stride;
    const T* weight = plane.weight;
    V sum[kRows][kVecs];
#pragma GCC unroll 4
    for (int r = 0; r < kRows; r++) {
#pragma GCC unroll 4
      for (int v = 0; v < kVecs; v++) sum[r][v] = V(T(0));
    }
    for (int64_t kd = 0; kd < window_.d.taps; kd++) {
      for (int64_t kh = 0; kh < h.taps; kh++) {
        const T* at = from + kd * plane.slice + kh * h.step * row_;
        int64_t residue = 0;
        for (int64_t kw = 0; kw < w.taps; kw++) {
          const V tap(*weight++);
#pragma GCC unroll 4
          for (int r = 0; r < kRows; r++) {
#pragma GCC unroll 4
            for (int v = 0; v < kVecs; v++) {
              sum[r][v] = fmadd(V::load(at + r * next_row + v * V::kSize), tap, sum[r][v]);
            }
          }
          residue += step_residue;
          at += step_residue * phase_ + step_shift;
          if (residue >= w.stride) {
            residue -= w.stride;
            at += 1 - w.stride * phase_;
          }
        }
      }
    }
#pragma GCC unroll 4
    for (int r = 0; r < kRows; r++) {
#pragma GCC unroll 4
      for (int v = 0; v < kVecs; v++) {
        const int64_t to = position + r * plane.output + v * V::kSize;
        const int64_t n = v < kVecs - 1 ? V::kSize : count - v * V::kSize;
        finish_vector(plane.finish, sum[r][v], plane.row, to, n).store(plane.out + to, n);
      }
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
        copy_span(row + offset + begin, to + begin, end - begin);
      else if (w.stride == 2)
        copy_even(row + offset + 2 * begin, to + begin, end - begin);
      else
        for (int64_t i = begin; i < end; i++) to[i] = row[offset + i * w.stride];
      zero_span(to + end, phase_ - end);
    }
  }

  Window window_;
  int64_t phase_, phases_, row_, rows_at_once_;
};

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
