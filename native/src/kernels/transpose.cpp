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

template <typename T>
Status transpose_as(const Iter& iter, int64_t d) {
  constexpr int64_t kSize = sizeof(T);
  constexpr int64_t kTile = kLine / kSize;
  const Operand& out = iter.operands[0];
  const Operand& in = iter.operands[1];
  const int64_t rows = iter.shape[0], columns = iter.shape[d];
  const int64_t row_tiles = (rows + kTile - 1) / kTile, column_tiles = (columns + kTile - 1) / kTile;
  const int64_t planes = iter.numel / (rows * columns);

  // A unit of work is one row of tiles along the output's lines.
  const int64_t unit = rows * std::min(kTile, columns);
  parallel_for(0, planes * column_tiles, std::max<int64_t>(1, kIterGrain / unit), [&](int64_t begin, int64_t end) {
    for (int64_t u = begin; u < end; u++) {
      const int64_t j = u % column_tiles * kTile;
      int64_t plane = u / column_tiles;
      int64_t out_offset = j * out.strides[d], in_offset = j * kSize;
      for (int64_t e = 1; e < iter.ndim; e++) {
        if (e == d) continue;
        out_offset += plane % iter.shape[e] * out.strides[e];
        in_offset += plane % iter.shape[e] * in.strides[e];
        plane /= iter.shape[e];
      }
      const int64_t width = std::min(kTile, columns - j);
      for (int64_t t = 0; t < row_tiles; t++) {
        const int64_t i = t * kTile;
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
