#include "kernels/iter.h"

#include <algorithm>
#include <atomic>
#include <cstring>

#include "kernels/convert.h"
#include "parallel/parallel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

// Elements that pass through the stack at a time, 2 kB of floats an operand.
constexpr int64_t kBlock = 512;
// For all blocks: six operands of 16 bytes an element, more of smaller ones.
constexpr int64_t kBlockBytes = 64 * 1024;
// Rows shorter than this are gathered into blocks of many rows; longer ones are worth a call of the loop each.
constexpr int64_t kShortRow = 64;

struct Bytes16 {
  int64_t words[2];
};

// How a block's rows lie in an operand's memory.
struct Rows {
  int64_t count;       // rows
  int64_t length;      // elements of a row
  int64_t stride;      // bytes from element to element
  int64_t row_stride;  // bytes from row to row
};

template <typename To, typename From>
void gather_as(char* to, const char* from, const Rows& rows) {
  To* out = reinterpret_cast<To*>(to);
  for (int64_t r = 0; r < rows.count; r++, from += rows.row_stride, out += rows.length) {
    if (rows.stride == 0) {
      std::fill_n(out, rows.length, convert_element<To>(*reinterpret_cast<const From*>(from)));
    } else if (rows.stride == static_cast<int64_t>(sizeof(From))) {
      convert_elements(out, reinterpret_cast<const From*>(from), rows.length);
    } else {
      for (int64_t i = 0; i < rows.length; i++)
        out[i] = convert_element<To>(*reinterpret_cast<const From*>(from + i * rows.stride));
    }
  }
}

template <typename To, typename From>
void scatter_as(char* to, const char* from, const Rows& rows) {
  const From* in = reinterpret_cast<const From*>(from);
  for (int64_t r = 0; r < rows.count; r++, to += rows.row_stride, in += rows.length) {
    if (rows.stride == static_cast<int64_t>(sizeof(To))) {
      convert_elements(reinterpret_cast<To*>(to), in, rows.length);
    } else {
      for (int64_t i = 0; i < rows.length; i++)
        *reinterpret_cast<To*>(to + i * rows.stride) = convert_element<To>(in[i]);
    }
  }
}

// Rows of an operand, from memory to a block of its compute dtype.
void gather(const Operand& operand, char* to, const char* from, const Rows& rows) {
  if (operand.dtype != operand.compute_dtype)
    return operand.dtype == kHalf ? gather_as<float, Half>(to, from, rows) : gather_as<float, BFloat16>(to, from, rows);
  switch (element_size(operand.dtype)) {
    case 1:
      return gather_as<uint8_t, uint8_t>(to, from, rows);
    case 2:
      return gather_as<uint16_t, uint16_t>(to, from, rows);
    case 4:
      return gather_as<uint32_t, uint32_t>(to, from, rows);
    case 8:
      return gather_as<uint64_t, uint64_t>(to, from, rows);
    default:
      return gather_as<Bytes16, Bytes16>(to, from, rows);
  }
}

void scatter(const Operand& operand, char* to, const char* from, const Rows& rows) {
  if (operand.dtype != operand.compute_dtype)
    return operand.dtype == kHalf ? scatter_as<Half, float>(to, from, rows)
                                  : scatter_as<BFloat16, float>(to, from, rows);
  switch (element_size(operand.dtype)) {
    case 1:
      return scatter_as<uint8_t, uint8_t>(to, from, rows);
    case 2:
      return scatter_as<uint16_t, uint16_t>(to, from, rows);
    case 4:
      return scatter_as<uint32_t, uint32_t>(to, from, rows);
    case 8:
      return scatter_as<uint64_t, uint64_t>(to, from, rows);
    default:
      return scatter_as<Bytes16, Bytes16>(to, from, rows);
  }
}

// A position in the index space, and where each operand is there.
struct Position {
  const Iter& iter;
  int64_t index[kMaxIterDims];
  char* data[kMaxIterOperands];

  Position(const Iter& it, int64_t linear) : iter(it) {
    for (int64_t k = 0; k < iter.noperands; k++) data[k] = iter.operands[k].data;
    for (int64_t d = 0; d < iter.ndim; d++) {
      index[d] = linear % iter.shape[d];
      linear /= iter.shape[d];
      for (int64_t k = 0; k < iter.noperands; k++) data[k] += index[d] * iter.operands[k].strides[d];
    }
  }

  int64_t left_in_row() const { return iter.ndim == 0 ? 1 : iter.shape[0] - index[0]; }

  // Moves on by `steps` along dimension d, at most to its end; then carries into the outer dimensions.
  void advance(int64_t steps, int64_t d = 0) {
    for (; d < iter.ndim; d++, steps = 1) {
      index[d] += steps;
      for (int64_t k = 0; k < iter.noperands; k++) data[k] += steps * iter.operands[k].strides[d];
      if (index[d] < iter.shape[d]) return;
      for (int64_t k = 0; k < iter.noperands; k++) data[k] -= index[d] * iter.operands[k].strides[d];
      index[d] = 0;
    }
  }
};

