#include "kernels/pad.h"

#include <algorithm>
#include <memory>
#include <new>

#include "kernels/arguments.h"
#include "kernels/block.h"
#include "parallel/parallel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

constexpr int64_t kGrain = 1 << 15;  // elements that are worth a thread

/// Which input element is shown at `i`, counted from the input's first; -1 if the mode does not reach so far.
int64_t source(int64_t i, int64_t n, int64_t mode) {
  if (mode == kReplicate) return n > 0 ? std::clamp<int64_t>(i, 0, n - 1) : -1;
  if (mode == kReflect) {
    const int64_t mirrored = i < 0 ? -i : i >= n ? 2 * (n - 1) - i : i;
    return mirrored >= 0 && mirrored < n ? mirrored : -1;
  }
  if (i < -n || i >= 2 * n) return -1;
  return i < 0 ? i + n : i >= n ? i - n : i;
}

}  // namespace

SC_KERNEL(pad, PadArgs) {
  if (args.mode < kReflect || args.mode > kCircular) return bad_argument(args, args.mode);
  const int64_t outputs = args.out_size[0] + args.out_size[1] + args.out_size[2];
  const std::unique_ptr<int64_t[]> memory(new (std::nothrow) int64_t[static_cast<size_t>(outputs)]);
  if (!memory) return fail(kOutOfMemory, outputs * 8);
  int64_t* sources[3] = {memory.get(), memory.get() + args.out_size[0],
                         memory.get() + args.out_size[0] + args.out_size[1]};
  if (args.planes * args.inner * args.out_size[0] * args.out_size[1] * args.out_size[2] == 0) return kOk;
  for (int d = 0; d < 3; d++) {
    for (int64_t i = 0; i < args.out_size[d]; i++) {
      sources[d][i] = source(i - args.pad[d], args.in_size[d], args.mode);
      if (sources[d][i] < 0) return bad_argument(args, args.pad[d]);
    }
  }
  const int64_t rows = args.out_size[0] * args.out_size[1];
  const int64_t width = args.out_size[2];
  // Where the input's own row is shown unchanged.
  const int64_t first = std::clamp<int64_t>(args.pad[2], 0, width);
  const int64_t last = std::clamp<int64_t>(args.pad[2] + args.in_size[2], first, width);
  return with_element(args.dtype, [&]<class E>() {
    parallel_for(0, args.planes * rows, kGrain / (width * args.inner), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; i++) {
        const int64_t d = sources[0][i % rows / args.out_size[1]], h = sources[1][i % args.out_size[1]];
        const E* in = static_cast<const E*>(args.in) +
                      ((i / rows * args.in_size[0] + d) * args.in_size[1] + h) * args.in_size[2] * args.inner;
        E* out = static_cast<E*>(args.out) + i * width * args.inner;
        const auto copy = [&](int64_t w, int64_t n) {
          std::copy_n(in + sources[2][w] * args.inner, n * args.inner, out + w * args.inner);
        };
        for (int64_t w = 0; w < first; w++) copy(w, 1);
        if (last > first) copy(first, last - first);
        for (int64_t w = last; w < width; w++) copy(w, 1);
      }
    });
    return kOk;
  });
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
