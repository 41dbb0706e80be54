#include "kernels/sort.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <new>

#include "kernels/arguments.h"
#include "kernels/block.h"
#include "kernels/sort_line.h"
#include "kernels/walk.h"
#include "parallel/parallel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

constexpr int64_t kGrain = 1 << 12;  // elements that are worth a thread

/// Where the results of one line go.
struct Line {
  const SortArgs& args;
  const char* in;
  char* values;
  char* indices;

  /// Result number i is the element at `position`.
  void put(int64_t i, int64_t position) const {
    if (values) {
      std::memcpy(values + i * args.value_stride, in + position * args.in_stride,
                  static_cast<size_t>(element_size(args.dtype)));
    }
    if (indices) *reinterpret_cast<int64_t*>(indices + i * args.index_stride) = position;
  }
};

/// Calls f.operator()<Key>(line, packed, scratch) for every line, its elements packed in order.
template <class F>
Status for_lines(const SortArgs& args, int64_t words, F f) {
  if (const Status status = check_ndim(args, args.ndim); status != kOk) return status;
  if (const Status status = check_tail(args, words, 4 * args.ndim); status != kOk) return status;
  const int64_t* shape = tail_of(args);
  const int64_t lines = product(shape, args.ndim);
  if (args.n > std::numeric_limits<uint32_t>::max()) return bad_argument(args, args.n);
  return with_key(args.dtype, [&]<class Key, class T>() {
    if (lines == 0 || args.n == 0) return kOk;
    const int64_t room = 2 * args.n * std::min<int64_t>(num_threads(), lines);
    const std::unique_ptr<Packed<Key>[]> memory(new (std::nothrow) Packed<Key>[static_cast<size_t>(room)]);
    if (!memory) return fail(kOutOfMemory, room * static_cast<int64_t>(sizeof(Packed<Key>)));
    parallel_for(0, lines, kGrain / args.n, [&](int64_t begin, int64_t end) {
      Packed<Key>* packed = memory.get() + 2 * args.n * thread_num();
      Walk<3> walk(args.ndim, shape, {shape + args.ndim, shape + 2 * args.ndim, shape + 3 * args.ndim}, begin);
      for (int64_t i = begin; i < end; i++, walk.advance(1)) {
        const Line line{args, static_cast<const char*>(args.in) + walk.offset(0),
                        args.values ? static_cast<char*>(args.values) + walk.offset(1) : nullptr,
                        args.indices ? reinterpret_cast<char*>(args.indices) + walk.offset(2) : nullptr};
        pack_line<Key, T>(args.dtype, line.in, args.in_stride, args.n, args.descending != 0, packed);
        f.template operator()<Key>(line, packed, packed + args.n);
      }
    });
    return kOk;
  });
}

/// The best k come first. Among equals the choice is that of PyTorch's CPU kernel, which takes these same steps.
template <class Key>
void select_top(const SortArgs& args, Packed<Key>* packed) {
  if (args.k == 0) return;
  if (args.k * 64 <= args.n) {
    std::partial_sort(packed, packed + args.k, packed + args.n, kKeyLess<Key>);
    return;
  }
  std::nth_element(packed, packed + args.k - 1, packed + args.n, kKeyLess<Key>);
  if (args.sorted) std::sort(packed, packed + args.k - 1, kKeyLess<Key>);
}

template <class Key>
int64_t count_nan(int64_t dtype, const Packed<Key>* packed, int64_t n) {
  if (!is_floating(dtype)) return 0;
  return std::count_if(packed, packed + n, [](Packed<Key> p) { return key_of<Key>(p) == ~Key{0}; });
}

/// Hoare's selection with the median of three as the pivot: element number k of the ascending order. Among equals the
/// choice is that of PyTorch's CPU kernel, which takes these same steps.
template <class Key>
int64_t select_kth(Packed<Key>* packed, int64_t n, int64_t k) {
  const auto less = kKeyLess<Key>;
  int64_t left = 0, right = n - 1;
  while (right > left + 1) {
    std::swap(packed[left + (right - left) / 2], packed[left + 1]);
    if (less(packed[right], packed[left + 1])) std::swap(packed[left + 1], packed[right]);
    if (less(packed[right], packed[left])) std::swap(packed[left], packed[right]);
    if (less(packed[left], packed[left + 1])) std::swap(packed[left + 1], packed[left]);
    const Packed<Key> pivot = packed[left];
    int64_t i = left + 1, j = right;
    for (;;) {
      do i++;
      while (less(packed[i], pivot));
      do j--;
      while (less(pivot, packed[j]));
      if (j < i) break;
      std::swap(packed[i], packed[j]);
    }
    std::swap(packed[left], packed[j]);
    if (j <= k) left = i;
    if (j >= k) right = j - 1;
  }
  if (right == left + 1 && less(packed[right], packed[left])) std::swap(packed[left], packed[right]);
  return position_of<Key>(packed[k]);
}