// Whether the operand is one run of memory over the whole space.
bool contiguous(const Iter& iter, const Operand& o) {
  if (o.dtype != o.compute_dtype) return false;
  int64_t stride = element_size(o.dtype);
  for (int64_t d = 0; d < iter.ndim; d++) {
    if (iter.shape[d] != 1 && o.strides[d] != stride) return false;
    stride *= iter.shape[d];
  }
  return true;
}

bool all_contiguous(const Iter& iter) {
  return std::all_of(iter.operands, iter.operands + iter.noperands,
                     [&](const Operand& o) { return contiguous(iter, o); });
}

// Whether the operand is the same in every row, as a bias is.
bool same_in_every_row(const Iter& iter, const Operand& o) {
  return std::all_of(o.strides + 1, o.strides + iter.ndim, [](int64_t stride) { return stride == 0; });
}

// Short rows, and those that need no gathering but of what is the same in each, are computed in blocks of several.
bool in_blocks(const Iter& iter, int64_t noutputs) {
  if (iter.ndim <= 1 || iter.shape[0] < kShortRow) return iter.ndim > 1;
  if (iter.shape[0] > kBlock / 2) return false;
  bool repeated = false;
  for (int64_t k = 0; k < iter.noperands; k++) {
    if (contiguous(iter, iter.operands[k])) continue;
    if (k < noutputs || !same_in_every_row(iter, iter.operands[k])) return false;
    repeated = true;
  }
  return repeated;
}

// One thread's share of the work.
class Range {
 public:
  Range(const Iter& iter, int64_t noutputs, Loop loop) : iter_(iter), noutputs_(noutputs), loop_(loop) {
    char* next = blocks_;
    for (int64_t k = 0; k < iter.noperands; k++) {
      block_[k] = next;
      next += kBlock * element_size(iter.operands[k].compute_dtype);
    }
  }

  // Row by row of the innermost dimension, the elements begin..end in order; operands that are contiguous there are
  // used where they lie.
  Status run_rows(int64_t begin, int64_t end) {
    bool in_place[kMaxIterOperands];
    bool all_in_place = true;
    const char* broadcast[kMaxIterOperands] = {};  // the element that fills the operand's block
    for (int64_t k = 0; k < iter_.noperands; k++) {
      const Operand& o = iter_.operands[k];
      in_place[k] = o.dtype == o.compute_dtype && (stride(k, 0) == element_size(o.dtype) || end - begin == 1);
      all_in_place &= in_place[k];
    }
    Position position(iter_, begin);
    while (begin < end) {
      int64_t n = std::min(position.left_in_row(), end - begin);
      if (all_in_place && n == row_length() && iter_.ndim >= 2) {  // whole rows along dimension 1
        const int64_t rows = std::min(iter_.shape[1] - position.index[1], (end - begin) / n);
        char* data[kMaxIterOperands];
        std::copy_n(position.data, iter_.noperands, data);
        for (int64_t r = 0; r < rows; r++) {
          const Status status = loop_(data, n, iter_.scalars);
          if (status != kOk) return status;
          for (int64_t k = 0; k < iter_.noperands; k++) data[k] += stride(k, 1);
        }
        position.advance(rows, 1);
        begin += rows * n;
        continue;
      }
      if (!all_in_place) n = std::min(n, kBlock);
      char* blocks[kMaxIterOperands];
      for (int64_t k = 0; k < iter_.noperands; k++) {
        blocks[k] = in_place[k] ? position.data[k] : block_[k];
        if (in_place[k] || k < noutputs_) continue;
        if (stride(k, 0) == 0) {
          if (broadcast[k] == position.data[k]) continue;
          broadcast[k] = position.data[k];
          gather(iter_.operands[k], block_[k], position.data[k], {1, std::min(kBlock, row_length()), 0, 0});
        } else {
          gather(iter_.operands[k], block_[k], position.data[k], {1, n, stride(k, 0), 0});
        }
      }
      const Status status = loop_(blocks, n, iter_.scalars);
      if (status != kOk) return status;
      for (int64_t k = 0; k < noutputs_; k++)
        if (!in_place[k]) scatter(iter_.operands[k], position.data[k], block_[k], {1, n, stride(k, 0), 0});
      position.advance(n);
      begin += n;
    }
    return kOk;
  }

