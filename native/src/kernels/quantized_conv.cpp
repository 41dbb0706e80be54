#include <vector>

#include "gemm/int8/depthwise.h"
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

// A channel of out is a channel of in by itself.
template <typename Dot>
void run_depthwise(const QuantizedConvArgs& c, const Window& w, const QuantizedFinish& finish) {
  const int64_t lines = w.d.out * w.h.out, channels = c.c_out, taps = w.taps(), groups = depthwise_groups(taps);
  // What stands where there is no position; also under the taps that fill up the last four.
  const std::vector<uint8_t> outside(static_cast<size_t>(channels), static_cast<uint8_t>(c.in_zero));
  // With zero points of weights the sums of the positions alone count too: those of weights that are 1.
  const Temporary<int8_t> ones(c.weight_zero_points ? depthwise_size(channels, taps) : 0);
  if (c.weight_zero_points) pack_depthwise(channels, taps, ones.data(), [](int64_t, int64_t) { return int8_t{1}; });
  const int64_t work = w.w.out * channels * taps;
  parallel_for(0, c.batch * lines, std::max<int64_t>(1, kByteGrain / std::max<int64_t>(1, work)),
               [&](int64_t begin, int64_t end) {
                 std::vector<const uint8_t*> tap(static_cast<size_t>(groups * 4), outside.data());
                 alignas(64) int32_t sums[kVecBytes], alone[kVecBytes];
                 for (int64_t i = begin; i < end; i++) {
                   const uint8_t* image = c.in + i / lines * w.d.in * w.h.in * w.w.in * channels;
                   uint8_t* out = c.out + i * w.w.out * channels;
                   Position at(w, i % lines * w.w.out);
                   for (; at.w < w.w.out; at.w++, out += channels) {
                     const uint8_t** next = tap.data();
                     for (int64_t d = 0; d < w.d.taps; d++) {
                       for (int64_t h = 0; h < w.h.taps; h++) {
                         const int64_t z = w.d.at(at.d, d), y = w.h.at(at.h, h);
                         const bool has_line = w.d.has(z) && w.h.has(y);
                         const uint8_t* line = image + (z * w.h.in + y) * w.w.in * channels;
                         for (int64_t t = 0; t < w.w.taps; t++) {
                           const int64_t x = w.w.at(at.w, t);
                           *next++ = has_line && w.w.has(x) ? line + x * channels : outside.data();
                         }
                       }
                     }
                     for (int64_t j = 0; j < channels; j += kVecBytes) {
                       const int64_t lanes = std::min(kVecBytes, channels - j);
                       depthwise_block<Dot>(tap.data(), j, groups, c.packed + j * groups * 4, lanes, sums);
                       if (c.weight_zero_points) {
                         depthwise_block<Dot>(tap.data(), j, groups, ones.data() + j * groups * 4, lanes, alone);
                         for (int64_t l = 0; l < lanes; l++) sums[l] -= c.weight_zero_points[j + l] * alone[l];
                       }
                       finish.row(sums, 0, j, lanes, out + j);
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
    const auto weight = [&](int64_t c, int64_t t) { return args.weight[c * args.taps + t]; };
    pack_depthwise(args.c_out, args.taps, args.packed, weight);
    for (int64_t c = 0; c < args.c_out; c++) {
      args.sums[c] = 0;
      for (int64_t t = 0; t < args.taps; t++) args.sums[c] += weight(c, t);
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
    pack_bytes(columns.data(), k, n, k, args.packed + g * byte_panels(n) * kBytePanel * byte_depth(k),
               args.sums + g * n);
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
  if (!is_depthwise(args.groups, args.c_in, args.c_out))
    run_products(args, window, finish);
  else if (has_byte_dot())
    run_depthwise<ByteDot>(args, window, finish);
  else
    run_depthwise<WideDot>(args, window, finish);
  return kOk;
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
