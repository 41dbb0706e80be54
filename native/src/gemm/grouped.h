// Convolutions with few channels a group, as many out as in, channels last: too few to multiply as a matrix for each
// group, so that outputs are summed directly, a vector of neighbouring channels and some positions at a time. One
// channel a group is a depthwise convolution, of a window that depthwise_rows.h does not take. float and double.
//
// Each output needs all inputs of its group, which stand in other lanes than its own. Moving them there for each use
// costs as much as multiplying. Here inputs stay in their lanes and sums move, once: a group is cut into blocks of
// kBlock channels, and an output has kBlock sums; what input i of the block adds to output o is added to sum
// (i - o) mod kBlock, in the lane of i. In the end sum r is rotated within the blocks by r lanes, and all are added.
//
// A group of several blocks needs each of its input blocks in all lanes of the group. They are copied there first, for
// some rows of some channels at once: into memory without gaps, where the rows end in the zeros that the window reads
// beside the image. So no tap has to be asked whether it exists, and the first-level cache holds what is read again.
#pragma once

#include <algorithm>

#include "base/kernel.h"
#include "base/scratch.h"
#include "gemm/conv_finish.h"
#include "gemm/finish.h"
#include "gemm/product.h"
#include "gemm/window.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

// Rows of taps of a window, at most.
inline constexpr int64_t kMostTapRows = 32;

template <typename T, int kBlock>
class Grouped {
  using V = Vec<T>;
  using Index = Vec<IntOf<T>>;
  static constexpr int64_t kLanes = V::kSize;
  // Positions at once: their sums, the inputs of one and a factor have a register each.
  static constexpr int kPositions = SC_VEC_BYTES == 64 ? 6 : SC_VEC_BYTES == 32 ? 3 : 2;

 public:
  // c.weight is not read; weight: packed by pack().
  Grouped(const ConvArgs& c, const T* weight)
      : c_(c), window_(window_of(c)), group_(c.c_in / c.groups), unit_(std::max(group_, kLanes)), weight_(weight) {
    const Axis &h = window_.h, &w = window_.w;
    const int64_t columns = std::min<int64_t>(w.out, kMostColumns);
    columns_ = {w.out, 1, (w.out + columns - 1) / columns};
    pitch_ = (((w.out - 1) / columns_.pieces) * w.stride + (w.taps - 1) * w.step + 1) * spread();
    const int64_t line = window_.d.taps * pitch_ * static_cast<int64_t>(sizeof(T)), reach = (h.taps - 1) * h.step + 1;
    const int64_t lines = std::max<int64_t>(kSlabBytes / line - reach, 0);
    // What all channels read and write in such rows is to stay in the second-level cache.
    const int64_t row = (w.in * h.stride + w.out) * c.c_in * static_cast<int64_t>(sizeof(T));
    const int64_t rows = std::clamp<int64_t>(std::min(lines / h.stride + 1, level2_cache_bytes() / 3 / row), 1, h.out);
    rows_ = {h.out, 1, (h.out + rows - 1) / rows};
    lines_ = (h.out - 1) / rows_.pieces * h.stride + reach;
  }

  // Elements of scratch memory that a piece needs.
  int64_t slab_size() const { return window_.d.taps * lines_ * pitch_; }

  // All images' rows, columns and channels, in pieces.
  int64_t pieces() const { return c_.batch * window_.d.out * rows_.pieces * columns_.pieces * units(); }

  int64_t work_each() const {
    return window_.positions() * window_.taps() * unit_ * group_ / (rows_.pieces * columns_.pieces * window_.d.out);
  }

  void run(int64_t begin, int64_t end) const {
    NextRows next_rows{};
    for (int64_t i = begin; i < end; i++) {
      const int64_t unit = i % units();
      const Piece p = piece_of(i);
      if (i == begin && end - begin >= units()) rows_of(p).go_on(kAll);
      // The next rows are fetched while these are computed, by this thread or another.
      if (i == begin || unit == 0)
        next_rows = i / units() + 1 < pieces() / units() ? rows_of(piece_of(i + units())) : NextRows();
      piece(p, unit * unit_, next_rows);
    }
  }

  // Elements of the packed weight: for each vector of channels [taps, blocks of a group, kBlock, kLanes].
  static int64_t packed_size(const ConvArgs& c) {
    return (c.c_out + kLanes - 1) / kLanes * kLanes * window_of(c).taps() * (c.c_in / c.groups);
  }

