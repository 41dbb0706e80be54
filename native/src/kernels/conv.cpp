#include "kernels/conv.h"

#include <type_traits>

#include "base/kernel.h"
#include "base/temporary.h"
#include "gemm/band.h"
#include "gemm/conv_check.h"
#include "gemm/conv_finish.h"
#include "gemm/conv_weight.h"
#include "gemm/depthwise.h"
#include "gemm/depthwise_rows.h"
#include "gemm/dtype.h"
#include "gemm/grouped.h"
#include "gemm/library/convolution.h"
#include "gemm/matrix_source.h"
#include "gemm/narrow.h"
#include "gemm/window_source.h"
#include "gemm/winograd.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

FilterShape shape_of(const ConvArgs& c) { return {c.groups, c.c_in, c.c_out, c.kernel_d * c.kernel_h * c.kernel_w}; }

template <typename S, typename T>
void multiply_into(int64_t m, int64_t n, int64_t k, const RowSource<T>& a, const PanelSource<T>& b, S* out,
                   int64_t out_row, const Finish<S>& finish, int64_t row_begin, int64_t row_end, int64_t column_begin,
                   int64_t column_end) {
  if constexpr (std::is_same_v<S, T>)
    multiply(Product<T>{m, n, k, a, b, out, out_row, finish}, row_begin, row_end, column_begin, column_end);
  else
    multiply_narrow<S>(k, a, b, out, out_row, 1, 0, finish, row_begin, row_end, column_begin, column_end);
}

// Channels first: [c_out, k] @ [k, positions]; the weight is the left operand as it stands.
template <typename S, typename T>
void run_channels_first(const ConvArgs& c) {
  const FilterShape shape = shape_of(c);
  const Window window = window_of(c);
  const int64_t m = shape.group_out(), n = window.positions(), k = shape.depth();
  for_blocks<T>(
      c.batch * c.groups, m, n, k,
      [&](int64_t index, int64_t row_begin, int64_t row_end, int64_t column_begin, int64_t column_end) {
        const int64_t image = index / c.groups, group = index % c.groups;
        const S* in = static_cast<const S*>(c.in) + image * c.in_image + group * shape.group_in() * c.in_inner;
        S* out = static_cast<S*>(c.out) + image * c.out_image + group * m * c.out_inner;
        const MatrixRows<S, T> a(static_cast<const S*>(c.weight) + group * m * k, k, 1);
        const Finish<S> finish = finish_of<S>(c, image, group * m);
        const auto run = [&](const PanelSource<T>& b) {
          multiply_into<S, T>(m, n, k, a, b, out, c.out_inner, finish, row_begin, row_end, column_begin, column_end);
        };
        if (window.is_pointwise())
          run(MatrixPanels<S, T>(in, c.in_inner, 1, k, n, m));
        else
          run(WindowPanels<S, T>(in, window, shape.group_in(), c.in_inner));
      });
}

// Channels last: [positions, k] @ [k, c_out], with a packed weight.
template <typename S, typename T>
void run_channels_last(const ConvArgs& c, const T* weight) {
  const FilterShape shape = shape_of(c);
  const Window window = window_of(c);
  const int64_t m = window.positions(), n = shape.group_out(), k = shape.depth();
  const int64_t group_size = packed_filter_size<T>(shape) / shape.groups;
  for_blocks<T>(c.batch * c.groups, m, n, k,
                [&](int64_t index, int64_t row_begin, int64_t row_end, int64_t column_begin, int64_t column_end) {
                  const int64_t image = index / c.groups, group = index % c.groups;
                  const S* in = static_cast<const S*>(c.in) + image * c.in_image + group * shape.group_in();
                  S* out = static_cast<S*>(c.out) + image * c.out_image + group * n;
                  const PackedPanels<T> b(weight + group * group_size, {k, n});
                  const Finish<S> finish = finish_of<S>(c, image, group * n);
                  const auto run = [&](const RowSource<T>& a) {
                    multiply_into<S, T>(m, n, k, a, b, out, c.out_inner, finish, row_begin, row_end, column_begin,
                                        column_end);
                  };
                  if constexpr (std::is_floating_point_v<T>) {
                    // One group, as check_conv() has it.
                    if (c.in_scale) {
                      return run(ScaledRows<T>(in, c.in_inner, static_cast<const T*>(c.in_scale) + image * c.c_in));
                    }
                  }
                  if (window.is_pointwise())
                    run(MatrixRows<S, T>(in, c.in_inner, 1));
                  else
                    run(WindowRows<S, T>(in, window, shape.group_in(), c.in_inner));
                });
}

