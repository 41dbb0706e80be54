#include "kernels/index.h"

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "kernels/block.h"
#include "kernels/read_once.h"
#include "kernels/walk.h"
#include "parallel/parallel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

constexpr int64_t kGrainBytes = 1 << 16;  // bytes moved that are worth a thread
constexpr int64_t kMaxIndices = 64;

/// The argument block, taken apart.
struct Indexing {
  int64_t ndim, nindices, size;
  const int64_t *shape, *dense_strides, *indexed_strides;
  /// Innermost dimensions in which no index moves: a block of them has one address on the indexed side.
  int64_t block_ndim = 0;
  int64_t positions;  // blocks

  struct Operand {
    const char* address;
    int64_t size, step;
    const int64_t* strides;
  };
  Operand operands[kMaxIndices];

  explicit Indexing(const IndexArgs& args)
      : ndim(args.ndim), nindices(args.nindices), size(element_size(args.dtype)), shape(tail_of(args)) {
    dense_strides = shape + ndim;
    indexed_strides = dense_strides + ndim;
    const int64_t* word = indexed_strides + ndim;
    for (int64_t k = 0; k < nindices; k++, word += 3 + ndim) {
      operands[k] = {reinterpret_cast<const char*>(word[0]), word[1], word[2], word + 3};
    }
    const auto moves = [&](int64_t d) {
      return std::any_of(operands, operands + nindices, [&](const Operand& o) { return o.strides[d] != 0; });
    };
    while (block_ndim < ndim && !moves(block_ndim)) block_ndim++;
    positions = product(shape + block_ndim, ndim - block_ndim);
  }

  int64_t block_elements() const { return product(shape, block_ndim); }
};

/// An index operand along a line of blocks; low: the least index that is meant.
struct OperandLine {
  const char* at;
  int64_t stride, low, size, step;

  int64_t index(int64_t i) const { return read_once(reinterpret_cast<const int64_t*>(at + i * stride)); }
  int64_t offset(int64_t index) const { return (index < 0 ? index + size : index) * step; }
};

/// Blocks side by side along the innermost dimension that an index moves in.
struct BlockLine {
  int64_t n;
  char *dense, *indexed;
  int64_t dense_stride, indexed_stride;
  int64_t nindices;
  OperandLine operands[kMaxIndices];
};

/// Calls f(line) for the lines of the blocks number [begin, end), until an index was bad.
template <class F>
void for_lines(const IndexArgs& args, const Indexing& indexing, int64_t begin, int64_t end, const BadIndex& bad, F f) {
  const int64_t u = indexing.block_ndim;
  const int64_t ndim = indexing.ndim - u;
  const auto innermost = [&](const int64_t* strides) { return ndim > 0 ? strides[u] : 0; };
  Walk<2> walk(ndim, indexing.shape + u, {indexing.dense_strides + u, indexing.indexed_strides + u}, begin);
  BlockLine line;
  line.nindices = indexing.nindices;
  line.dense_stride = innermost(indexing.dense_strides);
  line.indexed_stride = innermost(indexing.indexed_strides);
  for (int64_t position = begin; position < end && !bad.found(); position += line.n, walk.advance(line.n)) {
    line.n = ndim > 0 ? std::min(indexing.shape[u] - walk.index(0), end - position) : 1;
    line.dense = static_cast<char*>(args.dense) + walk.offset(0);
    line.indexed = static_cast<char*>(args.indexed) + walk.offset(1);
    for (int64_t k = 0; k < indexing.nindices; k++) {
      const Indexing::Operand& operand = indexing.operands[k];
      line.operands[k] = {operand.address, innermost(operand.strides), args.wrap ? -operand.size : 0, operand.size,
                          operand.step};
      for (int64_t d = 0; d < ndim; d++) line.operands[k].at += walk.index(d) * operand.strides[u + d];
    }
    f(line);
  }
}

/// Calls f(dense, indexed), addresses of blocks, for the blocks number [begin, end), until an index is bad.
template <class F>
void for_blocks(const IndexArgs& args, const Indexing& indexing, int64_t begin, int64_t end, BadIndex& bad, F f) {
  for_lines(args, indexing, begin, end, bad, [&](const BlockLine& line) {
    for (int64_t i = 0; i < line.n; i++) {
      int64_t offset = i * line.indexed_stride;
      for (int64_t k = 0; k < line.nindices; k++) {
        const OperandLine& operand = line.operands[k];
        const int64_t index = operand.index(i);
        if (index < operand.low || index >= operand.size) return bad.note(index, operand.size);
        offset += operand.offset(index);
      }
      f(line.dense + i * line.dense_stride, line.indexed + offset);
    }
  });
}

