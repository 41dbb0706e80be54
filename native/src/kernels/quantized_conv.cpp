#include <cmath>

#include "gemm/int8/window_rows.h"
#include "kernels/arguments.h"
#include "kernels/quantized.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

Window window_of(const QuantizedConvArgs& c) {
  return {{c.in_d, c.out_d, c.kernel_d, c.stride_d, -c.padding_d, c.dilation_d},
          {c.in_h, c.out_h, c.kernel_h, c.stride_h, -c.padding_h, c.dilation_h},
          {c.in_w, c.out_w, c.kernel_w, c.stride_w, -c.padding_w, c.dilation_w}};
}

bool is_depthwise(int64_t groups, int64_t c_in, int64_t c_out) { return groups > 1 && groups == c_in && c_in == c_out; }

// A channel of out is a channel of in by itself: lanes are channels, weights stand as [tap, channel]. The zero points of the
// weights are taken from each of these here.
void run_depthwise(const QuantizedConvArgs& c, const Window& w, const QuantizedFinish& finish) {
  using Int = Vec<int32_t>;
  typedef uint8_t Bytes __attribute__((vector_size(Int::kSize)));
  typedef int8_t Signed __attribute__((vector_size(Int::kSize)));
  const int64_t lines = w.d.out * w.h.out, channels = c.c_out;
  const auto widen = []<typename Narrow>(Narrow, const void* from, int64_t n) __attribute__((always_inline)) {
    Narrow x = {};
    if (n >= Int::kSize)
      __builtin_memcpy(&x, from, sizeof(x));
    else
      __builtin_memcpy(&x, from, static_cast<size_t>(n));
    return Int(__builtin_convertvector(x, Native<int32_t>));
  };
  const int64_t work = w.w.out * channels * w.taps();
  parallel_for(0, c.batch * lines, std::max<int64_t>(1, 65536 / std::max<int64_t>(1, work)), [&](int64_t begin,
                                                                                                 int64_t end) {
    for (int64_t i = begin; i < end; i++) {
      const uint8_t* image = c.in + i / lines * w.d.in * w.h.in * w.w.in * channels;
      uint8_t* out = c.out + i * w.w.out * channels;
      const int64_t z = i % lines / w.h.out, y = i % lines % w.h.out;
      for (int64_t x = 0; x < w.w.out; x++, out += channels) {
        for (int64_t j = 0; j < channels; j += Int::kSize) {
          const int64_t lanes = std::min<int64_t>(Int::kSize, channels - j);
          Int sum(0);
          int64_t tap = 0;
          for (int64_t d = 0; d < w.d.taps; d++) {
            for (int64_t h = 0; h < w.h.taps; h++) {
              const int64_t in_d = w.d.at(z, d), in_h = w.h.at(y, h);
              const bool has_line = w.d.has(in_d) && w.h.has(in_h);
              const uint8_t* line = image + (in_d * w.h.in + in_h) * w.w.in * channels + j;
              for (int64_t t = 0; t < w.w.taps; t++, tap++) {
                const int64_t in_w = w.w.at(x, t);
                Int weight = widen(Signed(), c.packed + tap * channels + j, lanes);
                if (c.weight_zero_points) weight = weight - Int::load(c.weight_zero_points + j, lanes);
                const bool has = has_line && w.w.has(in_w);
                sum += weight * (has ? widen(Bytes(), line + in_w * channels, lanes) : Int(static_cast<int32_t>(c.in_zero)));
              }
            }
          }
          int32_t sums[Int::kSize];
          sum.store(sums);
          finish.row(sums, 0, j, lanes, out + j);  // no sum of the row: its term is in the weights already
        }
      }
    }
  });
}

void run_products(const QuantizedConvArgs& c, const Window& window, const QuantizedFinish& finish) {
  const int64_t m = window.positions(), n = c.c_out / c.groups, channels = c.c_in / c.groups;
  const int64_t k = channels * window.taps();
  const int64_t image = c.in_d * c.in_h * c.in_w * c.c_in, panels = byte_panels(n) * kBytePanel * byte_depth(k);
  const ByteWindowRows windows(window, c.c_in, channels, static_cast<uint8_t>(c.in_zero));
  multiply_byte_products(
      c.batch * c.groups, m, n, k, !windows.in_place(), finish.needs_rows(),
      [&](int64_t index, int64_t first, int64_t count) {
        return windows.rows(c.in + index / c.groups * image + index % c.groups * channels, first, count);
      },
      [&](int64_t index) { return c.packed + index % c.groups * panels; },
      [&](int64_t index, int64_t i, const int32_t* sums, int32_t row_sum, int64_t j, int64_t count) {
        const int64_t channel = index % c.groups * n + j;
        finish.row(sums, row_sum, channel, count, c.out + (index / c.groups * m + i) * c.c_out + channel);
      });
}

Status check_shape(const auto& a, int64_t taps) {
  if (a.groups < 1 || a.c_in % a.groups != 0 || a.c_out % a.groups != 0) return bad_argument(a, a.groups);
  if (a.c_in < 0 || a.c_out < 0 || taps < 0) return bad_argument(a, a.c_in);
  if (a.capacity < pack_capacity(a.groups, a.c_in, a.c_out, taps)) return bad_argument(a, a.capacity);
  return kOk;
}

}  // namespace

SC_KERNEL(quantized_pack, QuantizedPackArgs) {
  if (const Status status = check_shape(args, args.taps)) return status;
  const int64_t channels = args.c_in / args.groups, n = args.c_out / args.groups, k = channels * args.taps;
  if (is_depthwise(args.groups, args.c_in, args.c_out)) {
    for (int64_t c = 0; c < args.c_out; c++) {
      args.sums[c] = 0;
      for (int64_t t = 0; t < args.taps; t++) {
        args.packed[t * args.c_out + c] = args.weight[c * args.taps + t];
        args.sums[c] += args.weight[c * args.taps + t];
      }
    }
    return kOk;
  }
  // [channel, tap] becomes [tap, channel], as positions stand in an image.
  const Temporary<int8_t> columns(n * k);
  for (int64_t g = 0; g < args.groups; g++) {
    for (int64_t j = 0; j < n; j++) {
      const int8_t* from = args.weight + (g * n + j) * k;
      for (int64_t c = 0; c < channels; c++) {
        for (int64_t t = 0; t < args.taps; t++) columns.data()[j * k + t * channels + c] = from[c * args.taps + t];
      }
    }
    pack_bytes(columns.data(), k, n, k, args.packed + g * byte_panels(n) * kBytePanel * byte_depth(k), args.sums + g * n);
  }
  return kOk;
}

SC_KERNEL(quantized_conv, QuantizedConvArgs) {
  const Window window = window_of(args);
  if (const Status status = check_shape(args, window.taps())) return status;
  if (args.in_zero < 0 || args.in_zero > 255) return bad_argument(args, args.in_zero);
  if (args.out_zero < 0 || args.out_zero > 255) return bad_argument(args, args.out_zero);
  if (args.stride_d < 1 || args.stride_h < 1 || args.stride_w < 1) return bad_argument(args, args.stride_w);
  if (args.batch * window.positions() * args.c_out <= 0) return kOk;
  const QuantizedFinish finish(args.c_out, args.c_in / args.groups * window.taps(), args.in_scale, args.in_zero,
                               args.weight_scales, args.weight_zero_points, args.sums, args.bias, args.out_scale,
                               args.out_zero, args.relu != 0);
  if (is_depthwise(args.groups, args.c_in, args.c_out))
    run_depthwise(args, window, finish);
  else
    run_products(args, window, finish);
  return kOk;
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