// Elements of work below which a thread of its own does not pay.
int64_t grain_of(int64_t work_each) { return std::max<int64_t>(1, 32768 / std::max<int64_t>(work_each, 1)); }

template <typename T>
void run_depthwise_first(const ConvArgs& c) {
  const Window window = window_of(c);
  const DepthwisePlane<T> plane(window);
  parallel_for(0, c.batch * c.c_out, grain_of(window.positions() * window.taps()), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) {
      const int64_t image = i / c.c_out, channel = i % c.c_out;
      plane.run(static_cast<const T*>(c.in) + image * c.in_image + channel * c.in_inner,
                static_cast<const T*>(c.weight) + channel * window.taps(),
                static_cast<T*>(c.out) + image * c.out_image + channel * c.out_inner, finish_of<T>(c, image, channel),
                0);
    }
  });
}

template <typename T, int kBlock>
void run_grouped_last(const ConvArgs& c, const T* weight) {
  const Grouped<T, kBlock> grouped(c, weight);
  parallel_for(0, grouped.pieces(), grain_of(grouped.work_each()),
               [&](int64_t begin, int64_t end) { grouped.run(begin, end); });
}

// Threads share the work as those of a product did that wrote the input: then each finds what it wrote in its cache.
template <typename T>
void run_depthwise_last(const ConvArgs& c, const T* weight) {
  const auto compute = [&](int64_t image, int64_t begin, int64_t end, int64_t channel, int64_t channel_end) {
    const T* in = static_cast<const T*>(c.in) + image * c.in_image + channel;
    T* out = static_cast<T*>(c.out) + image * c.out_image + channel;
    DepthwiseRows<T>(c, weight + channel)
        .run(begin, end, channel_end - channel, {in, c.in_w * c.in_inner, c.in_inner},
             {out, c.out_w * c.out_inner, c.out_inner}, finish_of<T>(c, image, channel));
  };
  const int64_t lines = c.batch * c.out_h, grain = grain_of(c.out_w * c.c_out * c.kernel_h * c.kernel_w);
  Cut rows{}, channels{c.c_out, kPanel<T>, 1};
  if (c.batch < num_threads() && lines > grain) {
    choose_grid<T>(c.in_h * c.in_w, c.c_in, num_threads(), &rows, &channels);
  }
  if (channels.pieces > 1) {
    parallel_for(0, c.batch * channels.pieces, 1, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; i++) {
        const int64_t piece = i % channels.pieces;
        compute(i / channels.pieces, 0, c.out_h, channels.begin(piece), channels.begin(piece + 1));
      }
    });
    return;
  }
  parallel_for(0, lines, grain, [&](int64_t begin, int64_t end) {
    while (begin < end) {
      const int64_t image = begin / c.out_h, last = std::min(end, (image + 1) * c.out_h);
      compute(image, begin - image * c.out_h, last - image * c.out_h, 0, c.c_out);
      begin = last;
    }
  });
}

// False when the library cannot do this convolution.
bool run_library(const GemmLibrary& library, const ConvArgs& c) {
  if (c.packed || c.c_in == 0) return false;
  const bool last = c.layout == static_cast<int64_t>(ConvLayout::kChannelsLast);
  const int64_t columns = last ? c.c_out : window_of(c).positions();
  return convolve_by_library(library, c, [&](int64_t image, const LibraryPieces::Piece& piece) {
    if (is_empty(c.epilogue)) return;
    const Finish<float> finish = finish_of<float>(c, image, 0);
    float* out = static_cast<float*>(c.out) + image * c.out_image + piece.out;
    for (int64_t i = 0; i < piece.count; i++) {
      finish_row(finish, out + i * c.out_inner, piece.first + i, 0, columns);
    }
  });
}

