// Where a convolution reads: the index arithmetic that all its forms share.
#pragma once

#include <algorithm>

#include "base/kernel.h"
#include "kernels/conv.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

// One spatial dimension: output position `o` reads, for tap `t`, input position o * stride + first + t * step, which
// counts as 0 when it is not in 0..in. A convolution has first = -padding, step = dilation.
struct Axis {
  int64_t in, out, taps;
  int64_t stride, first, step;

  int64_t at(int64_t position, int64_t tap) const { return position * stride + first + tap * step; }
  bool has(int64_t index) const { return index >= 0 && index < in; }
  // The positions begin..end for which the tap reads something that exists.
  int64_t begin(int64_t tap) const {
    const int64_t offset = first + tap * step;
    return offset >= 0 ? 0 : std::min(out, (-offset + stride - 1) / stride);
  }
  int64_t end(int64_t tap) const {
    const int64_t offset = first + tap * step;
    return offset >= in ? 0 : std::min(out, (in - 1 - offset) / stride + 1);
  }
};

struct Window {
  Axis d, h, w;

  int64_t positions() const { return d.out * h.out * w.out; }
  int64_t taps() const { return d.taps * h.taps * w.taps; }
  // Whether the positions read are the positions written.
  bool is_pointwise() const {
    const auto same = [](const Axis& a) { return a.taps == 1 && a.stride == 1 && a.first == 0 && a.in == a.out; };
    return same(d) && same(h) && same(w);
  }
};

inline bool writes_channels_last(const ConvArgs& c) {
  return c.layout != static_cast<int64_t>(ConvLayout::kChannelsFirst);
}

inline Window window_of(const ConvArgs& c) {
  return {{c.in_d, c.out_d, c.kernel_d, c.stride_d, -c.padding_d, c.dilation_d},
          {c.in_h, c.out_h, c.kernel_h, c.stride_h, -c.padding_h, c.dilation_h},
          {c.in_w, c.out_w, c.kernel_w, c.stride_w, -c.padding_w, c.dilation_w}};
}

// An output position, counted up along w first.
struct Position {
  int64_t d, h, w;
  Position(const Window& window, int64_t index)
      : d(index / (window.h.out * window.w.out)), h(index / window.w.out % window.h.out), w(index % window.w.out) {}
  void next(const Window& window) {
    if (++w < window.w.out) return;
    w = 0;
    if (++h < window.h.out) return;
    h = 0;
    d++;
  }
};

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
