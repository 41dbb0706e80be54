// The left operand of a convolution of bytes: for each output position the bytes under its window, tap after tap.
#pragma once

#include <cstring>

#include "base/scratch.h"
#include "gemm/int8/product.h"
#include "gemm/span.h"
#include "gemm/window.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

class ByteWindowRows {
 public:
  // in: an image, `c_in` bytes a position, of which `channels` belong to the group; `zero` stands where there is none.
  ByteWindowRows(const Window& window, int64_t c_in, int64_t channels, uint8_t zero)
      : window_(window), c_in_(c_in), channels_(channels), depth_(window.taps() * channels), zero_(zero) {}

  // Whether rows stand in the image as they are.
  bool in_place() const { return window_.is_pointwise() && channels_ % 4 == 0; }

  ByteRows rows(const uint8_t* image, int64_t first, int64_t count) const {
    if (in_place()) return {image + first * c_in_, c_in_};
    const int64_t row = byte_depth(depth_);
    uint8_t* gathered = scratch_of<uint8_t>(ScratchUse::kOperand, count * row);
    Position position(window_, first);
    for (int64_t i = 0; i < count; i++, position.next(window_)) gather(image, position, gathered + i * row);
    return {gathered, row};
  }

 private:
  void gather(const uint8_t* image, const Position& at, uint8_t* to) const {
    const Window& w = window_;
    const uint8_t* end = to + byte_depth(depth_);
    // Where the taps of a line stand side by side, they are one run.
    const int64_t left = w.w.at(at.w, 0), right = w.w.at(at.w, w.w.taps - 1);
    const bool whole = w.w.step == 1 && channels_ == c_in_ && left >= 0 && right < w.w.in;
    const int64_t line = w.w.taps * channels_;
    for (int64_t d = 0; d < w.d.taps; d++) {
      const int64_t z = w.d.at(at.d, d);
      for (int64_t h = 0; h < w.h.taps; h++) {
        const int64_t y = w.h.at(at.h, h);
        if (!w.d.has(z) || !w.h.has(y)) {
          std::memset(to, zero_, static_cast<size_t>(line));
        } else {
          const uint8_t* from = image + (z * w.h.in + y) * w.w.in * c_in_;
          if (whole)
            copy_span(from + left * c_in_, to, line);
          else
            taps(from, at.w, to);
        }
        to += line;
      }
    }
    if (to < end) std::memset(to, 0, static_cast<size_t>(end - to));
  }

  void taps(const uint8_t* line, int64_t position, uint8_t* to) const {
    for (int64_t t = 0; t < window_.w.taps; t++, to += channels_) {
      const int64_t x = window_.w.at(position, t);
      if (window_.w.has(x))
        copy_span(line + x * c_in_, to, channels_);
      else
        std::memset(to, zero_, static_cast<size_t>(channels_));
    }
  }

  Window window_;
  int64_t c_in_, channels_, depth_;
  uint8_t zero_;
};

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
