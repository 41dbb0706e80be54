#include "kernels/embedding.h"

#include <algorithm>
#include <limits>

#include "kernels/arguments.h"
#include "kernels/block.h"
#include "kernels/read_once.h"
#include "parallel/parallel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

constexpr int64_t kGrain = 1 << 14;  // elements that are worth a thread
constexpr int64_t kSumMode = 0, kMeanMode = 1, kMaxMode = 2;

Status check(const EmbeddingBagArgs& args) {
  if (args.mode < kSumMode || args.mode > kMaxMode) return bad_argument(args, args.mode);
  if (args.per_sample_weights && args.mode != kSumMode) return bad_argument(args, args.mode);
  return kOk;
}

template <class T>
void make_bag(const EmbeddingBagArgs& args, int64_t bag, BadIndex& bad) {
  const int64_t begin = read_once(args.offsets + bag);
  const int64_t end = bag + 1 < args.bags ? read_once(args.offsets + bag + 1) : args.n;
  if (begin < 0 || end < begin || end > args.n || (bag == 0 && begin != 0)) return bad.note(begin, args.n + 1);
  const int64_t width = args.width;
  const T* weights = static_cast<const T*>(args.per_sample_weights);
  T* out = static_cast<T*>(args.out) + bag * width;
  int64_t* max_indices = args.max_indices ? args.max_indices + bag * width : nullptr;
  std::fill_n(out, width, T(0));
  if (max_indices) std::fill_n(max_indices, width, int64_t{0});
  int64_t used = 0;
  for (int64_t i = begin; i < end; i++) {
    const int64_t index = read_once(args.indices + i);
    if (index < 0 || index >= args.rows) return bad.note(index, args.rows);
    if (index == args.padding_idx) continue;
    const T* row = static_cast<const T*>(args.weight) + index * width;
    if (args.mode == kMaxMode) {
      for (int64_t j = 0; j < width; j++) {
        if (used > 0 && !(row[j] > out[j])) continue;
        out[j] = row[j];
        if (max_indices) max_indices[j] = index;
      }
    } else if (weights) {
      for (int64_t j = 0; j < width; j++) out[j] += row[j] * weights[i];
    } else {
      for (int64_t j = 0; j < width; j++) out[j] += row[j];
    }
    used++;
  }
  if (args.mode == kMeanMode && used > 1) {
    for (int64_t j = 0; j < width; j++) out[j] /= static_cast<T>(used);
  }
  if (args.bag_size) args.bag_size[bag] = used;
}

}  // namespace

SC_KERNEL(embedding_bag, EmbeddingBagArgs) {
  if (const Status status = check(args); status != kOk) return status;
  return with_float_or_double(args.dtype, [&]<class T>() {
    const int64_t work = args.width * std::max<int64_t>(args.n / std::max<int64_t>(args.bags, 1), 1);
    BadIndex bad;
    parallel_for(0, args.bags, kGrain / std::max<int64_t>(work, 1), [&](int64_t begin, int64_t end) {
      for (int64_t bag = begin; bag < end && !bad.found(); bag++) make_bag<T>(args, bag, bad);
    });
    return bad.status();
  });
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
