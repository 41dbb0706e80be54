#include "kernels/sequence.h"

#include "kernels/dtype.h"
#include "parallel/parallel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

constexpr int64_t kGrain = 1 << 15;  // elements that are worth a thread

template <typename T, typename F>
Status generate(const SequenceArgs& args, F element) {
  T* out = static_cast<T*>(args.out);
  parallel_for(0, args.n, kGrain, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) out[i] = element(i);
  });
  return kOk;
}

template <typename T>
Status linspace(const SequenceArgs& args) {
  const T start = static_cast<T>(args.start), end = static_cast<T>(args.end), step = static_cast<T>(args.step);
  const int64_t half = args.n / 2, last = args.n - 1;
  return generate<T>(args, [=](int64_t i) {
    return i < half ? start + step * static_cast<T>(i) : end - step * static_cast<T>(last - i);
  });
}

}  // namespace

SC_KERNEL(arange, SequenceArgs) {
  const double start = args.start, step = args.step;
  const uint64_t first = static_cast<uint64_t>(args.integer_start), stride = static_cast<uint64_t>(args.integer_step);
  switch (args.dtype) {
    case kInt64:
      return generate<int64_t>(
          args, [=](int64_t i) { return static_cast<int64_t>(first + static_cast<uint64_t>(i) * stride); });
    case kFloat:
      return generate<float>(args,
                             [=](int64_t i) { return static_cast<float>(start + static_cast<double>(i) * step); });
    case kDouble:
      return generate<double>(args, [=](int64_t i) { return start + static_cast<double>(i) * step; });
    default:
      return fail(kUnsupportedDtype, args.dtype);
  }
}

SC_KERNEL(linspace, SequenceArgs) {
  switch (args.dtype) {
    case kFloat:
      return linspace<float>(args);
    case kDouble:
      return linspace<double>(args);
    default:
      return fail(kUnsupportedDtype, args.dtype);
  }
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
