// Kernels over plain bytes.
#include <algorithm>
#include <cstring>

#include "base/kernel.h"
#include "parallel/parallel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

// One thread already moves this much at nearly the memory's speed.
constexpr int64_t kGrainBytes = 1 << 20;

struct FillBytesArgs {
  uint8_t* destination;
  int64_t bytes;
  int64_t value;  // 0..255
};

struct CopyBytesArgs {
  uint8_t* destination;  // must not overlap the source
  const uint8_t* source;
  int64_t bytes;
};

}  // namespace

SC_KERNEL(fill_bytes, FillBytesArgs) {
  if (args.bytes < 0) return fail(kInvalidArgument, 1, args.bytes);
  if (args.value < 0 || args.value > 255) return fail(kInvalidArgument, 2, args.value);
  parallel_for(0, args.bytes, kGrainBytes, [&](int64_t begin, int64_t end) {
    std::memset(args.destination + begin, static_cast<int>(args.value), static_cast<size_t>(end - begin));
  });
  return kOk;
}

SC_KERNEL(copy_bytes, CopyBytesArgs) {
  if (args.bytes < 0) return fail(kInvalidArgument, 2, args.bytes);
  parallel_for(0, args.bytes, kGrainBytes, [&](int64_t begin, int64_t end) {
    std::memcpy(args.destination + begin, args.source + begin, static_cast<size_t>(end - begin));
  });
  return kOk;
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