  // c.weight is [c_out, group, taps].
  static void pack(const ConvArgs& c, T* packed) {
    const int64_t group = c.c_in / c.groups, taps = window_of(c).taps();
    const T* const weight = static_cast<const T*>(c.weight);
    for (int64_t channel = 0; channel < c.c_out; channel += kLanes) {
      for (int64_t t = 0; t < taps; t++) {
        for (int64_t first = 0; first < group; first += kBlock) {
          for (int r = 0; r < kBlock; r++, packed += kLanes) {
            for (int64_t lane = 0; lane < kLanes; lane++) {
              const int64_t input = lane % kBlock, out = channel + lane - input + (input - r + kBlock) % kBlock;
              packed[lane] = out < c.c_out ? weight[(out * group + first + input) * taps + t] : T(0);
            }
          }
        }
      }
    }
  }

 private:
  static constexpr int64_t kSlabBytes = 64 << 10, kMostColumns = 256, kAll = int64_t{1} << 40;

  // The rows of taps that exist for a row of outputs: what they read, and their factors.
  struct TapRow {
    const T* data;
    const T* factors;
  };
  // Output rows and columns of an image, at one depth.
  struct Piece {
    int64_t image, od, row, row_end, column, column_end;
  };

  // Memory that is still to be fetched.
  struct NextRows {
    const char *in, *in_end, *out, *out_end;

    // Begins to fetch some lines more.
    void go_on(int64_t lines) {
      for (; lines > 0 && in < in_end; lines--, in += 64) __builtin_prefetch(in, 0, 2);
      for (; lines > 0 && out < out_end; lines--, out += 64) __builtin_prefetch(out, 1, 2);
    }
  };

  const T* in(const Piece& p, int64_t position) const {
    return static_cast<const T*>(c_.in) + p.image * c_.in_image + position * c_.in_inner;
  }
  T* out(const Piece& p, int64_t position) const {
    return static_cast<T*>(c_.out) + p.image * c_.out_image + position * c_.out_inner;
  }
  int64_t blocks() const { return group_ / kBlock; }
  int64_t units() const { return (c_.c_out + unit_ - 1) / unit_; }
  // Elements of a position of the slab: for each block of a group a vector.
  int64_t spread() const { return blocks() * kLanes; }

  Piece piece_of(int64_t i) const {
    int64_t rest = i / units();
    const auto next = [&rest](int64_t size) {
      const int64_t at = rest % size;
      rest /= size;
      return at;
    };
    const int64_t column = next(columns_.pieces), row = next(rows_.pieces), od = next(window_.d.out);
    return {rest, od, rows_.begin(row), rows_.begin(row + 1), columns_.begin(column), columns_.begin(column + 1)};
  }

  void piece(const Piece& p, int64_t channel, NextRows& next_rows) const {
    const Axis &d = window_.d, &h = window_.h, &w = window_.w;
    T* const slab = scratch_of<T>(ScratchUse::kOperand, slab_size());
    const int64_t top = h.at(p.row, 0), bottom = h.at(p.row_end - 1, h.taps - 1) + 1;
    for (int64_t kd = 0; kd < d.taps; kd++) {
      const int64_t id = d.at(p.od, kd);
      if (!d.has(id)) continue;
      for (int64_t ih = std::max<int64_t>(top, 0); ih < std::min(bottom, h.in); ih++) {
        fill(p, channel, id * h.in + ih, slab + (kd * lines_ + ih - top) * pitch_);
      }
    }
    const SplitFinish<T> split(finish_of<T>(c_, p.image, 0));
    const int64_t columns = p.column_end - p.column, steps = (columns + kPositions - 1) / kPositions;
    const int64_t least = columns / steps, larger = columns % steps;
    const int64_t step = w.stride * spread();
    // As many lines as are read and written for these positions, of one vector of channels.
    const int64_t lines_each = (kPositions * (w.stride * h.stride + 1) * kVecBytes + 63) / 64 + 1;
    for (int64_t c = channel; c < std::min(channel + unit_, c_.c_out); c += kLanes) {
      const int64_t lanes = std::min(kLanes, c_.c_out - c);
      const T* const bias = split.now.column_bias ? split.now.column_bias + c : nullptr;
      for (int64_t oh = p.row; oh < p.row_end; oh++) {
        TapRow taps[kMostTapRows], *taps_end = taps;
        for (int64_t kd = 0; kd < d.taps; kd++) {
          for (int64_t kh = 0; kh < h.taps; kh++) {
            if (!d.has(d.at(p.od, kd)) || !h.has(h.at(oh, kh))) continue;
            *taps_end++ = {slab + (kd * lines_ + (oh - p.row) * h.stride + kh * h.step) * pitch_,
                           weight_ + (c * h.taps * d.taps + (kd * h.taps + kh) * kLanes) * w.taps * group_};
          }
        }
        const int64_t position = (p.od * h.out + oh) * w.out + p.column;
        T* const to = out(p, position) + c;
        for (int64_t i = 0, begin = 0, count; i < steps; i++, begin += count) {
          count = least + (i < larger);
          next_rows.go_on(lines_each);
          sum(count, taps, taps_end, begin * step, split.now, bias, to + begin * c_.out_inner, lanes);
        }
        if (!split.at_once) finish_tile(split.later, to, c_.out_inner, position, columns, c, lanes);
      }
    }
  }

