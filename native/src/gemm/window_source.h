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
  }

  const T* rows(int64_t row, int rows, int64_t depth, int64_t count, int64_t, T* buffer,
                int64_t* stride) const override {
    *stride = kStripRow;
    if (count == 0) return buffer;
    Position position(window_, row);
    for (int i = 0; i < rows; i++) {
      fill(position, depth, count, buffer + i * kStripRow);
      position.next(window_);
    }
    return buffer;
  }

 private:
  void fill(const Position& position, int64_t depth, int64_t count, T* to) const {
    const Axis &d = window_.d, &h = window_.h, &w = window_.w;
    const int64_t runs = w.taps / run_taps_;
    int64_t index = depth / run_, offset = depth % run_;
    int64_t tap_w = index % runs * run_taps_, tap_h = index / runs % h.taps, tap_d = index / runs / h.taps;
    while (count > 0) {
      const int64_t length = std::min(run_ - offset, count);
      const int64_t id = d.at(position.d, tap_d), ih = h.at(position.h, tap_h), iw = w.at(position.w, tap_w);
      // Of the run's taps, those from..to exist: taps are adjacent, or there is one.
      const int64_t first = std::clamp<int64_t>(-iw, 0, run_taps_), last = std::clamp<int64_t>(w.in - iw, 0, run_taps_);
      if (d.has(id) && h.has(ih) && first < last) {
        const int64_t begin = std::clamp(first * channels_ - offset, int64_t{0}, length);
        const int64_t end = std::clamp(last * channels_ - offset, int64_t{0}, length);
        zero_span(to, begin);
        copy_span(in_ + ((id * h.in + ih) * w.in + iw) * inner_ + offset + begin, to + begin, end - begin);
        zero_span(to + end, length - end);
      } else {
        zero_span(to, length);
      }
      to += length;
      count -= length;
      offset = 0;
      tap_w += run_taps_;
      if (tap_w == w.taps) {
        tap_w = 0;
        if (++tap_h == h.taps) {
          tap_h = 0;
          tap_d++;
        }
      }
    }
  }

  const S* in_;
  Window window_;
  int64_t channels_, inner_;
  int64_t run_taps_, run_;
};

// Channels first: a column is an output position, k runs over (channel, tap d, tap h, tap w).
template <typename S, typename T>
class WindowPanels final : public PanelSource<T> {
 public:
  // in: the first channel of the group; inner: elements from channel to channel.
  WindowPanels(const S* in, const Window& window, int64_t inner) : in_(in), window_(window), inner_(inner) {}

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
    int64_t d, h, w;
  };

  void fill(int64_t depth, int64_t count, int64_t column, int64_t columns, T* to) const {
    const Axis &d = window_.d, &h = window_.h, &w = window_.w;
    Piece pieces[kPanel<T>];
    int64_t piece_count = 0;
    Position position(window_, column);
    for (int64_t lane = 0; lane < columns;) {
      const int64_t length = std::min(columns - lane, w.out - position.w);
      pieces[piece_count++] = {lane, length, position.d, position.h, position.w};
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
      for (int64_t q = 0; q < piece_count; q++) {
        const Piece& piece = pieces[q];
        const int64_t id = d.at(piece.d, tap_d), ih = h.at(piece.h, tap_h);
        T* lanes = to + piece.lane;
        if (!d.has(id) || !h.has(ih)) {
          zero_span(lanes, piece.length);
          continue;
        }
        const int64_t begin = std::clamp(row_begin - piece.w, int64_t{0}, piece.length);
        const int64_t end = std::clamp(row_end - piece.w, begin, piece.length);
        zero_span(lanes, begin);
        copy_row(plane + (id * h.in + ih) * w.in + w.at(piece.w + begin, tap_w), lanes + begin, end - begin);
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

  void copy_row(const S* from, T* to, int64_t count) const {
    const int64_t stride = window_.w.stride;
    if (stride == 1) return copy_span(from, to, count);
    for (int64_t p = 0; p < count; p++) to[p] = static_cast<T>(from[p * stride]);
  }

  const S* in_;
  Window window_;
  int64_t inner_;
};

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
