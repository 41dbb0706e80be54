// Operands of a product that are the windows of a convolution's input: what im2col would write to memory, given strip
// by strip and panel by panel while it is multiplied.
#pragma once

#include <type_traits>

#include "gemm/product.h"
#include "gemm/span.h"
#include "gemm/window.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

// Channels last: a row is an output position, k runs over (tap d, tap h, tap w, channel).
template <typename S, typename T>
class WindowRows final : public RowSource<T> {
 public:
  // in: the first channel of the group; inner: elements from position to position.
  WindowRows(const S* in, const Window& window, int64_t channels, int64_t inner)
      : in_(in), window_(window), channels_(channels), inner_(inner) {
    // Neighbouring taps of a row are one run in memory when nothing lies between them.
    const bool adjacent = window.w.step == 1 && inner == channels;
    run_taps_ = adjacent ? window.w.taps : 1;
    run_ = run_taps_ * channels;
    end_ = in + (window.d.in * window.h.in * window.w.in - 1) * inner + channels;
  }

  Strip<T> rows(int64_t row, int rows, int64_t depth, int64_t count, int64_t, T* buffer) const override {
    const Strip<T> strip{buffer, kStripRow, {count, 0}};
    if (count == 0) return strip;
    Place place(*this, depth);
    Position position(window_, row);
    for (int i = 0; i < rows; i++) {
      fill(position, place, count, buffer + i * kStripRow);
      position.next(window_);
    }
    return strip;
  }

 private:
  // Where in the taps a stretch of k begins.
  struct Place {
    int64_t offset, tap_w, tap_h, tap_d;
    Place(const WindowRows& w, int64_t depth) : offset(depth % w.run_) {
      const int64_t index = depth / w.run_, runs = w.window_.w.taps / w.run_taps_;
      tap_w = index % runs * w.run_taps_;
      tap_h = index / runs % w.window_.h.taps;
      tap_d = index / runs / w.window_.h.taps;
    }
  };

  void fill(const Position& position, Place at, int64_t count, T* to) const {
    const Axis &d = window_.d, &h = window_.h, &w = window_.w;
    while (count > 0) {
      const int64_t length = std::min(run_ - at.offset, count);
      const int64_t id = d.at(position.d, at.tap_d), ih = h.at(position.h, at.tap_h), iw = w.at(position.w, at.tap_w);
      if (d.has(id) && h.has(ih)) {
        const S* from = in_ + ((id * h.in + ih) * w.in + iw) * inner_ + at.offset;
        if (iw >= 0 && iw + run_taps_ <= w.in)
          copy_ahead(from, to, length, end_);
        else
          copy_border(from, iw, at.offset, to, length);
      } else {
        zero_span(to, length);
      }
      to += length;
      count -= length;
      at.offset = 0;
      at.tap_w += run_taps_;
      if (at.tap_w == w.taps) {
        at.tap_w = 0;
        if (++at.tap_h == h.taps) {
          at.tap_h = 0;
          at.tap_d++;
        }
      }
    }
  }

  // A run of which some taps do not exist; `from` is where its first element would be.
  void copy_border(const S* from, int64_t iw, int64_t offset, T* to, int64_t length) const {
    const int64_t first = std::clamp<int64_t>(-iw, 0, run_taps_),
                  last = std::clamp<int64_t>(window_.w.in - iw, 0, run_taps_);
    const int64_t begin = std::clamp(first * channels_ - offset, int64_t{0}, length);
    const int64_t end = std::clamp(last * channels_ - offset, begin, length);
    zero_span(to, begin);
    copy_span(from + begin, to + begin, end - begin);
    zero_span(to + end, length - end);
  }

  const S* in_;
  Window window_;
  int64_t channels_, inner_;
  int64_t run_taps_, run_;
  const S* end_;
};