  // What all channels of a piece's rows read, of the middle tap along d, and write: one line after the other, as memory
  // gives them fastest, where a piece of its own would ask for some of every position. Of columns in pieces, only what
  // the first row is about.
  NextRows rows_of(const Piece& p) const {
    const Axis &d = window_.d, &h = window_.h, &w = window_.w;
    const bool whole = columns_.pieces == 1;
    const int64_t id = std::clamp<int64_t>(d.at(p.od, d.taps / 2), 0, d.in - 1);
    const int64_t top = std::clamp<int64_t>(h.at(p.row, 0), 0, h.in - 1);
    const int64_t bottom = whole ? std::clamp<int64_t>(h.at(p.row_end - 1, h.taps - 1), top, h.in - 1) : top;
    const int64_t left = std::clamp<int64_t>(w.at(p.column, 0), 0, w.in - 1);
    const int64_t right = std::clamp<int64_t>(w.at(p.column_end - 1, w.taps - 1), left, w.in - 1);
    const int64_t last = whole ? p.row_end - 1 : p.row;
    const auto at = [](const T* pointer) { return reinterpret_cast<const char*>(pointer); };
    return {at(in(p, (id * h.in + top) * w.in + left)), at(in(p, (id * h.in + bottom) * w.in + right)),
            at(out(p, (p.od * h.out + p.row) * w.out + p.column)),
            at(out(p, (p.od * h.out + last) * w.out + p.column_end - 1))};
  }

  // Copies what the piece's columns read of an input line, each block of a group into all lanes of the group.
  void fill(const Piece& p, int64_t channel, int64_t line, T* to) const {
    const Axis& w = window_.w;
    const int64_t left = w.at(p.column, 0), right = w.at(p.column_end - 1, w.taps - 1) + 1;
    const int64_t begin = std::clamp<int64_t>(0, left, right), end = std::clamp<int64_t>(w.in, begin, right);
    const T* const from = in(p, line * w.in) + channel;
    const int64_t inner = c_.in_inner, blocks = this->blocks(), lanes = c_.c_in - channel;
    std::fill(to, to + (begin - left) * spread(), T(0));
    T* at = to + (begin - left) * spread();
    const T* x = from + begin * inner;
    const T* const x_end = from + end * inner;
    if (blocks > 1) {
      const Index first_block =
          (Index::iota() & Index(static_cast<IntOf<T>>(-group_))) + (Index::iota() & Index(kBlock - 1));
      for (; x != x_end; x += inner) {
        for (int64_t b = 0; b < blocks; b++, at += kLanes) {
          const Index lane = first_block + Index(static_cast<IntOf<T>>(b * kBlock));
          const int64_t first = b * kBlock / kLanes * kLanes;
          const V inputs = lanes - first >= kLanes ? V::load(x + first) : V::load(x + first, lanes - first);
          V(__builtin_shuffle(inputs.v, lane.v)).store(at);
        }
      }
    } else if (lanes >= kLanes) {
      for (; x != x_end; x += inner, at += kLanes) V::load(x).store(at);
    } else {
      for (; x != x_end; x += inner, at += kLanes) V::load(x, lanes).store(at);
    }
    std::fill(to + (end - left) * spread(), to + (right - left) * spread(), T(0));
  }

  // `count` outputs, 1..kPositions, to `to`; what they read begins at `offset` of the rows of taps.
  void sum(int64_t count, const TapRow* taps, const TapRow* taps_end, int64_t offset, const Finish<T>& finish,
           const T* bias, T* to, int64_t lanes) const {
    const auto of = [&]<int kCount>() {
      sum_of<std::min(kCount, kPositions)>(taps, taps_end, offset, finish, bias, to, lanes);
    };
    switch (count) {
      case 1:
        return of.template operator()<1>();
      case 2:
        return of.template operator()<2>();
      case 3:
        return of.template operator()<3>();
      case 4:
        return of.template operator()<4>();
      case 5:
        return of.template operator()<5>();
      default:
        return of.template operator()<6>();
    }
  }

