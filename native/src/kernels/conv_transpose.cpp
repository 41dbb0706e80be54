// conv_transpose, by gathering. The outputs whose coordinates are the same modulo the strides (a phase) read a fixed
// subset of the taps at neighbouring inputs: each phase is a convolution of stride 1 with a small filter, so it is
// multiplied as one. Every output is written once and no two threads write the same.
#include <numeric>
#include <type_traits>

#include "base/kernel.h"
#include "base/temporary.h"
#include "gemm/conv_check.h"
#include "gemm/conv_weight.h"
#include "gemm/dtype.h"
#include "gemm/matrix_source.h"
#include "gemm/narrow.h"
#include "gemm/window_source.h"
#include "kernels/conv.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

// One dimension of a phase: outputs phase, phase + stride, .. ; of the kernel, taps tap, tap + tap_step, ..
struct PhaseAxis {
  Axis axis;
  int64_t phase, stride;
  int64_t tap, tap_step;
};

// Output o = phase + i * stride reads, with kernel tap t, the input (o + padding - t * dilation) / stride when that is
// whole.
PhaseAxis phase_axis(int64_t in, int64_t out, int64_t kernel, int64_t stride, int64_t padding, int64_t dilation,
                     int64_t phase) {
  const int64_t outputs = phase < out ? (out - phase + stride - 1) / stride : 0;
  const int64_t tap_step = stride / std::gcd(stride, dilation);
  int64_t tap = 0;
  while (tap < kernel && tap < tap_step && (phase + padding - tap * dilation) % stride != 0) tap++;
  const bool any = tap < kernel && tap < tap_step;
  const int64_t taps = any ? (kernel - 1 - tap) / tap_step + 1 : 0;
  const int64_t first = any ? (phase + padding - tap * dilation) / stride : 0;
  return {{in, outputs, taps, 1, first, -(tap_step * dilation / stride)}, phase, stride, tap, tap_step};
}

struct Phase {
  PhaseAxis d, h, w;

  Phase(const ConvArgs& c, int64_t pd, int64_t ph, int64_t pw)
      : d(phase_axis(c.in_d, c.out_d, c.kernel_d, c.stride_d, c.padding_d, c.dilation_d, pd)),
        h(phase_axis(c.in_h, c.out_h, c.kernel_h, c.stride_h, c.padding_h, c.dilation_h, ph)),
        w(phase_axis(c.in_w, c.out_w, c.kernel_w, c.stride_w, c.padding_w, c.dilation_w, pw)) {}

  Window window() const { return {d.axis, h.axis, w.axis}; }
  // Number of tap (td, th, tw) of the phase among the kernel's taps.
  int64_t kernel_tap(const ConvArgs& c, int64_t tap) const {
    const int64_t tw = tap % w.axis.taps, th = tap / w.axis.taps % h.axis.taps, td = tap / w.axis.taps / h.axis.taps;
    return ((d.tap + td * d.tap_step) * c.kernel_h + h.tap + th * h.tap_step) * c.kernel_w + w.tap + tw * w.tap_step;
  }
  // Where a position of the phase lies in the output.
  int64_t output(const ConvArgs& c, const Position& p) const {
    return ((d.phase + p.d * d.stride) * c.out_h + h.phase + p.h * h.stride) * c.out_w + w.phase + p.w * w.stride;
  }
};

template <typename S, typename T>
class Transposed {
 public:
  explicit Transposed(const ConvArgs& args)
      : c_(args), channels_in_(args.c_in / args.groups), channels_out_(args.c_out / args.groups) {}

  void run() const {
    for (int64_t d = 0; d < c_.stride_d; d++) {
      for (int64_t h = 0; h < c_.stride_h; h++) {
        for (int64_t w = 0; w < c_.stride_w; w++) run_phase(Phase(c_, d, h, w));
      }
    }
    finish();
  }

 private:
  bool last() const { return c_.layout == static_cast<int64_t>(ConvLayout::kChannelsLast); }

  void run_phase(const Phase& phase) const {
    const Window window = phase.window();
    const int64_t positions = window.positions(), depth = window.taps() * channels_in_;
    if (positions == 0) return;
    // For each group [channels_out, (channel, tap)], as WindowPanels counts, or [(tap, channel), channels_out] in
    // PanelOrder, as WindowRows does.
    const int64_t filter_size = last() ? PanelOrder<T>(depth, channels_out_).size() : depth * channels_out_;
    const Temporary<T> filter(c_.groups * filter_size);
    gather_filter(phase, window.taps(), filter.data(), filter_size);
    // Blocks of positions whose result fits the scratch memory, times the groups of the images.
    const int64_t chunk =
        std::clamp<int64_t>(kChunkBytes / static_cast<int64_t>(sizeof(T)) / channels_out_, 1, positions);
    const int64_t chunks = (positions + chunk - 1) / chunk;
    const int64_t work = std::max<int64_t>(1, chunk * channels_out_ * (depth + 1));
    parallel_for(
        0, c_.batch * c_.groups * chunks, std::max<int64_t>(1, kSerialWork / work), [&](int64_t begin, int64_t end) {
          T* const result = scratch_of<T>(ScratchUse::kResult, chunk * channels_out_);
          for (int64_t i = begin; i < end; i++) {
            const int64_t image = i / (c_.groups * chunks), group = i / chunks % c_.groups;
            const int64_t from = i % chunks * chunk, to = std::min(positions, from + chunk);
            const S* in =
                static_cast<const S*>(c_.in) + image * c_.in_image + group * channels_in_ * (last() ? 1 : c_.in_inner);
            S* out =
                static_cast<S*>(c_.out) + image * c_.out_image + group * channels_out_ * (last() ? 1 : c_.out_inner);
            multiply_chunk(window, in, filter.data() + group * filter_size, depth, from, to, result, chunk);
            scatter(phase, window, result, chunk, from, to, out);
          }
        });
  }

