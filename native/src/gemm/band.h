// Convolutions of two dimensions whose windows are short, such as the first of a network with its few channels: what
// gathers windows would move more than it multiplies. The result channels last, the input in either layout, one group,
// float and double.
//
// The input rows that some output rows need are copied once to scratch, with their padding and channels last: the
// window of an output is then kernel_h runs of kernel_w * c_in elements, those of its neighbour the same runs stride_w
// * c_in further, and the product reads its left operand where it lies. Without padding it lies in the input itself.
#pragma once

#include <algorithm>

#include "base/scratch.h"
#include "gemm/finish.h"
#include "gemm/matrix_source.h"
#include "gemm/span.h"
#include "gemm/window.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

template <typename T>
class Band {
 public:
  // Whether this convolution is computed so: its windows must fit one block of k, which may be a longer one where the
  // weight is one panel, as gathering a window takes longer than multiplying it then.
  static bool pays(const ConvArgs& c) {
    return writes_channels_last(c) && c.groups == 1 && c.in_d == 1 && c.out_d == 1 && c.kernel_d == 1 &&
           c.padding_d == 0 && c.dilation_w == 1 && c.kernel_h * c.kernel_w > 1 && c.c_in > 0 &&
           c.kernel_h * c.kernel_w * c.c_in <= (c.c_out <= kPanel<T> ? 3 * kMaxDepth : kMaxDepth) &&
           c.out_w >= kLeastWidth;
  }

  // weight: packed as panels. finish_of(image) gives the finish of an image, a row a position.
  template <typename F>
  static void run(const ConvArgs& c, const T* weight, F&& finish_of) {
    const Band band(c, weight);
    const int64_t each = band.rows_at_once_, bands = (c.out_h + each - 1) / each;
    parallel_products(c.batch * bands, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; i++) {
        const int64_t image = i / bands, row = i % bands * each;
        band.rows(image, row, std::min(c.out_h, row + each), finish_of(image));
      }
    });
  }

 private:
  // In fewer positions a strip of the product would be mostly empty.
  static constexpr int64_t kLeastWidth = 4;

  Band(const ConvArgs& c, const T* weight)
      : c_(c),
        weight_(weight),
        channels_first_(c.layout == static_cast<int64_t>(ConvLayout::kFirstToLast)),
        in_place_(!channels_first_ && c.in_inner == c.c_in && has_no_padding(c)),
        row_(in_place_ ? c.in_w * c.c_in : ((c.out_w - 1) * c.stride_w + c.kernel_w) * c.c_in) {
    const int64_t most = level2_cache_bytes() / 4 / (row_ * c.stride_h * static_cast<int64_t>(sizeof(T)));
    rows_at_once_ = std::clamp<int64_t>(most, 1, (c.out_h + 7) / 8);
  }

  // Nor behind the input: padding='same' has more there than before it.
  static bool has_no_padding(const ConvArgs& c) {
    return c.padding_h == 0 && c.padding_w == 0 && (c.out_w - 1) * c.stride_w + c.kernel_w <= c.in_w &&
           (c.out_h - 1) * c.stride_h + (c.kernel_h - 1) * c.dilation_h < c.in_h;
  }

  // The windows of the positions of an output row.
  class Windows final : public RowSource<T> {
   public:
    Windows(const T* first, int64_t step, Runs runs) : first_(first), step_(step), runs_(runs) {}
    Strip<T> rows(int64_t row, int, int64_t, int64_t, int64_t, T*) const override {
      return {first_ + row * step_, step_, runs_};
    }

   private:
    const T* first_;
    int64_t step_;
    Runs runs_;
  };

  void rows(int64_t image, int64_t begin, int64_t end, Finish<T> finish) const {
    const T* in = static_cast<const T*>(c_.in) + image * c_.in_image;
    T* out = static_cast<T*>(c_.out) + image * c_.out_image;
    const T* const band = in_place_ ? in + begin * c_.stride_h * row_ : copy(in, begin, end);
    const int64_t run = c_.kernel_w * c_.c_in, depth = c_.kernel_h * run;
    const PackedPanels<T> b(weight_, {depth, c_.c_out});  // one panel is the same in blocks of any length
    for (int64_t row = begin; row < end; row++) {
      const Windows a(band + (row - begin) * c_.stride_h * row_, c_.stride_w * c_.c_in, {run, c_.dilation_h * row_});
      Finish<T> of_row = finish;
      if (finish.residual) of_row.residual += row * c_.out_w * finish.residual_row;
      multiply(
          Product<T>{c_.out_w, c_.c_out, depth, a, b, out + row * c_.out_w * c_.out_inner, c_.out_inner, of_row, depth},
          0, c_.out_w, 0, c_.c_out);
    }
  }

  // The input rows of output rows begin..end.
  const T* copy(const T* in, int64_t begin, int64_t end) const {
    const int64_t first = begin * c_.stride_h - c_.padding_h;
    const int64_t tall = (end - begin - 1) * c_.stride_h + (c_.kernel_h - 1) * c_.dilation_h + 1;
    T* const band = scratch_of<T>(ScratchUse::kOperand, tall * row_);
    for (int64_t r = 0; r < tall; r++) {
      T* const to = band + r * row_;
      const int64_t ih = first + r;
      if (ih < 0 || ih >= c_.in_h)
        zero_span(to, row_);
      else
        copy_row(in + ih * c_.in_w * (channels_first_ ? 1 : c_.in_inner), to);
    }
    return band;
  }

  void copy_row(const T* from, T* to) const {
    const int64_t wide = row_ / c_.c_in;
    const int64_t begin = std::min(c_.padding_w, wide), end = std::clamp(c_.in_w + c_.padding_w, begin, wide);
    zero_span(to, begin * c_.c_in);
    to += begin * c_.c_in;
    if (channels_first_) {
      interleave(from, c_.in_inner, to, c_.c_in, end - begin);
    } else if (c_.in_inner == c_.c_in) {
      copy_span(from, to, (end - begin) * c_.c_in);
    } else {
      for (int64_t i = 0; i < end - begin; i++) copy_span(from + i * c_.in_inner, to + i * c_.c_in, c_.c_in);
    }
    zero_span(to + (end - begin) * c_.c_in, (wide - end) * c_.c_in);
  }

  const ConvArgs& c_;
  const T* weight_;
  bool channels_first_, in_place_;
  int64_t row_;  // elements from input row to input row
  int64_t rows_at_once_;
};

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
