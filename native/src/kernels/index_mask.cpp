// Compaction and expansion by a mask, and the positions of what is not zero. The order is row-major, so it is one pass.
#include <algorithm>
#include <cstring>

#include "kernels/block.h"
#include "kernels/index.h"
#include "kernels/walk.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

/// Calls f(in, mask, n) with the byte offsets of each line of n elements.
template <class F>
void for_lines(const MaskArgs& args, F f) {
  const int64_t* shape = tail_of(args);
  const int64_t ndim = args.ndim;
  const int64_t n = ndim > 0 ? shape[0] : 1;
  const int64_t lines = ndim > 0 ? product(shape + 1, ndim - 1) : 1;
  if (n == 0 || lines == 0) return;
  const int64_t outer = std::max<int64_t>(ndim - 1, 0);
  Walk<2> walk(outer, shape + 1, {shape + ndim + 1, shape + 2 * ndim + 1});
  for (int64_t i = 0; i < lines; i++, walk.advance(1)) {
    f(walk.offset(0), walk.offset(1), n);
  }
}

Status check(const MaskArgs& args, int64_t words) {
  if (const Status status = check_ndim(args, args.ndim); status != kOk) return status;
  return check_tail(args, words, 3 * args.ndim);
}

int64_t inner_stride(const MaskArgs& args, int64_t operand) {
  return args.ndim > 0 ? tail_of(args)[(1 + operand) * args.ndim] : 0;
}

}  // namespace

SC_KERNEL(masked_select, MaskArgs) {
  if (const Status status = check(args, words); status != kOk) return status;
  return with_element(args.dtype, [&]<class E>() {
    const int64_t in_stride = inner_stride(args, 0), mask_stride = inner_stride(args, 1);
    E* out = static_cast<E*>(args.out);
    int64_t found = 0;
    for_lines(args, [&](int64_t in_offset, int64_t mask_offset, int64_t n) {
      const char* in = static_cast<const char*>(args.in) + in_offset;
      const uint8_t* mask = static_cast<const uint8_t*>(args.mask) + mask_offset;
      int64_t i = 0;
      for (; i < n && found < args.count; i++) {  // without a branch on the mask, which nobody could predict
        std::memcpy(out + found, in + i * in_stride, sizeof(E));
        found += mask[i * mask_stride] != 0;
      }
      for (; i < n; i++) found += mask[i * mask_stride] != 0;
    });
    return found == args.count ? kOk : bad_argument(args, args.count);
  });
}

SC_KERNEL(masked_scatter, MaskArgs) {
  if (const Status status = check(args, words); status != kOk) return status;
  return with_element(args.dtype, [&]<class E>() {
    const int64_t out_stride = inner_stride(args, 0), mask_stride = inner_stride(args, 1);
    const E* in = static_cast<const E*>(args.in);
    int64_t needed = 0;
    for_lines(args, [&](int64_t out_offset, int64_t mask_offset, int64_t n) {
      char* out = static_cast<char*>(args.out) + out_offset;
      const uint8_t* mask = static_cast<const uint8_t*>(args.mask) + mask_offset;
      for (int64_t i = 0; i < n; i++) {
        if (mask[i * mask_stride] == 0) continue;
        if (needed++ < args.count) std::memcpy(out + i * out_stride, in + needed - 1, sizeof(E));
      }
    });
    return needed <= args.count ? kOk : bad_argument(args, args.count);
  });
}

SC_KERNEL(nonzero, NonzeroArgs) {
  if (const Status status = check_ndim(args, args.ndim); status != kOk) return status;
  if (const Status status = check_tail(args, words, 2 * args.ndim); status != kOk) return status;
  const int64_t* shape = tail_of(args);
  const int64_t ndim = args.ndim;
  const int64_t total = product(shape, ndim);
  int64_t found = 0;
  const Status status = with_block_type(args.dtype, [&]<class T>() {
    constexpr int64_t kBlock = 512;
    T buffer[kBlock];
    if (total == 0) return kOk;
    Walk<1> walk(ndim, shape, {shape + ndim});
    for (int64_t i = 0; i < total;) {
      const int64_t n = ndim > 0 ? std::min(shape[0] - walk.index(0), kBlock) : 1;
      const char* at = static_cast<const char*>(args.in) + walk.offset(0);
      const T* x = view_block(args.dtype, at, ndim > 0 ? shape[ndim] : 0, n, buffer);
      for (int64_t j = 0; j < n; j++) {
        if (x[j] == T(0)) continue;
        if (found++ >= args.count) continue;
        int64_t* row = args.out + (found - 1) * ndim;
        for (int64_t d = 0; d < ndim; d++) row[ndim - 1 - d] = walk.index(d) + (d == 0 ? j : 0);
      }
      i += n;
      walk.advance(n);
    }
    return kOk;
  });
  if (status != kOk) return status;
  return found == args.count ? kOk : bad_argument(args, args.count);
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