  static constexpr int64_t kChunkBytes = int64_t{256} << 10;

  // weight is [in, out / groups, taps].
  void gather_filter(const Phase& phase, int64_t taps, T* to, int64_t size) const {
    const int64_t kernel = c_.kernel_d * c_.kernel_h * c_.kernel_w;
    const S* const weight = static_cast<const S*>(c_.weight);
    parallel_for(0, c_.groups * taps, std::max<int64_t>(1, 16384 / (channels_in_ * channels_out_ + 1)),
                 [&](int64_t begin, int64_t end) {
                   for (int64_t i = begin; i < end; i++) {
                     const int64_t group = i / taps, tap = i % taps;
                     const S* from = weight + group * channels_in_ * channels_out_ * kernel + phase.kernel_tap(c_, tap);
                     T* const at = to + group * size;
                     if (last()) {
                       const PanelOrder<T> order(taps * channels_in_, channels_out_);
                       pack_rows(order, from, channels_out_ * kernel, kernel, tap * channels_in_,
                                 (tap + 1) * channels_in_, 0, channels_out_, at);
                     } else {
                       for (int64_t o = 0; o < channels_out_; o++) {
                         for (int64_t q = 0; q < channels_in_; q++) {
                           at[(o * channels_in_ + q) * taps + tap] =
                               static_cast<T>(from[(q * channels_out_ + o) * kernel]);
                         }
                       }
                     }
                   }
                 });
  }

  // The result of positions from..to: [positions, channels_out] when channels are last, else [channels_out, chunk].
  void multiply_chunk(const Window& window, const S* in, const T* filter, int64_t depth, int64_t from, int64_t to,
                      T* result, int64_t chunk) const {
    const int64_t positions = window.positions();
    if (last()) {
      const WindowRows<S, T> a(in, window, channels_in_, c_.in_inner);
      const PackedPanels<T> b(filter, {depth, channels_out_});
      multiply(Product<T>{positions, channels_out_, depth, a, b, result - from * channels_out_, channels_out_, {}},
               from, to, 0, channels_out_);
    } else {
      const MatrixRows<T, T> a(filter, depth, 1);
      const WindowPanels<S, T> b(in, window, channels_in_, c_.in_inner);
      multiply(Product<T>{channels_out_, positions, depth, a, b, result - from, chunk, {}}, 0, channels_out_, from, to);
    }
  }

  void scatter(const Phase& phase, const Window& window, const T* result, int64_t chunk, int64_t from, int64_t to,
               S* out) const {
    Position position(window, from);
    for (int64_t p = from; p < to;) {
      // As far as the output row reaches.
      const int64_t count = std::min(to - p, window.w.out - position.w);
      const int64_t at = phase.output(c_, position);
      if (last()) {
        for (int64_t q = 0; q < count; q++) {
          const T* row = result + (p - from + q) * channels_out_;
          S* pixel = out + (at + q * c_.stride_w) * c_.out_inner;
          for (int64_t o = 0; o < channels_out_; o++) pixel[o] = static_cast<S>(row[o]);
        }
      } else {
        for (int64_t o = 0; o < channels_out_; o++) {
          const T* row = result + o * chunk + p - from;
          S* line = out + o * c_.out_inner + at;
          for (int64_t q = 0; q < count; q++) line[q * c_.stride_w] = static_cast<S>(row[q]);
        }
      }
      p += count;
      position.w += count - 1;
      position.next(window);
    }
  }

  // Bias, residual and activation, once all phases are there.
  void finish() const {
    const EpilogueArgs& e = c_.epilogue;
    if (!e.bias && !e.residual && e.activation == 0) return;
    // Rows of the output: channels first, a channel; channels last, a position.
    const int64_t positions = c_.out_d * c_.out_h * c_.out_w;
    const int64_t rows = last() ? positions : c_.c_out, columns = last() ? c_.c_out : positions;
    parallel_for(0, c_.batch * rows, std::max<int64_t>(1, 32768 / (columns + 1)), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; i++) {
        const int64_t image = i / rows, row = i % rows;
        Finish<S> f = make_finish<S>(e, image * e.residual_batch);
        (last() ? f.column_bias : f.row_bias) = static_cast<const S*>(e.bias);
        finish_row(f, static_cast<S*>(c_.out) + image * c_.out_image + row * c_.out_inner, row, 0, columns);
      }
    });
  }

  const ConvArgs& c_;
  const int64_t channels_in_, channels_out_;
};

}  // namespace

SC_KERNEL(conv_transpose, ConvArgs) {
  return for_product_dtype(args.dtype, [&]<typename S, typename T>(S, T) {
    if (const Status status = check_conv<S, T>(args)) return status;
    if (args.layout == static_cast<int64_t>(ConvLayout::kFirstToLast))
      return fail(kInvalidArgument, &args.layout - &args.dtype, args.layout);
    if (args.packed) return fail(kInvalidArgument, &args.packed - &args.dtype, args.packed);
    if (args.batch * args.c_out * args.out_d * args.out_h * args.out_w > 0) Transposed<S, T>(args).run();
    return kOk;
  });
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