  // Blocks of several short rows: the rows begin..end. Operands that are contiguous over all dimensions are used where
  // they lie; what is the same in every row (a bias) is gathered once.
  Status run_blocks(int64_t begin, int64_t end) {
    const int64_t row = row_length();
    const int64_t most = kBlock / row;
    bool in_place[kMaxIterOperands], same_rows[kMaxIterOperands];
    for (int64_t k = 0; k < iter_.noperands; k++) {
      const Operand& o = iter_.operands[k];
      in_place[k] = contiguous(iter_, o);
      same_rows[k] = k >= noutputs_ && same_in_every_row(iter_, o);
      if (same_rows[k]) gather(o, block_[k], o.data, {std::min(most, end - begin), row, o.strides[0], 0});
    }
    Position read(iter_, begin * row), write(iter_, begin * row);
    while (begin < end) {
      const int64_t count = std::min(most, end - begin);
      char* blocks[kMaxIterOperands];
      for (int64_t k = 0; k < iter_.noperands; k++) blocks[k] = in_place[k] ? read.data[k] : block_[k];
      for_each_segment(read, count, [&](int64_t done, int64_t rows) {
        for (int64_t k = noutputs_; k < iter_.noperands; k++)
          if (!in_place[k] && !same_rows[k])
            gather(iter_.operands[k], at(k, done * row), read.data[k], {rows, row, stride(k, 0), stride(k, 1)});
      });
      const Status status = loop_(blocks, count * row, iter_.scalars);
      if (status != kOk) return status;
      for_each_segment(write, count, [&](int64_t done, int64_t rows) {
        for (int64_t k = 0; k < noutputs_; k++)
          if (!in_place[k])
            scatter(iter_.operands[k], write.data[k], at(k, done * row), {rows, row, stride(k, 0), stride(k, 1)});
      });
      begin += count;
    }
    return kOk;
  }

 private:
  int64_t row_length() const { return iter_.ndim == 0 ? 1 : iter_.shape[0]; }
  int64_t stride(int64_t k, int64_t d) const { return iter_.ndim == 0 ? 0 : iter_.operands[k].strides[d]; }

  // Calls f(rows before, rows) on the runs of rows along dimension 1 that `count` rows consist of.
  template <typename F>
  void for_each_segment(Position& position, int64_t count, F f) {
    for (int64_t done = 0; done < count;) {
      const int64_t rows = std::min(iter_.shape[1] - position.index[1], count - done);
      f(done, rows);
      position.advance(rows, 1);
      done += rows;
    }
  }

  char* at(int64_t k, int64_t i) { return block_[k] + i * element_size(iter_.operands[k].compute_dtype); }

  const Iter& iter_;
  const int64_t noutputs_;
  const Loop loop_;
  char* block_[kMaxIterOperands];
  alignas(64) char blocks_[kBlockBytes];
};

}  // namespace

Status Iter::decode(const IterArgs& args, int64_t words, int64_t noutputs, int64_t noperands_wanted,
                    int64_t nscalars_wanted) {
  constexpr int64_t kHead = sizeof(IterArgs) / 8;
  if (args.ndim < 0 || args.ndim > kMaxIterDims) return fail(kInvalidArgument, 0, args.ndim);
  if (args.noperands != noperands_wanted || args.noperands > kMaxIterOperands)
    return fail(kInvalidArgument, 1, args.noperands);
  if (args.nscalars != nscalars_wanted) return fail(kInvalidArgument, 4, args.nscalars);
  const int64_t needed = kHead + args.ndim + args.noperands * (1 + args.ndim) + 2 * args.nscalars;
  if (words < needed) return fail(kTooFewWords, words, needed);

  ndim = args.ndim;
  noperands = args.noperands;
  nscalars = args.nscalars;
  const int64_t* tail = reinterpret_cast<const int64_t*>(&args + 1);
  shape = tail;
  tail += ndim;
  numel = 1;
  for (int64_t d = 0; d < ndim; d++) {
    if (shape[d] < 0) return fail(kInvalidArgument, kHead + d, shape[d]);
    numel *= shape[d];
  }
  for (int64_t k = 0; k < noperands; k++) {
    const int64_t dtype = k < noutputs ? args.output_dtype : args.input_dtype;
    operands[k] = {reinterpret_cast<char*>(tail[0]), tail + 1, dtype, dtype};
    tail += 1 + ndim;
  }
  scalars = reinterpret_cast<const Scalar*>(tail);
  return kOk;
}

Status run_loop(const Iter& iter, int64_t noutputs, Loop loop, int64_t grain) {
  if (iter.numel == 0) return kOk;
  if (iter.numel <= grain && all_contiguous(iter)) {  // small ones cost as much as finding out how to divide them
    char* data[kMaxIterOperands];
    for (int64_t k = 0; k < iter.noperands; k++) data[k] = iter.operands[k].data;
    const Status status = loop(data, iter.numel, iter.scalars);
    return status == kOk ? kOk : fail(status);
  }
  std::atomic<Status> status{kOk};
  const auto note = [&](Status s) {
    if (s != kOk) status.store(s, std::memory_order_relaxed);
  };
  if (!in_blocks(iter, noutputs)) {
    parallel_for(0, iter.numel, grain,
                 [&](int64_t begin, int64_t end) { note(Range(iter, noutputs, loop).run_rows(begin, end)); });
  } else {
    parallel_for(0, iter.numel / iter.shape[0], grain / iter.shape[0],
                 [&](int64_t begin, int64_t end) { note(Range(iter, noutputs, loop).run_blocks(begin, end)); });
  }
  return status == kOk ? kOk : fail(status);
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
