// Drives one reduction over the canonical form of ReduceArgs: which elements meet which output, in which order, on
// which thread. An operation only says how values are folded. It is a class with
//
//   T                the type of the blocks it reads: float, double or int64
//   kHasIdentity     whether a reduction of nothing has a value
//   Out, Second      double or int64: what it stores at `out` and `second`
//   State            what is known of one output so far; a State{} has seen nothing
//   void run(State&, const T* x, int64_t n, int64_t position)        folds n elements, the first at `position`
//   Columns          States of kColumns neighbouring outputs, as arrays; a Columns{} has seen nothing
//   void row(Columns&, const T* x, int64_t n, int64_t position)      folds one element into each of n columns
//   State column(Columns&, int64_t j)                                the state of one, once all rows are folded
//   void merge(State&, const State& later)
//   void finish(const State&, int64_t count, Out&, Second&)          count: the elements that were folded
//
// Elements are folded in row-major order of the reduced dimensions, in chunks whose size depends on the shape alone,
// and chunks are merged in order: the number of threads does not show in the result.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <new>

#include "kernels/block.h"
#include "kernels/reduce.h"
#include "kernels/walk.h"
#include "parallel/parallel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

inline constexpr int64_t kColumns = 128;

namespace reduction {

inline constexpr int64_t kBlock = 2048;           // elements that are widened at once, and folded at once
inline constexpr int64_t kRowChunk = 1 << 16;     // elements a chunk when one output is folded at a time
inline constexpr int64_t kColumnChunk = 1 << 11;  // rows a chunk when kColumns outputs are
inline constexpr int64_t kGrain = 1 << 15;        // elements that are worth a thread

struct Shape {
  int64_t out_ndim, red_ndim;
  const int64_t *out, *in_strides, *out_strides, *second_strides, *red, *red_strides;