  // A function of its own: within another, the compiler lacks registers and spills sums.
  template <int kCount>
  [[gnu::noinline]] void sum_of(const TapRow* taps, const TapRow* taps_end, int64_t offset, const Finish<T>& finish,
                                const T* bias, T* to, int64_t lanes) const {
    V sum[kCount][kBlock];
    const V first = bias ? V::load(bias, lanes) : V(T(0));
#pragma GCC unroll 8
    for (int i = 0; i < kCount; i++) {
      sum[i][0] = first;
#pragma GCC unroll 4
      for (int r = 1; r < kBlock; r++) sum[i][r] = V(T(0));
    }
    const int64_t next = window_.w.stride * spread(), step = window_.w.step * spread(), tap_factors = group_ * kLanes;
    for (const TapRow* tap = taps; tap != taps_end; tap++) {
      const T* factors = tap->factors;
      const T* from = tap->data + offset;
      for (const T* const end = factors + window_.w.taps * tap_factors; factors != end; from += step) {
        const T* x = from;
        for (const T* const tap_end = factors + tap_factors; factors != tap_end;
             factors += kBlock * kLanes, x += kLanes) {
          V factor[kBlock];
#pragma GCC unroll 4
          for (int r = 0; r < kBlock; r++) factor[r] = V::load(factors + r * kLanes);
#pragma GCC unroll 8
          for (int i = 0; i < kCount; i++) {
            const V input = V::load(x + i * next);
#pragma GCC unroll 4
            for (int r = 0; r < kBlock; r++) add_product(sum[i][r], input, factor[r]);
          }
        }
      }
    }
    V whole[kCount];
#pragma GCC unroll 8
    for (int i = 0; i < kCount; i++) whole[i] = total(sum[i]);
    with_cheap_activation(
        finish.activation, finish.lo, finish.hi, [&](auto function) __attribute__((always_inline)) {
#pragma GCC unroll 8
          for (int i = 0; i < kCount; i++) whole[i] = function(whole[i]);
        });
    const int64_t inner = c_.out_inner;
#pragma GCC unroll 8
    for (int i = 0; i < kCount; i++)
      lanes == kLanes ? whole[i].store(to + i * inner) : whole[i].store(to + i * inner, lanes);
  }

  // Sum r's lanes rotated by r, and all added: first those of odd r to the ones before, by one lane; then by two.
  static V total(V (&sum)[kBlock]) {
    const auto rotated = [](V x, int by) __attribute__((always_inline)) {
      const Index blocks = Index::iota() & Index(static_cast<IntOf<T>>(-kBlock));
      const Index lanes = (Index::iota() + Index(static_cast<IntOf<T>>(by))) & Index(kBlock - 1);
      return V(__builtin_shuffle(x.v, (blocks | lanes).v));
    };
    if constexpr (kBlock == 1)
      return sum[0];
    else if constexpr (kBlock == 2)
      return sum[0] + rotated(sum[1], 1);
    else
      return sum[0] + rotated(sum[1], 1) + rotated(sum[2] + rotated(sum[3], 1), 2);
  }

  const ConvArgs& c_;
  const Window window_;
  const int64_t group_;
  const int64_t unit_;  // channels of a piece: whole vectors and, but for the last, whole groups
  const T* weight_;
  Cut rows_, columns_;  // what is done at once
  int64_t pitch_;       // of the slab's lines
  int64_t lines_;       // of the slab, for each tap along d
};

// Calls f<kBlock>() and returns true where such a convolution is summed here.
template <typename T, typename F>
bool by_grouped(const ConvArgs& c, F&& f) {
  constexpr int64_t kMostInGroup = 32;
  if constexpr (std::is_floating_point_v<T>) {
    const int64_t group = c.c_in / c.groups;
    if (c.groups == 1 || c.c_in != c.c_out || !writes_channels_last(c) || c.in_d * c.in_h * c.in_w == 0) return false;
    if (group > kMostInGroup || (group & (group - 1)) != 0 || c.kernel_d * c.kernel_h > kMostTapRows) return false;
    constexpr int kMost = static_cast<int>(std::min<int64_t>(4, Vec<T>::kSize));
    const auto with = [&]<int kBlock>() {
      if (Grouped<T, kBlock>(c, nullptr).slab_size() * static_cast<int64_t>(sizeof(T)) > int64_t{kScratchLimit})
        return false;
      f.template operator()<kBlock>();
      return true;
    };
    if (group == 1) return with.template operator()<1>();
    if (group == 2) return with.template operator()<2>();
    return with.template operator()<kMost>();
  }
  return false;
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
