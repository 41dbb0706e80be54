// A depthwise convolution with the products before and behind it, by bands of rows: what lies between them stays in the
// second-level cache and is never written to memory. Rows that two bands of a thread need are kept, those that two
// threads need are computed by both.
#pragma once

#include <algorithm>

#include "base/scratch.h"
#include "gemm/conv_finish.h"
#include "gemm/depthwise_rows.h"
#include "gemm/matrix_source.h"
#include "gemm/product.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

template <typename T>
class ConvChain {
 public:
  // Whether a convolution can be a product of the chain.
  static bool is_product(const ConvArgs& c) {
    return c.groups == 1 && c.in_d == 1 && window_of(c).is_pointwise() && !c.in_scale;
  }

  // before, after: null for none.
  ConvChain(const ConvArgs* before, const ConvArgs& depthwise, const ConvArgs* after)
      : before_(before), depthwise_(depthwise), after_(after), h_(window_of(depthwise).h) {}

  void run() const {
    const int64_t threads = num_threads(), rows = h_.out, panels = (depthwise_.c_out + kPanel<T> - 1) / kPanel<T>;
    // A thread computes some channels of all rows where these are shared more evenly than rows and what neighbouring
    // bands both need.
    const double halo = before_ ? static_cast<double>(std::max<int64_t>(0, h_.taps - h_.stride)) : 0;
    const double seams = 1 + halo * static_cast<double>(threads - 1) / static_cast<double>(h_.in);
    const auto uneven = [threads](int64_t pieces) {
      return static_cast<double>((pieces + threads - 1) / threads * threads) / static_cast<double>(pieces);
    };
    const bool by_channels = threads > 1 && depthwise_.batch < threads && after_ == nullptr &&
                             uneven(panels) < seams * uneven(rows) && bytes(rows) / threads <= budget();
    Cut parts{rows, 1, 1}, channels{depthwise_.c_out, kPanel<T>, 1};
    if (by_channels)
      channels.pieces = std::min(panels, threads);
    else if (depthwise_.batch % threads != 0)
      parts.pieces = std::min(rows, rows / threads >= kManyRows ? 2 * threads : threads);
    parallel_products(depthwise_.batch * parts.pieces * channels.pieces, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; i++) {
        const int64_t part = i / channels.pieces % parts.pieces, some = i % channels.pieces;
        Piece piece{i / channels.pieces / parts.pieces, channels.begin(some), channels.begin(some + 1)};
        bands(piece, parts.begin(part), parts.begin(part + 1));
      }
    });
  }

 private:
  // Rows of a thread that may be shared with one that is done earlier.
  static constexpr int64_t kManyRows = 28;

  struct Piece {
    int64_t image, channel, channel_end;  // all channels where a product comes after
    int64_t in_end = 0;                   // the last band has read input rows up to here
    int64_t in_begin = 0;                 // its first one in the buffer
    int64_t channels() const { return channel_end - channel; }
  };

  // For what lies between the links, beside the weights and what the products read and write.
  static int64_t budget() { return level2_cache_bytes() / 2; }

  // Elements from position to position between two links: whole cache lines, whose number is not a multiple of eight,
  // or neighbours would share few cache sets.
  static int64_t inner_of(int64_t channels) {
    constexpr int64_t kLine = 64 / static_cast<int64_t>(sizeof(T));
    const int64_t lines = (channels + kLine - 1) / kLine;
    return (lines + (lines % 8 == 0)) * kLine;
  }

  // Input rows begin..end of the depthwise convolution that its output rows row..row_end read.
  int64_t input_begin(int64_t row) const { return std::clamp<int64_t>(h_.at(row, 0), 0, h_.in); }
  int64_t input_end(int64_t row_end) const {
    return std::clamp<int64_t>(h_.at(row_end - 1, h_.taps - 1) + 1, 0, h_.in);
  }

  // Elements before and behind the depthwise convolution for so many of its output rows.
  int64_t elements_before(int64_t rows, int64_t channels) const {
    const int64_t input = std::min(h_.in, (rows - 1) * h_.stride + (h_.taps - 1) * h_.step + 1);
    return before_ ? input * depthwise_.in_w * inner_of(channels) : 0;
  }
  int64_t elements_after(int64_t rows) const {
    return after_ ? rows * depthwise_.out_w * inner_of(depthwise_.c_out) : 0;
  }
  int64_t bytes(int64_t rows) const {
    return (elements_before(rows, depthwise_.c_out) + elements_after(rows)) * static_cast<int64_t>(sizeof(T));
  }

  // Output rows row..row_end of the depthwise convolution, and what follows from them, in as few bands as fit.
  void bands(Piece& piece, int64_t row, int64_t row_end) const {
    const int64_t rows = row_end - row;
    Cut cut{rows, 1, 1};
    while (cut.pieces < rows && bytes((rows + cut.pieces - 1) / cut.pieces) > budget()) cut.pieces++;
    const int64_t most = (rows + cut.pieces - 1) / cut.pieces;
    const int64_t first = elements_before(most, piece.channels());
    T* const between = scratch_of<T>(ScratchUse::kBetween, first + elements_after(most));
    piece.in_begin = piece.in_end = input_begin(row);
    for (int64_t i = 0; i < cut.pieces; i++) {
      band(piece, row + cut.begin(i), row + cut.begin(i + 1), between, between + first);
    }
  }

  void band(Piece& piece, int64_t row, int64_t row_end, T* between, T* behind) const {
    const ConvArgs& d = depthwise_;
    const int64_t channels = piece.channels();
    ImageRows<const T> in{static_cast<const T*>(d.in) + piece.image * d.in_image + piece.channel, d.in_w * d.in_inner,
                          d.in_inner};
    if (before_) {
      const int64_t inner = inner_of(channels), across = d.in_w * inner;
      const int64_t begin = input_begin(row), end = std::max(input_end(row_end), begin);
      // The rows that the band before has read too are moved to the front.
      const int64_t known = std::clamp(piece.in_end, begin, end);
      std::copy(between + (begin - piece.in_begin) * across, between + (known - piece.in_begin) * across, between);
      multiply_rows(
          *before_, piece.image, known * d.in_w, (end - known) * d.in_w, piece.channel, channels,
          static_cast<const T*>(before_->in) + piece.image * before_->in_image + known * d.in_w * before_->in_inner,
          before_->in_inner, between + (known - begin) * across, inner);
      piece.in_begin = begin;
      piece.in_end = end;
      in = {between - begin * across, across, inner};
    }
    ImageRows<T> out{static_cast<T*>(d.out) + piece.image * d.out_image + piece.channel, d.out_w * d.out_inner,
                     d.out_inner};
    const int64_t inner = inner_of(d.c_out);
    if (after_) out = {behind - row * d.out_w * inner, d.out_w * inner, inner};
    DepthwiseRows<T>(d, static_cast<const T*>(d.weight) + piece.channel)
        .run(row, row_end, channels, in, out, finish_of<T>(d, piece.image, piece.channel));
    if (after_) {
      multiply_rows(*after_, piece.image, row * d.out_w, (row_end - row) * d.out_w, 0, after_->c_out, behind, inner,
                    static_cast<T*>(after_->out) + piece.image * after_->out_image + row * d.out_w * after_->out_inner,
                    after_->out_inner);
    }
  }

  // `count` positions of a product, from `position` on, at `in` and `out`.
  static void multiply_rows(const ConvArgs& c, int64_t image, int64_t position, int64_t count, int64_t channel,
                            int64_t channels, const T* in, int64_t in_inner, T* out, int64_t out_inner) {
    Finish<T> finish = finish_of<T>(c, image, channel);
    if (finish.residual) finish.residual += position * finish.residual_row;
    const MatrixRows<T, T> a(in, in_inner, 1);
    const PackedPanels<T> b(static_cast<const T*>(c.weight), {c.c_in, c.c_out}, channel);
    multiply(Product<T>{count, channels, c.c_in, a, b, out, out_inner, finish}, 0, count, 0, channels);
  }

  const ConvArgs* const before_;
  const ConvArgs& depthwise_;
  const ConvArgs* const after_;
  const Axis h_;
};

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
