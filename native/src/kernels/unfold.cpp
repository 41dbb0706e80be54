#include "kernels/unfold.h"

#include <algorithm>

#include "kernels/arguments.h"
#include "kernels/block.h"
#include "parallel/parallel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

constexpr int64_t kGrain = 1 << 15;  // elements that are worth a thread

Status check(const UnfoldArgs& args) {
  for (int d = 0; d < 2; d++) {
    for (const int64_t* steps : {args.kernel, args.stride, args.dilation}) {
      if (steps[d] < 1) return bad_argument(args, steps[d]);
    }
  }
  return kOk;
}

/// The columns [begin, end) of window positions whose tap at `offset` lies within the `size` elements of a dimension.
struct Inside {
  int64_t begin, end;

  Inside(int64_t offset, int64_t stride, int64_t size, int64_t columns) {
    begin = offset < 0 ? std::min((-offset + stride - 1) / stride, columns) : 0;
    end = offset < size ? std::clamp((size - offset + stride - 1) / stride, begin, columns) : begin;
  }
};

}  // namespace

SC_KERNEL(im2col, UnfoldArgs) {
  if (const Status status = check(args); status != kOk) return status;
  return with_element(args.dtype, [&]<class E>() {
    const int64_t taps = args.kernel[0] * args.kernel[1];
    const int64_t plane = args.size[0] * args.size[1], grid = args.columns[0] * args.columns[1];
    // A row of the result: one channel's element at one tap, for every window.
    parallel_for(0, args.batch * args.channels * taps, kGrain / std::max<int64_t>(grid, 1), [&](int64_t b, int64_t e) {
      for (int64_t i = b; i < e; i++) {
        const E* in = static_cast<const E*>(args.in) + i / taps * plane;
        E* out = static_cast<E*>(args.out) + i * grid;
        const int64_t y0 = i % taps / args.kernel[1] * args.dilation[0] - args.pad[0];
        const int64_t x0 = i % args.kernel[1] * args.dilation[1] - args.pad[1];
        const Inside inside(x0, args.stride[1], args.size[1], args.columns[1]);
        for (int64_t row = 0; row < args.columns[0]; row++, out += args.columns[1]) {
          const int64_t y = y0 + row * args.stride[0];
          const bool outside = y < 0 || y >= args.size[0];
          std::fill_n(out, outside ? args.columns[1] : inside.begin, E{});
          if (outside) continue;
          const int64_t at = y * args.size[1] + x0;
          if (args.stride[1] == 1) {
            std::copy(in + at + inside.begin, in + at + inside.end, out + inside.begin);
          } else {
            for (int64_t j = inside.begin; j < inside.end; j++) out[j] = in[at + j * args.stride[1]];
          }
          std::fill(out + inside.end, out + args.columns[1], E{});
        }
      }
    });
    return kOk;
  });
}

SC_KERNEL(col2im, UnfoldArgs) {
  if (const Status status = check(args); status != kOk) return status;
  return with_float_or_double(args.dtype, [&]<class T>() {
    const int64_t taps = args.kernel[0] * args.kernel[1];
    const int64_t plane = args.size[0] * args.size[1], grid = args.columns[0] * args.columns[1];
    parallel_for(0, args.batch * args.channels, kGrain / std::max<int64_t>(taps * grid, 1), [&](int64_t b, int64_t e) {
      for (int64_t channel = b; channel < e; channel++) {
        T* out = static_cast<T*>(args.out) + channel * plane;
        std::fill_n(out, plane, T(0));
        for (int64_t tap = 0; tap < taps; tap++) {
          const T* in = static_cast<const T*>(args.in) + (channel * taps + tap) * grid;
          const int64_t y0 = tap / args.kernel[1] * args.dilation[0] - args.pad[0];
          const int64_t x0 = tap % args.kernel[1] * args.dilation[1] - args.pad[1];
          const Inside inside(x0, args.stride[1], args.size[1], args.columns[1]);
          for (int64_t row = 0; row < args.columns[0]; row++, in += args.columns[1]) {
            const int64_t y = y0 + row * args.stride[0];
            if (y < 0 || y >= args.size[0]) continue;
            const int64_t at = y * args.size[1] + x0;
            for (int64_t j = inside.begin; j < inside.end; j++) out[at + j * args.stride[1]] += in[j];
          }
        }
      }
    });
    return kOk;
  });
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
