// empty_region: a parallel_for whose body does nothing, for what a region costs by itself.
#include "base/kernel.h"
#include "parallel/parallel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

struct EmptyRegionArgs {
  int64_t count;  // of elements, with a grain of 1; 0: no region at all
};

SC_KERNEL(empty_region, EmptyRegionArgs) {
  parallel_for(0, args.count, 1, [](int64_t begin, int64_t) { asm volatile("" : : "r"(begin)); });
  return kOk;
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
