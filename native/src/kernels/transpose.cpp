#include "kernels/transpose.h"

#include <immintrin.h>

#include <algorithm>

#include "parallel/parallel.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

constexpr int64_t kLine = 64;

struct Bytes16 {
  int64_t words[2];
};

// out[j][i] = in[i][j] for i < rows, j < columns; the rows lie `in_stride` and `out_stride` bytes apart.
template <typename T>
void transpose_any(char* out, int64_t out_stride, const char* in, int64_t in_stride, int64_t rows, int64_t columns) {
  for (int64_t j = 0; j < columns; j++) {
    T* line = reinterpret_cast<T*>(out + j * out_stride);
    for (int64_t i = 0; i < rows; i++) line[i] = reinterpret_cast<const T*>(in + i * in_stride)[j];
  }
}

// The same for a 4 x 4 block of 4-byte elements, in registers.
void transpose_4x4(char* out, int64_t out_stride, const char* in, int64_t in_stride) {
  __m128 r[4];
  for (int64_t i = 0; i < 4; i++) r[i] = _mm_loadu_ps(reinterpret_cast<const float*>(in + i * in_stride));
  _MM_TRANSPOSE4_PS(r[0], r[1], r[2], r[3]);
  for (int64_t j = 0; j < 4; j++) _mm_storeu_ps(reinterpret_cast<float*>(out + j * out_stride), r[j]);
}

template <typename T>
void transpose_tile(char* out, int64_t out_stride, const char* in, int64_t in_stride, int64_t rows, int64_t columns) {
  constexpr int64_t kTile = kLine / static_cast<int64_t>(sizeof(T));
  if (rows == kTile && columns == kTile) {  // both known to the compiler
    if constexpr (sizeof(T) == 4) {
      for (int64_t j = 0; j < kTile; j += 4)
        for (int64_t i = 0; i < kTile; i += 4)
          transpose_4x4(out + j * out_stride + i * 4, out_stride, in + i * in_stride + j * 4, in_stride);
    } else {
      transpose_any<T>(out, out_stride, in, in_stride, kTile, kTile);
    }
  } else {
    transpose_any<T>(out, out_stride, in, in_stride, rows, columns);
  }
}

// Where a side is at most so long, the other is gone along as a whole: tiles would be mostly empty.
constexpr int64_t kNarrow = 4;
constexpr int64_t kStrip = 2048;

// f.operator()<n>() for n = 1..kNarrow, so that the compiler knows it.
template <typename F>
void with_narrow(int64_t n, F f) {
  switch (n) {
    case 1:
      return f.template operator()<1>();
    case 2:
      return f.template operator()<2>();
    case 3:
      return f.template operator()<3>();
    default:
      return f.template operator()<4>();
  }
}

// out[j][i] = in[i][j] for i < kRows, j < columns: kRows lines become one, by turns, where the output has no gaps.
template <typename T, int kRows>
void interleave(char* out, int64_t out_stride, const char* in, int64_t in_stride, int64_t columns) {
  const T* lines[kRows];
  for (int64_t i = 0; i < kRows; i++) lines[i] = reinterpret_cast<const T*>(in + i * in_stride);
  if (out_stride == kRows * static_cast<int64_t>(sizeof(T))) {
    T* line = reinterpret_cast<T*>(out);
#pragma GCC ivdep
    for (int64_t j = 0; j < columns; j++)
      for (int64_t i = 0; i < kRows; i++) line[j * kRows + i] = lines[i][j];
  } else {
    for (int64_t j = 0; j < columns; j++)
      for (int64_t i = 0; i < kRows; i++) reinterpret_cast<T*>(out + j * out_stride)[i] = lines[i][j];
  }
}

// out[j][i] = in[i][j] for i < rows, j < columns <= kNarrow, where in's rows begin kStep elements after each other.
template <typename T, int kStep>
void deinterleave(char* out, int64_t out_stride, const char* in, int64_t rows, int64_t columns) {
  const T* line = reinterpret_cast<const T*>(in);
  for (int64_t j = 0; j < columns; j++) {
    T* to = reinterpret_cast<T*>(out + j * out_stride);
#pragma GCC ivdep
    for (int64_t i = 0; i < rows; i++) to[i] = line[i * kStep + j];
  }
}

template <typename T>
void transpose_narrow(char* out, int64_t out_stride, const char* in, int64_t in_stride, int64_t rows, int64_t columns) {
  const int64_t step = in_stride / static_cast<int64_t>(sizeof(T));
  if (rows <= kNarrow) {
    with_narrow(rows, [&]<int kRows>() { interleave<T, kRows>(out, out_stride, in, in_stride, columns); });
  } else if (step >= 1 && step <= kNarrow) {
    with_narrow(step, [&]<int kStep>() { deinterleave<T, kStep>(out, out_stride, in, rows, columns); });
  } else {
    transpose_any<T>(out, out_stride, in, in_stride, rows, columns);
  }
}

template <typename T>
Status transpose_as(const Iter& iter, int64_t d) {
  constexpr int64_t kSize = sizeof(T);
  constexpr int64_t kTile = kLine / kSize;
  const Operand& out = iter.operands[0];
  const Operand& in = iter.operands[1];
  const int64_t rows = iter.shape[0], columns = iter.shape[d];
  const bool narrow = std::min(rows, columns) <= kNarrow;
  // A unit of work is one row of tiles along the output's lines, or a long strip.
  const int64_t unit_columns = narrow ? std::min(kStrip, columns) : std::min(kTile, columns);
  const int64_t unit_rows = narrow ? std::min(kStrip, rows) : rows;
  const int64_t columns_of_units = (columns + unit_columns - 1) / unit_columns;
  const int64_t units = columns_of_units * ((rows + unit_rows - 1) / unit_rows);
  const int64_t planes = iter.numel / (rows * columns);
  const int64_t grain = std::max<int64_t>(1, kIterGrain / (unit_rows * unit_columns));
  parallel_for(0, planes * units, grain, [&](int64_t begin, int64_t end) {
    for (int64_t u = begin; u < end; u++) {
      const int64_t j = u % columns_of_units * unit_columns, first = u % units / columns_of_units * unit_rows;
      int64_t plane = u / units;
      int64_t out_offset = j * out.strides[d] + first * kSize, in_offset = j * kSize + first * in.strides[0];
      for (int64_t e = 1; e < iter.ndim; e++) {
        if (e == d) continue;
        out_offset += plane % iter.shape[e] * out.strides[e];
        in_offset += plane % iter.shape[e] * in.strides[e];
        plane /= iter.shape[e];
      }
      const int64_t width = std::min(unit_columns, columns - j);
      if (narrow) {
        transpose_narrow<T>(out.data + out_offset, out.strides[d], in.data + in_offset, in.strides[0],
                            std::min(unit_rows, rows - first), width);
        continue;
      }
      for (int64_t i = 0; i < rows; i += kTile) {
        transpose_tile<T>(out.data + out_offset + i * kSize, out.strides[d], in.data + in_offset + i * in.strides[0],
                          in.strides[0], std::min(kTile, rows - i), width);
      }
    }
  });
  return kOk;
}

}  // namespace

Status transpose(const Iter& iter, int64_t d, int64_t size) {
  if (iter.numel == 0) return kOk;
  switch (size) {
    case 1:
      return transpose_as<uint8_t>(iter, d);
    case 2:
      return transpose_as<uint16_t>(iter, d);
    case 4:
      return transpose_as<uint32_t>(iter, d);
    case 8:
      return transpose_as<uint64_t>(iter, d);
    default:
      return transpose_as<Bytes16>(iter, d);
  }
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