/// Calls f(dense, indexed, n, dense_stride, indexed_stride) for the runs of one block.
template <class F>
void for_runs(const Indexing& indexing, char* dense, char* indexed, F f) {
  if (indexing.block_ndim == 0) return f(dense, indexed, 1, 0, 0);
  const int64_t n = indexing.shape[0];
  const int64_t lines = product(indexing.shape + 1, indexing.block_ndim - 1);
  if (lines == 1) return f(dense, indexed, n, indexing.dense_strides[0], indexing.indexed_strides[0]);
  Walk<2> walk(indexing.block_ndim - 1, indexing.shape + 1, {indexing.dense_strides + 1, indexing.indexed_strides + 1});
  for (int64_t i = 0; i < lines; i++, walk.advance(1)) {
    f(dense + walk.offset(0), indexed + walk.offset(1), n, indexing.dense_strides[0], indexing.indexed_strides[0]);
  }
}

/// The rows of most tables are short: whole vectors, the last one overlapping the one before, take less time than a
/// call.
inline void copy_bytes(char* to, const char* from, int64_t n) {
  const auto in_pieces = [&]<size_t kPiece>(std::integral_constant<size_t, kPiece>) {
    const auto piece = static_cast<int64_t>(kPiece);
    for (int64_t i = 0; i + piece < n; i += piece) std::memcpy(to + i, from + i, kPiece);
    std::memcpy(to + n - piece, from + n - piece, kPiece);
  };
  if (n > 1024 || n < 16) {
    std::memcpy(to, from, static_cast<size_t>(n));
  } else if (n >= 64) {
    in_pieces(std::integral_constant<size_t, 64>());
  } else {
    in_pieces(std::integral_constant<size_t, 16>());
  }
}

template <class E>
void copy_run(char* to, int64_t to_stride, const char* from, int64_t from_stride, int64_t n) {
  constexpr int64_t kSize = sizeof(E);
  if (n > 1 && to_stride == kSize && from_stride == kSize) {
    copy_bytes(to, from, n * kSize);
    return;
  }
  for (int64_t i = 0; i < n; i++) std::memcpy(to + i * to_stride, from + i * from_stride, sizeof(E));
}

/// Single elements of a line by one index, all side by side: some indices at a time are copied and checked, and the
/// copies used, so that both loops can be vectorised.
template <class E>
void gather_line(const OperandLine& operand, const char* indexed, int64_t indexed_stride, char* dense, int64_t n,
                 BadIndex& bad) {
  constexpr int64_t kBlock = 512;
  int64_t block[kBlock];
  const auto* indices = reinterpret_cast<const int64_t*>(operand.at);
  E* out = reinterpret_cast<E*>(dense);
  const E* in = reinterpret_cast<const E*>(indexed);
  const int64_t step = operand.step / static_cast<int64_t>(sizeof(E));
  const int64_t own_step = indexed_stride / static_cast<int64_t>(sizeof(E));
  for (int64_t first = 0; first < n; first += kBlock) {
    const int64_t count = std::min(kBlock, n - first);
    bool outside = false;
    for (int64_t i = 0; i < count; i++) {
      const int64_t index = indices[first + i];
      outside |= (index < operand.low) | (index >= operand.size);
      block[i] = index;
    }
    copied(block);
    if (outside) {
      int64_t i = 0;
      while (block[i] >= operand.low && block[i] < operand.size) i++;
      return bad.note(block[i], operand.size);
    }
    for (int64_t i = 0; i < count; i++) {
      const int64_t index = block[i] < 0 ? block[i] + operand.size : block[i];
      out[first + i] = in[index * step + (first + i) * own_step];
    }
  }
}

template <class T, class F>
void combine_with(int64_t dtype, char* to, int64_t to_stride, const char* from, int64_t from_stride, int64_t n, F f) {
  if (dtype == kDTypeOf<T>) {
    for (int64_t i = 0; i < n; i++) {
      T& x = *reinterpret_cast<T*>(to + i * to_stride);
      x = f(x, *reinterpret_cast<const T*>(from + i * from_stride));
    }
    return;
  }
  if constexpr (!std::is_same_v<T, float>) {
    for (int64_t i = 0; i < n; i++) {
      T x, y;
      load_block(dtype, to + i * to_stride, 0, 1, &x);
      load_block(dtype, from + i * from_stride, 0, 1, &y);
      x = f(x, y);
      store_block(dtype, to + i * to_stride, 0, 1, &x);
    }
  }
}

/// to = to (reduce) from for n elements, computed in T.
template <class T>
void combine_run(int64_t dtype, int64_t reduce, char* to, int64_t to_stride, const char* from, int64_t from_stride,
                 int64_t n) {
  using U = std::conditional_t<std::is_integral_v<T>, uint64_t, T>;  // integers wrap around
  switch (reduce) {
    case kSum:
      return combine_with<T>(dtype, to, to_stride, from, from_stride, n,
                             [](T a, T b) { return static_cast<T>(static_cast<U>(a) + static_cast<U>(b)); });
    case kProd:
      return combine_with<T>(dtype, to, to_stride, from, from_stride, n,
                             [](T a, T b) { return static_cast<T>(static_cast<U>(a) * static_cast<U>(b)); });
    case kAmax:
      return combine_with<T>(dtype, to, to_stride, from, from_stride, n,
                             [](T a, T b) { return b > a || b != b ? b : a; });
    default:
      return combine_with<T>(dtype, to, to_stride, from, from_stride, n,
                             [](T a, T b) { return b < a || b != b ? b : a; });
  }
}

