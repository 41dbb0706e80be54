#include "kernels/iter.h"

#include <algorithm>
#include <atomic>
#include <cstring>

#include "parallel/parallel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

// Elements that pass through the stack at a time: six operands of 16 bytes fill 48 kB, most uses 4 kB.
constexpr int64_t kBlock = 512;
constexpr int64_t kMaxElementSize = 16;
// Rows shorter than this are gathered into blocks of many rows; longer ones are worth a call of the loop each.
constexpr int64_t kShortRow = 64;

struct Bytes16 {
  int64_t words[2];
};

template <typename To, typename From>
void gather_as(char* to, const char* from, int64_t stride, int64_t n) {
  To* out = reinterpret_cast<To*>(to);
  if (stride == 0) {
    std::fill_n(out, n, convert_element<To>(*reinterpret_cast<const From*>(from)));
  } else if (stride == static_cast<int64_t>(sizeof(From))) {
    const From* in = reinterpret_cast<const From*>(from);
    for (int64_t i = 0; i < n; i++) out[i] = convert_element<To>(in[i]);
  } else {
    for (int64_t i = 0; i < n; i++) out[i] = convert_element<To>(*reinterpret_cast<const From*>(from + i * stride));
  }
}

template <typename To, typename From>
void scatter_as(char* to, int64_t stride, const char* from, int64_t n) {
  const From* in = reinterpret_cast<const From*>(from);
  if (stride == static_cast<int64_t>(sizeof(To))) {
    To* out = reinterpret_cast<To*>(to);
    for (int64_t i = 0; i < n; i++) out[i] = convert_element<To>(in[i]);
  } else {
    for (int64_t i = 0; i < n; i++) *reinterpret_cast<To*>(to + i * stride) = convert_element<To>(in[i]);
  }
}

// n elements of an operand, from memory to a block of its compute dtype.
void gather(const Operand& operand, char* to, const char* from, int64_t stride, int64_t n) {
  if (operand.dtype != operand.compute_dtype)
    return operand.dtype == kHalf ? gather_as<float, Half>(to, from, stride, n)
                                  : gather_as<float, BFloat16>(to, from, stride, n);
  switch (element_size(operand.dtype)) {
    case 1:
      return gather_as<uint8_t, uint8_t>(to, from, stride, n);
    case 2:
      return gather_as<uint16_t, uint16_t>(to, from, stride, n);
    case 4:
      return gather_as<uint32_t, uint32_t>(to, from, stride, n);
    case 8:
      return gather_as<uint64_t, uint64_t>(to, from, stride, n);
    default:
      return gather_as<Bytes16, Bytes16>(to, from, stride, n);
  }
}