  explicit Shape(const ReduceArgs& args) : out_ndim(args.out_ndim), red_ndim(args.red_ndim) {
    out = tail_of(args);
    in_strides = out + out_ndim;
    out_strides = in_strides + out_ndim;
    second_strides = out_strides + out_ndim;
    red = second_strides + out_ndim;
    red_strides = red + red_ndim;
  }
};

/// Folds the reduced positions [begin, end) of one output, whose elements start at `in`.
template <class Op>
void fold_row(const Op& op, typename Op::State& state, const ReduceArgs& args, const Shape& shape, const char* in,
              int64_t begin, int64_t end) {
  using T = typename Op::T;
  T buffer[kBlock];
  if (shape.red_ndim == 0) {
    op.run(state, view_block(args.in_dtype, in, 0, 1, buffer), 1, 0);
    return;
  }
  if (begin >= end) return;
  const int64_t stride = shape.red_strides[0];
  if (shape.red_ndim == 1) {
    for (int64_t position = begin; position < end; position += kBlock) {
      const int64_t n = std::min(end - position, kBlock);
      op.run(state, view_block(args.in_dtype, in + position * stride, stride, n, buffer), n, position);
    }
    return;
  }
  const bool direct = args.in_dtype == kDTypeOf<T> && stride == static_cast<int64_t>(sizeof(T)) && shape.red[0] >= 64;
  Walk<1> walk(shape.red_ndim, shape.red, {shape.red_strides}, begin);
  int64_t filled = 0;
  for (int64_t position = begin; position < end;) {
    const char* x = in + walk.offset(0);
    // Whole blocks are folded where they lie; short or strided runs are gathered until they make a block.
    int64_t n = std::min({shape.red[0] - walk.index(0), end - position, kBlock});
    if (direct) {
      op.run(state, reinterpret_cast<const T*>(x), n, position);
    } else {
      n = std::min(n, kBlock - filled);
      load_block(args.in_dtype, x, stride, n, buffer + filled);
      filled += n;
      if (filled == kBlock || position + n == end) {
        op.run(state, buffer, filled, position + n - filled);
        filled = 0;
      }
    }
    position += n;
    walk.advance(n);
  }
}

/// Folds the reduced positions [begin, end) of `width` neighbouring outputs.
template <class Op>
void fold_columns(const Op& op, typename Op::State* states, const ReduceArgs& args, const Shape& shape, const char* in,
                  int64_t width, int64_t begin, int64_t end) {
  using T = typename Op::T;
  T buffer[kColumns];
  typename Op::Columns columns{};
  if (begin < end) {
    Walk<1> walk(shape.red_ndim, shape.red, {shape.red_strides}, begin);
    for (int64_t position = begin; position < end; position++, walk.advance(1)) {
      op.row(columns, view_block(args.in_dtype, in + walk.offset(0), shape.in_strides[0], width, buffer), width,
             position);
    }
  }
  for (int64_t j = 0; j < width; j++) states[j] = op.column(columns, j);
}

template <class Op>
Status run(const ReduceArgs& args, int64_t words, const Op& op) {
  using State = typename Op::State;
  using Second = typename Op::Second;
  const int64_t second_dtype = std::is_same_v<Second, int64_t> ? int64_t{kInt64} : args.out_dtype;
  for (const Status status : {check_ndim(args, args.out_ndim), check_ndim(args, args.red_ndim)}) {
    if (status != kOk) return status;
  }
  if (const Status status = check_tail(args, words, 4 * args.out_ndim + 2 * args.red_ndim); status != kOk)
    return status;
  const Shape shape(args);
  const int64_t outputs = product(shape.out, shape.out_ndim);
  const int64_t count = product(shape.red, shape.red_ndim);
  if (outputs == 0) return kOk;
  if (count == 0 && !Op::kHasIdentity) return bad_argument(args, args.red_ndim);

  // Along which side do neighbours in memory lie? A few columns only are better gathered.
  const bool by_columns = shape.out_ndim > 0 && shape.out[0] >= 8 &&
                          (shape.red_ndim == 0 || std::abs(shape.in_strides[0]) < std::abs(shape.red_strides[0]));
  const int64_t line = shape.out_ndim > 0 ? shape.out[0] : 1;
  const int64_t chunk = by_columns ? kColumnChunk : kRowChunk;
  const int64_t chunks = std::max<int64_t>((count + chunk - 1) / chunk, 1);
  const int64_t full = by_columns ? kColumns : std::clamp<int64_t>(kGrain / std::max<int64_t>(count, 1), 1, kColumns);
  const int64_t width = std::min(full, line);
  const int64_t tiles_a_line = (line + width - 1) / width;
  const int64_t tiles = outputs / line * tiles_a_line;

  // The outputs' space with its innermost dimension left to the tiles.
  const int64_t outer_ndim = std::max<int64_t>(shape.out_ndim - 1, 0);
  const auto outer = [&](int64_t tile) {
    return Walk<3>(outer_ndim, shape.out + 1, {shape.in_strides + 1, shape.out_strides + 1, shape.second_strides + 1},
                   tile / tiles_a_line);
  };
  const auto inner_stride = [&](const int64_t* strides) { return shape.out_ndim > 0 ? strides[0] : 0; };

  const auto fold = [&](int64_t tile, int64_t part, State* states) {
    const int64_t first = tile % tiles_a_line * width;
    const int64_t n = std::min(width, line - first);
    const char* in = static_cast<const char*>(args.in) + outer(tile).offset(0) + first * inner_stride(shape.in_strides);
    const int64_t begin = part * chunk;
    const int64_t end = std::min(count, begin + chunk);
    if (by_columns) return fold_columns(op, states, args, shape, in, n, begin, end);
    for (int64_t j = 0; j < n; j++) {
      states[j] = State{};
      fold_row(op, states[j], args, shape, in + j * inner_stride(shape.in_strides), begin, end);
    }
  };
  const auto store = [&](int64_t tile, const State* states) {
    typename Op::Out out[kColumns];
    Second second[kColumns];
    const int64_t first = tile % tiles_a_line * width;
    const int64_t n = std::min(width, line - first);
    for (int64_t j = 0; j < n; j++) {
      second[j] = 0;
      op.finish(states[j], count, out[j], second[j]);
    }
    const Walk<3> at = outer(tile);
    const auto place = [&](void* base, int k, const int64_t* strides) {
      return static_cast<char*>(base) + at.offset(k) + first * inner_stride(strides);
    };
    if (args.out) {
      store_block(args.out_dtype, place(args.out, 1, shape.out_strides), inner_stride(shape.out_strides), n, out);
    }
    if (args.second) {
      store_block(second_dtype, place(args.second, 2, shape.second_strides), inner_stride(shape.second_strides), n,
                  second);
    }
  };

  if (chunks == 1) {
    parallel_for(0, tiles, kGrain / std::max<int64_t>(width * count, 1), [&](int64_t begin, int64_t end) {
      State states[kColumns];
      for (int64_t tile = begin; tile < end; tile++) {
        fold(tile, 0, states);
        store(tile, states);
      }
    });
    return kOk;
  }
  const std::unique_ptr<State[]> states(new (std::nothrow) State[static_cast<size_t>(tiles * chunks * width)]());
  if (!states) return fail(kOutOfMemory, tiles * chunks * width * static_cast<int64_t>(sizeof(State)));
  parallel_for(0, tiles * chunks, 1, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i++) fold(i / chunks, i % chunks, states.get() + i * width);
  });
  for (int64_t tile = 0; tile < tiles; tile++) {
    State* first = states.get() + tile * chunks * width;
    for (int64_t part = 1; part < chunks; part++) {
      for (int64_t j = 0; j < width; j++) op.merge(first[j], first[part * width + j]);
    }
    store(tile, first);
  }
  return kOk;
}

}  // namespace reduction

/// The type of the blocks of a reduction whose result may be asked for in a wider type than the input's.
template <class F>
Status with_reduction_type(const ReduceArgs& args, F&& f) {
  if (element_size(args.out_dtype) == 0) return fail(kUnsupportedDtype, args.out_dtype);
  const bool widened = args.out_dtype == kDouble || (is_floating(args.out_dtype) && is_integral(args.in_dtype));
  return with_block_type(widened && element_size(args.in_dtype) ? args.out_dtype : args.in_dtype, f);
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