Status check(const IndexArgs& args, int64_t words) {
  if (const Status status = check_ndim(args, args.ndim); status != kOk) return status;
  if (args.nindices < 0 || args.nindices > kMaxIndices) return bad_argument(args, args.nindices);
  if (element_size(args.dtype) == 0) return fail(kUnsupportedDtype, args.dtype);
  return check_tail(args, words, 3 * args.ndim + args.nindices * (3 + args.ndim));
}

/// Stores dense elements, in order: the last of duplicates stays.
Status assign(const IndexArgs& args, const Indexing& indexing) {
  return with_element(args.dtype, [&]<class E>() {
    BadIndex bad;
    for_blocks(args, indexing, 0, indexing.positions, bad, [&](char* dense, char* indexed) {
      for_runs(indexing, dense, indexed, [](char* from, char* to, int64_t n, int64_t from_stride, int64_t to_stride) {
        copy_run<E>(to, to_stride, from, from_stride, n);
      });
    });
    return bad.status();
  });
}

/// Stores `value` where an element is hit.
Status assign_number(const IndexArgs& args, const Indexing& indexing, int64_t value) {
  BadIndex bad;
  for_blocks(args, indexing, 0, indexing.positions, bad, [&](char* dense, char* indexed) {
    for_runs(indexing, dense, indexed, [&](char*, char* to, int64_t n, int64_t, int64_t stride) {
      for (int64_t i = 0; i < n; i++) store_block(args.dtype, to + i * stride, 0, 1, &value);
    });
  });
  return bad.status();
}

template <class T>
Status combine(const IndexArgs& args, const Indexing& indexing, int64_t dtype, int64_t parts) {
  const int64_t part_size = indexing.size / parts;
  BadIndex bad;
  for_blocks(args, indexing, 0, indexing.positions, bad, [&](char* dense, char* indexed) {
    for_runs(indexing, dense, indexed, [&](char* from, char* to, int64_t n, int64_t from_stride, int64_t to_stride) {
      for (int64_t part = 0; part < parts; part++) {
        combine_run<T>(dtype, args.reduce, to + part * part_size, to_stride, from + part * part_size, from_stride, n);
      }
    });
  });
  return bad.status();
}

}  // namespace

SC_KERNEL(index, IndexArgs) {
  if (const Status status = check(args, words); status != kOk) return status;
  const Indexing indexing(args);
  if (product(indexing.shape, indexing.ndim) == 0) return kOk;
  // gather and the like: one index, single elements, dense side and index contiguous along a line.
  const bool single_elements = indexing.block_ndim == 0 && indexing.nindices == 1 && indexing.ndim > 0 &&
                               indexing.dense_strides[0] == indexing.size && indexing.operands[0].strides[0] == 8 &&
                               indexing.operands[0].step % indexing.size == 0 &&
                               indexing.indexed_strides[0] % indexing.size == 0;
  return with_element(args.dtype, [&]<class E>() {
    BadIndex bad;
    const int64_t grain = kGrainBytes / (indexing.block_elements() * indexing.size);
    parallel_for(0, indexing.positions, grain, [&](int64_t begin, int64_t end) {
      if (single_elements) {
        return for_lines(args, indexing, begin, end, bad, [&](const BlockLine& line) {
          gather_line<E>(line.operands[0], line.indexed, line.indexed_stride, line.dense, line.n, bad);
        });
      }
      for_blocks(args, indexing, begin, end, bad, [&](char* dense, char* indexed) {
        for_runs(indexing, dense, indexed, [](char* to, char* from, int64_t n, int64_t to_stride, int64_t from_stride) {
          copy_run<E>(to, to_stride, from, from_stride, n);
        });
      });
    });
    return bad.status();
  });
}

SC_KERNEL(index_put, IndexArgs) {
  if (const Status status = check(args, words); status != kOk) return status;
  const Indexing indexing(args);
  if (product(indexing.shape, indexing.ndim) == 0) return kOk;
  if (args.reduce < kAssign || args.reduce > kAmin) return bad_argument(args, args.reduce);
  if (args.reduce == kAssign) return assign(args, indexing);

  const bool complex = args.dtype == kComplexFloat || args.dtype == kComplexDouble;
  if (args.dtype == kComplexHalf || (complex && (args.reduce != kSum || !args.include_self)))
    return fail(kUnsupportedDtype, args.dtype);
  if (!args.include_self) {
    // An extreme value may start from any of its elements; a sum and a product from their neutral element.
    const Status status = args.reduce == kAmax || args.reduce == kAmin
                              ? assign(args, indexing)
                              : assign_number(args, indexing, args.reduce == kProd ? 1 : 0);
    if (status != kOk) return status;
  }
  if (args.dtype == kFloat) return combine<float>(args, indexing, kFloat, 1);
  if (args.dtype == kComplexFloat) return combine<float>(args, indexing, kFloat, 2);
  if (args.dtype == kComplexDouble) return combine<double>(args, indexing, kDouble, 2);
  if (is_floating(args.dtype)) return combine<double>(args, indexing, args.dtype, 1);
  return combine<int64_t>(args, indexing, args.dtype, 1);
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