void scatter(const Operand& operand, char* to, int64_t stride, const char* from, int64_t n) {
  if (operand.dtype != operand.compute_dtype)
    return operand.dtype == kHalf ? scatter_as<Half, float>(to, stride, from, n)
                                  : scatter_as<BFloat16, float>(to, stride, from, n);
  switch (element_size(operand.dtype)) {
    case 1:
      return scatter_as<uint8_t, uint8_t>(to, stride, from, n);
    case 2:
      return scatter_as<uint16_t, uint16_t>(to, stride, from, n);
    case 4:
      return scatter_as<uint32_t, uint32_t>(to, stride, from, n);
    case 8:
      return scatter_as<uint64_t, uint64_t>(to, stride, from, n);
    default:
      return scatter_as<Bytes16, Bytes16>(to, stride, from, n);
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

  // By n elements of this row, at most to its end; then carries into the outer dimensions.
  void advance(int64_t n) {
    for (int64_t d = 0; d < iter.ndim; d++) {
      index[d] += n;
      for (int64_t k = 0; k < iter.noperands; k++) data[k] += n * iter.operands[k].strides[d];
      if (index[d] < iter.shape[d]) return;
      for (int64_t k = 0; k < iter.noperands; k++) data[k] -= index[d] * iter.operands[k].strides[d];
      index[d] = 0;
      n = 1;
    }
  }
};

// One thread's share of the work.
class Range {
 public:
  Range(const Iter& iter, int64_t noutputs, Loop loop) : iter_(iter), noutputs_(noutputs), loop_(loop) {}

  Status run(int64_t begin, int64_t end) {
    return iter_.ndim <= 1 || iter_.shape[0] >= kShortRow ? run_rows(begin, end) : run_blocks(begin, end);
  }

 private:
  int64_t inner_stride(int64_t k) const { return iter_.ndim == 0 ? 0 : iter_.operands[k].strides[0]; }

  // Row by row of the innermost dimension; operands that are contiguous there are used where they lie.
  Status run_rows(int64_t begin, int64_t end) {
    bool in_place[kMaxIterOperands];
    bool all_in_place = true;
    const char* broadcast[kMaxIterOperands] = {};  // the element that fills the operand's block
    for (int64_t k = 0; k < iter_.noperands; k++) {
      const Operand& o = iter_.operands[k];
      in_place[k] = o.dtype == o.compute_dtype && (inner_stride(k) == element_size(o.dtype) || end - begin == 1);
      all_in_place &= in_place[k];
    }
    Position position(iter_, begin);
    while (begin < end) {
      int64_t n = std::min(position.left_in_row(), end - begin);
      if (!all_in_place) n = std::min(n, kBlock);
      char* blocks[kMaxIterOperands];
      for (int64_t k = 0; k < iter_.noperands; k++) {
        blocks[k] = in_place[k] ? position.data[k] : block_[k];
        if (in_place[k] || k < noutputs_) continue;
        if (inner_stride(k) == 0) {
          if (broadcast[k] == position.data[k]) continue;
          broadcast[k] = position.data[k];
          gather(iter_.operands[k], block_[k], position.data[k], 0,
                 std::min(kBlock, iter_.ndim == 0 ? 1 : iter_.shape[0]));
        } else {
          gather(iter_.operands[k], block_[k], position.data[k], inner_stride(k), n);
        }
      }
      const Status status = loop_(blocks, n, iter_.scalars);
      if (status != kOk) return status;
      for (int64_t k = 0; k < noutputs_; k++)
        if (!in_place[k]) scatter(iter_.operands[k], position.data[k], inner_stride(k), block_[k], n);
      position.advance(n);
      begin += n;
    }
    return kOk;
  }

  // Blocks of several short rows. Operands that are contiguous over all dimensions are used where they lie.
  Status run_blocks(int64_t begin, int64_t end) {
    bool in_place[kMaxIterOperands];
    for (int64_t k = 0; k < iter_.noperands; k++) in_place[k] = contiguous(iter_.operands[k]);
    Position read(iter_, begin), write(iter_, begin);
    while (begin < end) {
      const int64_t n = std::min(kBlock, end - begin);
      char* blocks[kMaxIterOperands];
      for (int64_t k = 0; k < iter_.noperands; k++) blocks[k] = in_place[k] ? read.data[k] : block_[k];
      for_each_row(read, n, [&](int64_t done, int64_t row) {
        for (int64_t k = noutputs_; k < iter_.noperands; k++)
          if (!in_place[k]) gather(iter_.operands[k], at(k, done), read.data[k], inner_stride(k), row);
      });
      const Status status = loop_(blocks, n, iter_.scalars);
      if (status != kOk) return status;
      for_each_row(write, n, [&](int64_t done, int64_t row) {
        for (int64_t k = 0; k < noutputs_; k++)
          if (!in_place[k]) scatter(iter_.operands[k], write.data[k], inner_stride(k), at(k, done), row);
      });
      begin += n;
    }
    return kOk;
  }

  template <typename F>
  static void for_each_row(Position& position, int64_t n, F f) {
    for (int64_t done = 0; done < n;) {
      const int64_t row = std::min(position.left_in_row(), n - done);
      f(done, row);
      position.advance(row);
      done += row;
    }
  }

  char* at(int64_t k, int64_t i) { return block_[k] + i * element_size(iter_.operands[k].compute_dtype); }

  bool contiguous(const Operand& o) const {
    if (o.dtype != o.compute_dtype) return false;
    int64_t stride = element_size(o.dtype);
    for (int64_t d = 0; d < iter_.ndim; d++) {
      if (iter_.shape[d] != 1 && o.strides[d] != stride) return false;
      stride *= iter_.shape[d];
    }
    return true;
  }

  const Iter& iter_;
  const int64_t noutputs_;
  const Loop loop_;
  alignas(64) char block_[kMaxIterOperands][kBlock * kMaxElementSize];
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

Status run_loop(const Iter& iter, int64_t noutputs, Loop loop) {
  if (iter.numel == 0) return kOk;
  std::atomic<Status> status{kOk};
  parallel_for(0, iter.numel, kIterGrain, [&](int64_t begin, int64_t end) {
    const Status s = Range(iter, noutputs, loop).run(begin, end);
    if (s != kOk) status.store(s, std::memory_order_relaxed);
  });
  return status == kOk ? kOk : fail(status);
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