// The convolution as it is computed, and its weight packed. Channels last, one channel in and several out a group is a
// depthwise convolution of an input that has each channel as often: few sums are too small to be a product each.
template <typename T>
ConvArgs as_computed(const ConvArgs& c) {
  ConvArgs computed = c;
  if (std::is_floating_point_v<T> && writes_channels_last(c) && c.groups > 1 && c.groups == c.c_in) {
    computed.c_in = computed.groups = c.c_out;
  }
  return computed;
}

// The forms of a channels-last convolution. Each has packed_size(c), the elements of the weight as it reads it;
// pack(c, packed), which writes them; and run(c, weight), which computes with them.
template <typename T>
struct DepthwiseForm {
  static int64_t packed_size(const ConvArgs& c) { return shape_of(c).taps * c.c_out; }
  static void pack(const ConvArgs& c, T* packed) {
    pack_depthwise(shape_of(c), static_cast<const T*>(c.weight), packed);
  }
  static void run(const ConvArgs& c, const T* weight) { run_depthwise_last<T>(c, weight); }
};

template <typename T, int kBlock>
struct GroupedForm {
  static int64_t packed_size(const ConvArgs& c) { return Grouped<T, kBlock>::packed_size(c); }
  static void pack(const ConvArgs& c, T* packed) { Grouped<T, kBlock>::pack(c, packed); }
  static void run(const ConvArgs& c, const T* weight) { run_grouped_last<T, kBlock>(c, weight); }
};

template <typename W>
struct WinogradForm {
  static int64_t packed_size(const ConvArgs& c) { return W::packed_size(c); }
  static void pack(const ConvArgs& c, float* packed) { W::pack(c, packed); }
  static void run(const ConvArgs& c, const float* weight) {
    W::run(c, weight, [&](int64_t image) { return finish_of<float>(c, image, 0); });
  }
};

template <typename S, typename T>
struct ProductForm {
  static int64_t packed_size(const ConvArgs& c) { return packed_filter_size<T>(shape_of(c)); }
  static void pack(const ConvArgs& c, T* packed) { pack_filter(shape_of(c), static_cast<const S*>(c.weight), packed); }
  static void run(const ConvArgs& c, const T* weight) {
    if constexpr (std::is_floating_point_v<T>) {
      if (Band<T>::pays(c)) return Band<T>::run(c, weight, [&](int64_t image) { return finish_of<T>(c, image, 0); });
    }
    run_channels_last<S, T>(c, weight);
  }
};

// Calls f with the one by which this convolution is computed.
template <typename S, typename T, typename F>
void with_form(const ConvArgs& c, F&& f) {
  if constexpr (std::is_floating_point_v<T>) {
    if (DepthwiseRows<T>::takes(c)) return f.template operator()<DepthwiseForm<T>>();
    if (by_grouped<T>(c, [&]<int kBlock>() { f.template operator()<GroupedForm<T, kBlock>>(); })) return;
  }
  if constexpr (std::is_same_v<T, float>) {
    if (by_winograd(c, [&]<typename W>() { f.template operator()<WinogradForm<W>>(); })) return;
  }
  f.template operator()<ProductForm<S, T>>();
}

// Whether an input with its channels first is read as it is, for a result that has them last: a band's product does.
template <typename S, typename T>
bool reads_channels_first(const ConvArgs& c) {
  const GemmLibrary* library = gemm_library();
  const bool by_library = std::is_same_v<T, float> && library != nullptr && library->convolves();
  if constexpr (std::is_floating_point_v<T> && std::is_same_v<S, T>) {
    bool is_product = false;
    with_form<S, T>(c, [&]<typename Form>() { is_product = std::is_same_v<Form, ProductForm<S, T>>; });
    return !by_library && is_product && Band<T>::pays(c);
  }
  return false;
}

template <typename S, typename T>
void run(const ConvArgs& c);

