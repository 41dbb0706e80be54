#include "kernels/loss.h"

#include <cmath>

#include "kernels/arguments.h"
#include "kernels/block.h"
#include "kernels/read_once.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

SC_KERNEL(nll_loss, NllLossArgs) {
  if (args.reduction < 0 || args.reduction > 2) return bad_argument(args, args.reduction);
  return with_float_or_double(args.dtype, [&]<class T>() {
    const T* in = static_cast<const T*>(args.in);
    const T* weight = static_cast<const T*>(args.weight);
    T* out = static_cast<T*>(args.out);
    double sum = 0, total = 0;
    for (int64_t i = 0; i < args.batch * args.inner; i++) {
      const int64_t target = read_once(args.target + i);
      T loss = T(0);
      if (target != args.ignore_index) {
        if (target < 0 || target >= args.classes) return fail(kIndexOutOfRange, target, args.classes);
        const T w = weight ? weight[target] : T(1);
        loss = -in[(i / args.inner * args.classes + target) * args.inner + i % args.inner] * w;
        total += static_cast<double>(w);
      }
      if (args.reduction == 0) out[i] = loss;
      sum += static_cast<double>(loss);
    }
    if (args.reduction == 1) out[0] = static_cast<T>(sum / total);
    if (args.reduction == 2) out[0] = static_cast<T>(sum);
    // As PyTorch: not counted when nothing is reduced.
    if (args.total_weight) *static_cast<T*>(args.total_weight) = static_cast<T>(args.reduction == 0 ? 0 : total);
    return kOk;
  });
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
