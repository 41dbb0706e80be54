// Binary search in sorted sequences.
#include <algorithm>
#include <memory>
#include <new>

#include "kernels/block.h"
#include "kernels/read_once.h"
#include "kernels/sort.h"
#include "parallel/parallel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

/// `n` contiguous elements as T: in place, or widened into `memory`; null if memory is short.
template <class T>
const T* widen(int64_t dtype, const void* in, int64_t n, std::unique_ptr<T[]>& memory) {
  if (dtype == kDTypeOf<T>) return static_cast<const T*>(in);
  memory.reset(new (std::nothrow) T[static_cast<size_t>(n)]);
  if (memory) load_block(dtype, in, element_size(dtype), n, memory.get());
  return memory.get();
}

}  // namespace

SC_KERNEL(searchsorted, SearchSortedArgs) {
  if (args.out_dtype != kInt64 && args.out_dtype != kInt32) return fail(kUnsupportedDtype, args.out_dtype);
  const int64_t n = args.n_sequence;
  if (args.rows * args.n_values == 0) return kOk;
  const int64_t sequences = args.one_sequence ? 1 : args.rows;
  for (int64_t i = 0; args.sorter && i < sequences * n; i++) {
    const int64_t place = read_once(args.sorter + i);
    if (place < 0 || place >= n) return fail(kIndexOutOfRange, place, n);
  }
  // Once more within the sequence: the sorter may have been written to since, and of that no search is a result.
  const auto place = [&](int64_t i) {
    const auto given = static_cast<uint64_t>(read_once(args.sorter + i));
    return static_cast<int64_t>(std::min(given, static_cast<uint64_t>(n - 1)));
  };
  return with_block_type(args.dtype, [&]<class T>() {
    std::unique_ptr<T[]> value_memory, sequence_memory;
    const T* values = widen(args.dtype, args.values, args.rows * args.n_values, value_memory);
    const T* sequence = widen(args.dtype, args.sequence, sequences * n, sequence_memory);
    if (!values || (n > 0 && !sequence)) return fail(kOutOfMemory, (args.rows * args.n_values + sequences * n) * 8);
    parallel_for(0, args.rows * args.n_values, 1 << 10, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; i++) {
        const int64_t start = args.one_sequence ? 0 : i / args.n_values * n;
        const T value = values[i];
        int64_t low = 0, high = n;
        while (low < high) {
          const int64_t middle = low + (high - low) / 2;
          const T x = sequence[start + (args.sorter ? place(start + middle) : middle)];
          // In this form NaN goes behind everything.
          if (args.right ? !(x > value) : !(x >= value)) {
            low = middle + 1;
          } else {
            high = middle;
          }
        }
        store_block(args.out_dtype, static_cast<char*>(args.out) + i * element_size(args.out_dtype), 0, 1, &low);
      }
    });
    return kOk;
  });
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