// With a copy of the input that has its channels last.
template <typename S, typename T>
void run_rearranged(const ConvArgs& c) {
  const int64_t positions = c.in_d * c.in_h * c.in_w;
  const Temporary<S> copy(c.batch * positions * c.c_in);
  parallel_for(0, c.batch, 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) {
      interleave(static_cast<const S*>(c.in) + i * c.in_image, c.in_inner, copy.data() + i * positions * c.c_in, c.c_in,
                 positions);
    }
  });
  ConvArgs last = c;
  last.layout = static_cast<int64_t>(ConvLayout::kChannelsLast);
  last.in = copy.data();
  last.in_inner = c.c_in;
  last.in_image = positions * c.c_in;
  run<S, T>(last);
}

// With a copy of the input that has each channel as often as it is read.
template <typename T>
void run_repeated(const ConvArgs& c) {
  const int64_t positions = c.in_d * c.in_h * c.in_w, times = c.c_out / c.c_in;
  const Temporary<T> copy(c.batch * positions * c.c_out);
  parallel_for(0, c.batch * positions, grain_of(c.c_out), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) {
      const T* from = static_cast<const T*>(c.in) + i / positions * c.in_image + i % positions * c.in_inner;
      T* const to = copy.data() + i * c.c_out;
      for (int64_t j = 0; j < times; j++) {
        for (int64_t q = 0; q < c.c_in; q++) to[q * times + j] = from[q];
      }
    }
  });
  ConvArgs repeated = as_computed<T>(c);
  repeated.in = copy.data();
  repeated.in_inner = c.c_out;
  repeated.in_image = positions * c.c_out;
  run<T, T>(repeated);
}

template <typename S, typename T>
void run(const ConvArgs& c) {
  if (c.layout == static_cast<int64_t>(ConvLayout::kFirstToLast) && !reads_channels_first<S, T>(c))
    return run_rearranged<S, T>(c);
  if constexpr (std::is_same_v<T, float>) {
    const GemmLibrary* library = gemm_library();
    if (library != nullptr && library->convolves() && run_library(*library, c)) return;
  }
  if constexpr (std::is_floating_point_v<T>) {
    if (as_computed<T>(c).c_in != c.c_in) return run_repeated<T>(c);
  }
  if (c.layout == static_cast<int64_t>(ConvLayout::kChannelsFirst)) {
    if constexpr (std::is_floating_point_v<T>) {
      if (c.groups == c.c_in && c.groups == c.c_out) return run_depthwise_first<T>(c);
    }
    return run_channels_first<S, T>(c);
  }
  with_form<S, T>(c, [&]<typename Form>() {
    if (c.packed) return Form::run(c, static_cast<const T*>(c.weight));
    const Temporary<T> packed(Form::packed_size(c));
    Form::pack(c, packed.data());
    Form::run(c, packed.data());
  });
}

}  // namespace

SC_KERNEL(conv, ConvArgs) {
  return for_product_dtype(args.dtype, [&]<typename S, typename T>(S, T) {
    if (const Status status = check_conv<S, T>(args)) return status;
    if (args.batch * args.c_out * args.out_d * args.out_h * args.out_w > 0) run<S, T>(args);
    return kOk;
  });
}

SC_KERNEL(conv_pack_weight, ConvPackArgs) {
  const ConvArgs& c = args.conv;
  return for_product_dtype(c.dtype, [&]<typename S, typename T>(S, T) {
    if (c.groups < 1) return fail(kInvalidArgument, &c.groups - reinterpret_cast<const int64_t*>(&args), c.groups);
    // A library packs for itself.
    const GemmLibrary* library = gemm_library();
    const bool is_ours = !std::is_same_v<T, float> || library == nullptr || !library->convolves();
    const bool has_form = std::is_same_v<S, T> && is_ours && !args.transposed && writes_channels_last(c);
    const ConvArgs computed = as_computed<T>(c);
    *args.size = 0;
    if (!has_form) return kOk;
    with_form<S, T>(computed, [&]<typename Form>() {
      *args.size = Form::packed_size(computed);
      if (args.packed) Form::pack(computed, static_cast<T*>(args.packed));
    });
    return kOk;
  });
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
