// Depthwise convolutions of bytes: each channel by itself.
//
// Lanes are channels. The bytes of four taps are interleaved, so that a channel's four stand side by side as the dot
// product wants them. Interleaving works on 16 bytes at a time: of a vector of channels, the first of the four results
// has channels 0..3 of each 16, the second 4..7, and so on. Weights are packed in that order, and sums are stored back
// from it.
#pragma once

#include <algorithm>
#include <cstring>

#include "gemm/int8/dot.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

inline int64_t depthwise_groups(int64_t taps) { return (taps + 3) / 4; }
// Bytes of a packed weight.
inline int64_t depthwise_size(int64_t channels, int64_t taps) {
  return (channels + kVecBytes - 1) / kVecBytes * kVecBytes * depthwise_groups(taps) * 4;
}

// Where in a packed weight a channel's tap stands.
inline int64_t depthwise_index(int64_t channel, int64_t tap, int64_t taps) {
  const int64_t block = channel / kVecBytes, c = channel % kVecBytes;
  const int64_t result = c % 16 / 4, lane = c / 16 * 4 + c % 4;
  return ((block * depthwise_groups(taps) + tap / 4) * 4 + result) * kVecBytes + lane * 4 + tap % 4;
}

// weight(channel, tap), taps that do not exist being 0.
template <typename F>
void pack_depthwise(int64_t channels, int64_t taps, int8_t* packed, const F& weight) {
  std::memset(packed, 0, static_cast<size_t>(depthwise_size(channels, taps)));
  for (int64_t c = 0; c < channels; c++) {
    for (int64_t t = 0; t < taps; t++) packed[depthwise_index(c, t, taps)] = weight(c, t);
  }
}

// The bytes, or pairs of bytes, of a and b in turn, of the lower or upper half of each 16. (The 512-bit intrinsics in
// their maskz_ form: see vec.h.)
#if SC_VEC_BYTES == 64
#define SC_UNPACK(what, mask, a, b)  \
  reinterpret_cast<Native<uint8_t>>( \
      _mm512_maskz_unpack##what(static_cast<mask>(-1), reinterpret_cast<__m512i>(a), reinterpret_cast<__m512i>(b)))
#elif SC_VEC_BYTES == 32
#define SC_UNPACK(what, mask, a, b) \
  reinterpret_cast<Native<uint8_t>>(_mm256_unpack##what(reinterpret_cast<__m256i>(a), reinterpret_cast<__m256i>(b)))
#else
#define SC_UNPACK(what, mask, a, b) \
  reinterpret_cast<Native<uint8_t>>(_mm_unpack##what(reinterpret_cast<__m128i>(a), reinterpret_cast<__m128i>(b)))
#endif

// sums[0..kVecBytes) = the sums of a block of channels over all taps; tap[t] points to the bytes of the block at tap t,
// of which `lanes` may be read.
template <typename Dot>
SC_INLINE void depthwise_block(const uint8_t* const* tap, int64_t offset, int64_t groups, const int8_t* weight,
                               int64_t lanes, int32_t* sums) {
  Int32 sum[4] = {Int32(0), Int32(0), Int32(0), Int32(0)};
  for (int64_t g = 0; g < groups; g++, weight += 4 * kVecBytes) {
    Native<uint8_t> x[4];
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
      const uint8_t* from = tap[4 * g + i] + offset;
      x[i] = lanes == kVecBytes ? Vec<uint8_t>::load(from).v : Vec<uint8_t>::load(from, lanes).v;
    }
    const auto lo01 = SC_UNPACK(lo_epi8, __mmask64, x[0], x[1]), hi01 = SC_UNPACK(hi_epi8, __mmask64, x[0], x[1]);
    const auto lo23 = SC_UNPACK(lo_epi8, __mmask64, x[2], x[3]), hi23 = SC_UNPACK(hi_epi8, __mmask64, x[2], x[3]);
    const Native<uint8_t> four[4] = {
        SC_UNPACK(lo_epi16, __mmask32, lo01, lo23), SC_UNPACK(hi_epi16, __mmask32, lo01, lo23),
        SC_UNPACK(lo_epi16, __mmask32, hi01, hi23), SC_UNPACK(hi_epi16, __mmask32, hi01, hi23)};
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
      Dot::add(sum[i], Dot::left(Int32(reinterpret_cast<Native<int32_t>>(four[i]))),
               Dot::right(weight + i * kVecBytes));
    }
  }
#pragma GCC unroll 4
  for (int i = 0; i < 4; i++) {
    for (int64_t part = 0; part < kVecBytes / 16; part++)
      __builtin_memcpy(sums + part * 16 + i * 4, reinterpret_cast<const char*>(&sum[i].v) + part * 16, 16);
  }
}

#undef SC_UNPACK

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
