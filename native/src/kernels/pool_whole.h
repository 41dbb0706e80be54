// Windows that are whole planes, whose channels lie side by side: of each plane a matrix [positions, channels] is
// folded to one row.
//
// Planes are read from their ends to their beginnings, since what was written last is still in a cache. How they are
// cut into bands and blocks depends on their sizes alone, and so do the result's bits.
#pragma once

#include <algorithm>

#include "base/scratch.h"
#include "gemm/product.h"
#include "kernels/vec.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

/// Op: as pool.cpp has them.
template <class Op>
class WholePlanes {
 public:
  using T = typename Op::Element;

  WholePlanes(const Op& op, int64_t planes, int64_t positions, int64_t channels, const T* in, T* out)
      : op_(op),
        planes_(planes),
        positions_(positions),
        channels_(channels),
        bands_(std::clamp<int64_t>(std::min(positions / kBlock, positions * channels / kBandWork), 1, kMostBands)),
        in_(in),
        out_(out),
        // In proportion to the result, of which the operand is many times the size: not bounded further.
        folds_(scratch_of<T>(ScratchUse::kResult, planes * bands_ * channels)) {}

  void run() const {
    const int64_t threads = num_threads(), work = std::max<int64_t>(1, positions_ * channels_);
    Cut bands{bands_, 1, 1}, channels{channels_, kPanel<T>, 1};
    if (planes_ < threads && work > kBandWork) {
      // As threads share the work of the convolutions that write such planes: each finds its part in its cache.
      Cut rows;
      choose_grid<T>(positions_, channels_, threads, &rows, &channels);
      bands.pieces = std::min(rows.pieces, bands_);
    }
    const int64_t pieces = bands.pieces * channels.pieces;
    parallel_for(0, planes_ * pieces, std::max<int64_t>(1, kBandWork * pieces / work), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; i++) {
        const int64_t r = i % pieces / channels.pieces, q = i % channels.pieces;
        for (int64_t band = bands.begin(r + 1) - 1; band >= bands.begin(r); band--)
          fold_band(i / pieces, band, channels.begin(q), channels.begin(q + 1));
      }
    });
    for (int64_t plane = 0; plane < planes_; plane++) finish(plane);
  }

 private:
  using V = Vec<T>;
  // Positions that are folded before what they give is folded with what others do: sums lose less to rounding.
  static constexpr int64_t kBlock = 16;
  // Elements that are worth a thread, and how many bands there are at most.
  static constexpr int64_t kBandWork = 1 << 14, kMostBands = 8;

  T* folds(int64_t plane, int64_t band) const { return folds_ + (plane * bands_ + band) * channels_; }

  void fold_band(int64_t plane, int64_t band, int64_t channel, int64_t channel_end) const {
    const T* const in = in_ + plane * positions_ * channels_;
    T* const to = folds(plane, band);
    std::fill(to + channel, to + channel_end, Op::kStart);
    const int64_t first = positions_ * band / bands_;
    for (int64_t end = positions_ * (band + 1) / bands_, begin; end > first; end = begin) {
      begin = std::max(first, end - kBlock);
      int64_t c = channel;
      // One vector by itself would wait for each fold.
      const auto fold_at_once = [&]<int kCount>() {
        for (; c + kCount * V::kSize <= channel_end; c += kCount * V::kSize)
          fold_block<kCount>(in + begin * channels_ + c, end - begin, to + c, V::kSize);
      };
      fold_at_once.template operator()<8>();
      fold_at_once.template operator()<4>();
      fold_at_once.template operator()<2>();
      for (; c < channel_end; c += V::kSize)
        fold_block<1>(in + begin * channels_ + c, end - begin, to + c, std::min(V::kSize, channel_end - c));
    }
  }

  /// kCount vectors of n channels.
  template <int kCount>
  SC_INLINE void fold_block(const T* in, int64_t positions, T* to, int64_t n) const {
    const auto with = [&](auto load, auto store) __attribute__((always_inline)) {
      V acc[kCount];
      for (V& a : acc) a = V(Op::kStart);
      for (const T* row = in + positions * channels_; row > in;) {
        row -= channels_;
        for (int k = 0; k < kCount; k++) acc[k] = Op::fold(acc[k], load(row + k * V::kSize));
      }
      for (int k = 0; k < kCount; k++) store(Op::fold(load(to + k * V::kSize), acc[k]), to + k * V::kSize);
    };
    if (n == V::kSize)
      with([](const T* p) { return V::load(p); }, [](V y, T* p) { y.store(p); });
    else
      with([n](const T* p) { return V::load(p, n); }, [n](V y, T* p) { y.store(p, n); });
  }

  void finish(int64_t plane) const {
    for (int64_t c = 0; c < channels_; c += V::kSize) {
      const int64_t n = std::min(V::kSize, channels_ - c);
      V acc = V::load(folds(plane, 0) + c, n);
      for (int64_t band = 1; band < bands_; band++) acc = Op::fold(acc, V::load(folds(plane, band) + c, n));
      op_.finish(acc, positions_, positions_).store(out_ + plane * channels_ + c, n);
    }
  }

  const Op& op_;
  const int64_t planes_, positions_, channels_, bands_;
  const T* const in_;
  T* const out_;
  T* const folds_;
};

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
