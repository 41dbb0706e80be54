#include "kernels/attention.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "base/kernel.h"
#include "base/scratch.h"
#include "gemm/dot.h"
#include "gemm/dtype.h"
#include "gemm/matrix_source.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

// Rows of q and of k and v that are taken at a time: a block of scores stays in the second-level cache, and each key is
// packed once for many queries.
constexpr int64_t kQueryBlock = 256;
constexpr int64_t kKeyBlock = 512;
constexpr int64_t kScores = int64_t{1} << 16;

template <typename T>
class Attention {
 public:
  explicit Attention(const SdpaArgs& args) : a_(args) {
    // Blocks of nearly equal size.
    const int64_t most = std::min(kQueryBlock, kScores / std::clamp<int64_t>(a_.s, 1, kKeyBlock));
    const int64_t blocks = (a_.l + most - 1) / most;
    query_block_ = (a_.l + blocks - 1) / blocks;
    query_blocks_ = (a_.l + query_block_ - 1) / query_block_;
  }

  void run() const {
    const double each =
        static_cast<double>(query_block_) * static_cast<double>(a_.s) * static_cast<double>(a_.e + a_.ev + 16);
    const int64_t grain = std::max<int64_t>(1, static_cast<int64_t>(kSerialWork / (each + 1)));
    parallel_for(0, a_.batch * a_.heads * query_blocks_, grain, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; i++) {
        const int64_t head = i / query_blocks_;
        block(head / a_.heads, head % a_.heads, i % query_blocks_ * query_block_);
      }
    });
  }

 private:
  using V = Vec<T>;
  static constexpr T kMinusInfinity = -std::numeric_limits<T>::infinity();

  // Queries from.. of one head, over all keys, by blocks: what was summed with an older maximum is scaled down to the
  // newer one.
  void block(int64_t batch, int64_t head, int64_t from) const {
    const int64_t queries = std::min(query_block_, a_.l - from), kv_head = head / (a_.heads / a_.kv_heads);
    const T* q = static_cast<const T*>(a_.q) + batch * a_.q_batch + head * a_.q_head + from * a_.q_row;
    const T* k = static_cast<const T*>(a_.k) + batch * a_.k_batch + kv_head * a_.k_head;
    const T* v = static_cast<const T*>(a_.v) + batch * a_.v_batch + kv_head * a_.v_head;
    T* out = static_cast<T*>(a_.out) + batch * a_.out_batch + head * a_.out_head + from * a_.out_row;
    // Rows begin at cache lines, an odd number of them apart, so that they share all cache sets.
    constexpr int64_t kLine = 64 / static_cast<int64_t>(sizeof(T));
    const int64_t pitch = ((std::min(a_.s, kKeyBlock) + kLine - 1) / kLine | 1) * kLine;
    T* const scores = scratch_of<T>(ScratchUse::kResult, queries * pitch);
    T maximum[kQueryBlock], total[kQueryBlock];
    std::fill_n(maximum, queries, kMinusInfinity);
    std::fill_n(total, queries, T(0));
    const int64_t visible = a_.causal ? std::min(a_.s, from + queries) : a_.s;
    bool first = true;
    for (int64_t key = 0; key < visible; key += kKeyBlock) {
      const int64_t keys = std::min(kKeyBlock, visible - key);
      score(q, k + key * a_.k_row, queries, keys, scores, pitch);
      for (int64_t i = 0; i < queries; i++) {
        T* row = scores + i * pitch;
        apply_mask(batch, head, from + i, key, keys, row);
        const T scale = soften(row, keys, &maximum[i], &total[i]);
        if (!first && scale != T(1)) scale_row(out + i * a_.out_row, scale);
      }
      const MatrixRows<T, T> p(scores, pitch, 1);
      const MatrixPanels<T, T> values(v + key * a_.v_row, a_.v_row, a_.v_col, keys, a_.ev, queries);
      Finish<T> add;
      add.beta = first ? T(0) : T(1);
      multiply(Product<T>{queries, a_.ev, keys, p, values, out, a_.out_row, add}, 0, queries, 0, a_.ev);
      first = false;
    }
    for (int64_t i = 0; i < queries; i++) {
      // Nothing seen: zeros, or 0 * infinity. A total of NaN stays one.
      if (total[i] == T(0) && !a_.strict)
        zero_span(out + i * a_.out_row, a_.ev);
      else
        scale_row(out + i * a_.out_row, T(1) / total[i]);
    }
  }

  // scores [queries, keys], rows at distance pitch, = scale * q @ k^T
  void score(const T* q, const T* k, int64_t queries, int64_t keys, T* scores, int64_t pitch) const {
    Finish<T> scaled;
    scaled.alpha = static_cast<T>(a_.scale);
    if (queries <= kDotRows && a_.q_col == 1 && a_.k_col == 1) {
      dot_product(queries, a_.e, q, a_.q_row, k, a_.k_row, scores, pitch, scaled, 0, keys);
      return;
    }
    const MatrixRows<T, T> a(q, a_.q_row, a_.q_col);
    const MatrixPanels<T, T> b(k, a_.k_col, a_.k_row, a_.e, keys, queries);
    multiply(Product<T>{queries, keys, a_.e, a, b, scores, pitch, scaled}, 0, queries, 0, keys);
  }

  void apply_mask(int64_t batch, int64_t head, int64_t query, int64_t key, int64_t keys, T* row) const {
    const int64_t at = batch * a_.mask_batch + head * a_.mask_head + query * a_.mask_row + key * a_.mask_col;
    if (a_.mask_kind == static_cast<int64_t>(SdpaMask::kAdd)) {
      const T* mask = static_cast<const T*>(a_.mask) + at;
      if (a_.mask_col == 1) {
        transform(row, keys, [&](V x, int64_t j, int64_t n) { return x + V::load(mask + j, n); });
      } else {
        for (int64_t j = 0; j < keys; j++) row[j] += mask[j * a_.mask_col];
      }
    } else if (a_.mask_kind != static_cast<int64_t>(SdpaMask::kNone)) {
      const uint8_t* mask = static_cast<const uint8_t*>(a_.mask) + at;
      const bool fills = a_.mask_kind == static_cast<int64_t>(SdpaMask::kFill);
      const V other(fills ? static_cast<T>(a_.fill) : kMinusInfinity);
      if (a_.mask_col == 1) {
        transform(row, keys, [&](V x, int64_t j, int64_t n) {
          const Mask<T> is_true = true_lanes(mask + j, n);
          return fills ? select(is_true, other, x) : select(is_true, x, other);
        });
      } else {
        for (int64_t j = 0; j < keys; j++) row[j] = (mask[j * a_.mask_col] != 0) == fills ? other[0] : row[j];
      }
    }
    if (a_.causal && query + 1 < key + keys) {
      std::fill(row + std::max<int64_t>(0, query + 1 - key), row + keys, kMinusInfinity);
    }
  }

  template <typename F>
  static SC_INLINE void transform(T* row, int64_t count, F&& f) {
    int64_t j = 0;
    for (; j + V::kSize <= count; j += V::kSize) f(V::load(row + j), j, V::kSize).store(row + j);
    if (j < count) f(V::load(row + j, count - j), j, count - j).store(row + j, count - j);
  }

  // Of the n bytes, which are not zero.
  static SC_INLINE Mask<T> true_lanes(const uint8_t* bytes, int64_t n) {
    typedef uint8_t Bytes __attribute__((vector_size(V::kSize)));
    Bytes b{};
    std::memcpy(&b, bytes, static_cast<size_t>(n));
    return {__builtin_convertvector(b, Native<IntOf<T>>) != 0};
  }

  // The largest number of the row that is one: NaN is left to the sum. Four chains, since a comparison takes a few
  // cycles.
  static T largest(const T* row, int64_t count) {
    constexpr int64_t kChains = 4;
    V most[kChains];
    for (V& m : most) m = V(kMinusInfinity);
    int64_t j = 0;
    for (; j + kChains * V::kSize <= count; j += kChains * V::kSize) {
#pragma GCC unroll 4
      for (int64_t q = 0; q < kChains; q++) {
        const V x = V::load(row + j + q * V::kSize);
        most[q] = select(x > most[q], x, most[q]);
      }
    }
    for (; j + V::kSize <= count; j += V::kSize) {
      const V x = V::load(row + j);
      most[0] = select(x > most[0], x, most[0]);
    }
    const V pair = select(most[1] > most[0], most[1], most[0]), other = select(most[3] > most[2], most[3], most[2]);
    T top = reduce_maximum(select(pair > other, pair, other));
    for (; j < count; j++) top = row[j] > top ? row[j] : top;
    return top;
  }

  // Replaces the scores by exp(score - maximum), with the maximum and the total of all blocks so far brought up to
  // date. Returns what the sums of older blocks are to be multiplied by.
  static T soften(T* row, int64_t keys, T* maximum, T* total) {
    const T top = std::max(*maximum, largest(row, keys));
    if (top == kMinusInfinity) {  // nothing visible yet (exp(-inf - -inf) would be NaN), unless it is NaN
      for (int64_t j = 0; j < keys; j++) {
        if (row[j] != row[j]) *total = row[j];
        row[j] = T(0);
      }
      return T(1);
    }
    const V shift(top);
    V sum(T(0));
    int64_t j = 0;
    for (; j + V::kSize <= keys; j += V::kSize) {
      const V e = exp_or_zero(V::load(row + j) - shift);
      e.store(row + j);
      sum += e;
    }
    if (j < keys) {
      exp_or_zero(V::load(row + j, keys - j) - shift).store(row + j, keys - j);
      sum += V::load(row + j, keys - j);  // zeros behind the end
    }
    const T scale = *maximum == top ? T(1) : exp(V(*maximum - top))[0];
    *maximum = top;
    *total = *total * scale + reduce_add(sum);
    return scale;
  }

  void scale_row(T* row, T scale) const {
    transform(row, a_.ev, [&](V x, int64_t, int64_t) { return x * V(scale); });
  }

  const SdpaArgs& a_;
  int64_t query_block_, query_blocks_;
};

Status check(const SdpaArgs& a) {
  const auto refuse = [&a](const int64_t& word) { return fail(kInvalidArgument, &word - &a.dtype, word); };
  for (const int64_t* size : {&a.batch, &a.heads, &a.l, &a.s, &a.e, &a.ev}) {
    if (*size < 0) return refuse(*size);
  }
  if (a.kv_heads < 1 || a.heads % a.kv_heads != 0) return refuse(a.kv_heads);
  if (a.mask_kind < 0 || a.mask_kind > static_cast<int64_t>(SdpaMask::kFill)) return refuse(a.mask_kind);
  return kOk;
}

}  // namespace

SC_KERNEL(sdpa, SdpaArgs) {
  return for_float_dtype(args.dtype, [&]<typename T>(T) {
    if (args.batch == 0 || args.heads == 0 || args.l == 0) return kOk;
    if (const Status status = check(args)) return status;
    Attention<T>(args).run();
    return kOk;
  });
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