// Channels first: a column is an output position, k runs over (channel, tap d, tap h, tap w).
template <typename S, typename T>
class WindowPanels final : public PanelSource<T> {
 public:
  // in: the first of the group's channels; inner: elements from channel to channel.
  WindowPanels(const S* in, const Window& window, int64_t channels, int64_t inner)
      : in_(in),
        window_(window),
        inner_(inner),
        end_(in + (channels - 1) * inner + window.d.in * window.h.in * window.w.in) {}

  Panels<T> panels(int64_t depth, int64_t count, int64_t column, int64_t columns, T* buffer) const override {
    for (int64_t j = 0; count > 0 && j < columns; j += kPanel<T>) {
      fill(depth, count, column + j, std::min(kPanel<T>, columns - j), buffer + j * count);
    }
    return {buffer, kPanel<T>, count * kPanel<T>};
  }

 private:
  // A piece of an output row that lies in one panel.
  struct Piece {
    int64_t lane, length;
    int64_t d, h, w;  // the input position of tap 0 at its first lane
    int64_t first;    // its first output position along w
  };

  void fill(int64_t depth, int64_t count, int64_t column, int64_t columns, T* to) const {
    const Axis &d = window_.d, &h = window_.h, &w = window_.w;
    Piece pieces[kPanel<T>];
    int64_t piece_count = 0;
    Position position(window_, column);
    for (int64_t lane = 0; lane < columns;) {
      const int64_t length = std::min(columns - lane, w.out - position.w);
      pieces[piece_count++] = {lane, length, d.at(position.d, 0), h.at(position.h, 0), w.at(position.w, 0), position.w};
      lane += length;
      position.w += length - 1;
      position.next(window_);
    }
    const int64_t taps = window_.taps();
    int64_t channel = depth / taps, tap = depth % taps;
    int64_t tap_w = tap % w.taps, tap_h = tap / w.taps % h.taps, tap_d = tap / w.taps / h.taps;
    for (int64_t p = 0; p < count; p++, to += kPanel<T>) {
      const S* plane = in_ + channel * inner_;
      const int64_t row_begin = w.begin(tap_w), row_end = w.end(tap_w);
      const int64_t step_d = tap_d * d.step, step_h = tap_h * h.step, step_w = tap_w * w.step;
      for (int64_t q = 0; q < piece_count; q++) {
        const Piece& piece = pieces[q];
        const int64_t id = piece.d + step_d, ih = piece.h + step_h;
        T* lanes = to + piece.lane;
        if (!d.has(id) || !h.has(ih)) {
          zero_span(lanes, piece.length);
          continue;
        }
        const S* from = plane + (id * h.in + ih) * w.in + piece.w + step_w;
        if (row_begin <= piece.first && piece.first + piece.length <= row_end) {
          copy_row(from, lanes, piece.length);
          continue;
        }
        const int64_t begin = std::clamp(row_begin - piece.first, int64_t{0}, piece.length);
        const int64_t end = std::clamp(row_end - piece.first, begin, piece.length);
        zero_span(lanes, begin);
        copy_row(from + begin * w.stride, lanes + begin, end - begin);
        zero_span(lanes + end, piece.length - end);
      }
      if (columns < kPanel<T>) zero_span(to + columns, kPanel<T> - columns);
      if (++tap_w < w.taps) continue;
      tap_w = 0;
      if (++tap_h < h.taps) continue;
      tap_h = 0;
      if (++tap_d < d.taps) continue;
      tap_d = 0;
      channel++;
    }
  }

  // Pieces of a panel are written from left to right, so one may write past its end.
  SC_INLINE void copy_row(const S* from, T* to, int64_t count) const {
    const int64_t stride = window_.w.stride;
    if (stride == 1) return copy_ahead(from, to, count, end_);
    if constexpr (std::is_same_v<S, T>) {
      if (stride == 2) return copy_even(from, to, count);
    }
    for (int64_t p = 0; p < count; p++) to[p] = static_cast<T>(from[p * stride]);
  }

  const S* in_;
  Window window_;
  int64_t inner_;
  const S* end_;
};

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