/// The element with `rank` before it in stable order.
template <class Key>
int64_t select_rank(Packed<Key>* packed, int64_t n, int64_t rank) {
  std::nth_element(packed, packed + rank, packed + n);
  return position_of<Key>(packed[rank]);
}

/// Order statistics are of the ascending order.
Status check_one(const SortArgs& args) {
  if (args.n < 1) return bad_argument(args, args.n);
  return args.descending ? bad_argument(args, args.descending) : kOk;
}

}  // namespace

SC_KERNEL(sort, SortArgs) {
  return for_lines(args, words, [&]<class Key>(const Line& line, Packed<Key>* packed, Packed<Key>* scratch) {
    sort_unstable<Key>(packed, scratch, args.n);
    for (int64_t i = 0; i < args.n; i++) line.put(i, position_of<Key>(packed[i]));
  });
}

SC_KERNEL(sort_stable, SortArgs) {
  return for_lines(args, words, [&]<class Key>(const Line& line, Packed<Key>* packed, Packed<Key>* scratch) {
    sort_packed<Key>(packed, scratch, args.n);
    for (int64_t i = 0; i < args.n; i++) line.put(i, position_of<Key>(packed[i]));
  });
}

SC_KERNEL(topk, SortArgs) {
  if (args.k < 0 || args.k > args.n) return bad_argument(args, args.k);
  return for_lines(args, words, [&]<class Key>(const Line& line, Packed<Key>* packed, Packed<Key>*) {
    select_top<Key>(args, packed);
    for (int64_t i = 0; i < args.k; i++) line.put(i, position_of<Key>(packed[i]));
  });
}

SC_KERNEL(kthvalue, SortArgs) {
  if (const Status status = check_one(args); status != kOk) return status;
  if (args.k < 1 || args.k > args.n) return bad_argument(args, args.k);
  return for_lines(args, words, [&]<class Key>(const Line& line, Packed<Key>* packed, Packed<Key>*) {
    line.put(0, select_kth<Key>(packed, args.n, args.k - 1));
  });
}

SC_KERNEL(median, SortArgs) {
  if (const Status status = check_one(args); status != kOk) return status;
  return for_lines(args, words, [&]<class Key>(const Line& line, Packed<Key>* packed, Packed<Key>*) {
    if (count_nan<Key>(args.dtype, packed, args.n) > 0) {
      const auto first = std::max_element(packed, packed + args.n, kKeyLess<Key>);
      return line.put(0, position_of<Key>(*first));
    }
    line.put(0, select_rank<Key>(packed, args.n, (args.n - 1) / 2));
  });
}

SC_KERNEL(nanmedian, SortArgs) {
  if (const Status status = check_one(args); status != kOk) return status;
  return for_lines(args, words, [&]<class Key>(const Line& line, Packed<Key>* packed, Packed<Key>*) {
    const int64_t numbers = args.n - count_nan<Key>(args.dtype, packed, args.n);
    line.put(0, select_rank<Key>(packed, args.n, std::max<int64_t>(numbers - 1, 0) / 2));
  });
}

SC_KERNEL(mode, SortArgs) {
  if (const Status status = check_one(args); status != kOk) return status;
  return for_lines(args, words, [&]<class Key>(const Line& line, Packed<Key>* packed, Packed<Key>*) {
    // Not by position: which of equals comes last is what PyTorch's CPU kernel gets from this same call.
    std::sort(packed, packed + args.n, kKeyLess<Key>);
    const int64_t numbers = args.n - count_nan<Key>(args.dtype, packed, args.n);
    int64_t best = 0, most = 0;
    for (int64_t first = 0, i = 1; i <= args.n; i++) {
      if (i < numbers && key_of<Key>(packed[i]) == key_of<Key>(packed[first])) continue;
      if (i - first > most) {
        most = i - first;
        best = i - 1;
      }
      first = i;
    }
    line.put(0, position_of<Key>(packed[best]));
  });
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
