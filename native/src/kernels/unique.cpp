#include "kernels/unique.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <memory>
#include <new>

#include "kernels/arguments.h"
#include "kernels/block.h"
#include "kernels/sort_line.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

/// Writes out the groups of an order of n elements: same(i) says whether element number i of the order equals the one
/// before it; element(i) is its position; first(group, position) stores a group's first element.
template <class Same, class Element, class First>
void write_groups(int64_t n, int64_t* inverse, int64_t* counts, int64_t* found, Same same, Element element,
                  First first) {
  int64_t groups = 0;
  for (int64_t i = 0; i < n; i++) {
    if (i == 0 || !same(i)) {
      first(groups, element(i));
      if (counts) counts[groups] = 0;
      groups++;
    }
    if (counts) counts[groups - 1]++;
    if (inverse) inverse[element(i)] = groups - 1;
  }
  *found = groups;
}

/// Rows of elements as T, ordered as sequences: element by element.
template <class T>
class Rows {
 public:
  Rows(int64_t dtype, const void* in, int64_t width)
      : dtype_(dtype), in_(static_cast<const char*>(in)), width_(width) {}

  /// Negative, zero or positive as row a is less than, equal to or greater than row b.
  int compare(int64_t a, int64_t b) const {
    constexpr int64_t kBlock = 64;
    T x_buffer[kBlock], y_buffer[kBlock];
    const int64_t size = element_size(dtype_);
    for (int64_t i = 0; i < width_; i += kBlock) {
      const int64_t n = std::min(kBlock, width_ - i);
      const T* x = view_block(dtype_, in_ + (a * width_ + i) * size, size, n, x_buffer);
      const T* y = view_block(dtype_, in_ + (b * width_ + i) * size, size, n, y_buffer);
      for (int64_t j = 0; j < n; j++) {
        if (x[j] == y[j]) continue;
        if (x[j] != x[j] || y[j] != y[j]) return x[j] == x[j] ? -1 : y[j] == y[j] ? 1 : a < b ? -1 : 1;
        return x[j] < y[j] ? -1 : 1;
      }
    }
    return 0;
  }

 private:
  int64_t dtype_;
  const char* in_;
  int64_t width_;
};

}  // namespace

SC_KERNEL(unique, UniqueArgs) {
  if (args.n > std::numeric_limits<uint32_t>::max()) return bad_argument(args, args.n);
  return with_key(args.dtype, [&]<class Key, class T>() {
    const int64_t size = element_size(args.dtype);
    const std::unique_ptr<Packed<Key>[]> memory(new (std::nothrow) Packed<Key>[static_cast<size_t>(2 * args.n)]);
    if (!memory) return fail(kOutOfMemory, 2 * args.n * static_cast<int64_t>(sizeof(Packed<Key>)));
    const Packed<Key>* sorted = memory.get();
    pack_line<Key, T>(args.dtype, args.in, size, args.n, false, memory.get());
    const bool floating = is_floating(args.dtype);
    // Of equals it shows in the order of NaNs, and in which zero comes first, where they stood.
    (floating ? sort_unstable<Key> : sort_packed<Key>)(memory.get(), memory.get() + args.n, args.n);
    const auto same = [&](int64_t i) {
      const Key key = key_of<Key>(sorted[i]);
      return key == key_of<Key>(sorted[i - 1]) && !(floating && key == ~Key{0});  // NaN differs from NaN
    };
    write_groups(
        args.n, args.inverse, args.counts, args.found, same, [&](int64_t i) { return position_of<Key>(sorted[i]); },
        [&](int64_t group, int64_t at) {
          std::memcpy(static_cast<char*>(args.values) + group * size, static_cast<const char*>(args.in) + at * size,
                      static_cast<size_t>(size));
        });
    return kOk;
  });
}

SC_KERNEL(unique_consecutive, UniqueArgs) {
  return with_block_type(args.dtype, [&]<class T>() {
    const int64_t size = element_size(args.dtype);
    const Rows<T> elements(args.dtype, args.in, 1);
    write_groups(
        args.n, args.inverse, args.counts, args.found, [&](int64_t i) { return elements.compare(i - 1, i) == 0; },
        [](int64_t i) { return i; },
        [&](int64_t group, int64_t at) {
          std::memcpy(static_cast<char*>(args.values) + group * size, static_cast<const char*>(args.in) + at * size,
                      static_cast<size_t>(size));
        });
    return kOk;
  });
}

SC_KERNEL(unique_rows, UniqueRowsArgs) {
  return with_block_type(args.dtype, [&]<class T>() {
    const std::unique_ptr<int64_t[]> order(new (std::nothrow) int64_t[static_cast<size_t>(args.n)]);
    if (!order) return fail(kOutOfMemory, args.n * 8);
    // Sorting goes astray where the order of two rows changes meanwhile: it is done on a copy, to which nobody writes.
    const int64_t bytes = args.consecutive ? 0 : args.n * args.width * element_size(args.dtype);
    const std::unique_ptr<char[]> copy(new (std::nothrow) char[static_cast<size_t>(bytes)]);
    if (!copy) return fail(kOutOfMemory, bytes);
    if (!args.consecutive) std::memcpy(copy.get(), args.in, static_cast<size_t>(bytes));
    const Rows<T> rows(args.dtype, args.consecutive ? args.in : copy.get(), args.width);
    for (int64_t i = 0; i < args.n; i++) order[static_cast<size_t>(i)] = i;
    int64_t* sorted = order.get();
    if (!args.consecutive) {
      std::sort(sorted, sorted + args.n, [&](int64_t a, int64_t b) {
        const int order_of = rows.compare(a, b);
        return order_of != 0 ? order_of < 0 : a < b;
      });
    }
    write_groups(
        args.n, args.inverse, args.counts, args.found,
        [&](int64_t i) { return rows.compare(sorted[i - 1], sorted[i]) == 0; }, [&](int64_t i) { return sorted[i]; },
        [&](int64_t group, int64_t row) { args.order[group] = row; });
    return kOk;
  });
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
