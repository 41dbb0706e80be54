// Sums of four products of an unsigned and a signed byte, in each lane of a vector of int32.
//
// sum += a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3], exactly: there is no saturation on the way. The
// instruction for it (AVX-512 VNNI, AVX-VNNI) is newer than the CPU capabilities, so that it is asked for when the
// program runs: has_byte_dot().
#pragma once

#include "base/kernel.h"
#include "kernels/vec.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

using Int32 = Vec<int32_t>;

// The one instruction.
struct ByteDot {
  using Left = Int32;
  using Right = Int32;

  // Of four bytes for all lanes, or of four for each.
  static SC_INLINE Left left(const uint8_t* a) {
    int32_t four;
    __builtin_memcpy(&four, a, 4);
    return Int32(four);
  }
  static SC_INLINE Left left(Int32 a) { return a; }
  static SC_INLINE Right right(const int8_t* b) {
    Int32 r;
    __builtin_memcpy(&r.v, b, sizeof(r.v));
    return r;
  }
  static SC_INLINE void add(Int32& sum, Left a, Right b) {
    // In assembly, since its intrinsic needs a function compiled for the newer CPU.
#if SC_VEC_BYTES == 64
    __asm__("vpdpbusd %2, %1, %0" : "+v"(sum.v) : "v"(a.v), "v"(b.v));
#elif SC_VEC_BYTES == 32
    __asm__("%{vex%} vpdpbusd %2, %1, %0" : "+x"(sum.v) : "x"(a.v), "x"(b.v));
#else
    static_cast<void>(sum), static_cast<void>(a), static_cast<void>(b);
    __builtin_unreachable();
#endif
  }
};

// For older CPUs: even and odd bytes are widened to 16 bits, whose products are added in pairs.
struct WideDot {
  struct Pair {
    Native<int16_t> even, odd;
  };
  using Left = Pair;
  using Right = Pair;

  static SC_INLINE Left left(const uint8_t* a) { return left(ByteDot::left(a)); }
  static SC_INLINE Left left(Int32 a) {
    const Vec<uint32_t> four = bitcast<uint32_t>(a);
    const Vec<uint32_t> low(0x00FF00FF);
    return {reinterpret_cast<Native<int16_t>>((four & low).v),
            reinterpret_cast<Native<int16_t>>(((four >> 8) & low).v)};
  }
  static SC_INLINE Right right(const int8_t* b) {
    const Native<int16_t> v = reinterpret_cast<Native<int16_t>>(ByteDot::right(b).v);
    return {(v << 8) >> 8, v >> 8};
  }
  static SC_INLINE void add(Int32& sum, Left a, Right b) {
    sum += Int32(multiply(a.even, b.even)) + Int32(multiply(a.odd, b.odd));
  }

 private:
  static SC_INLINE Native<int32_t> multiply(Native<int16_t> a, Native<int16_t> b) {
#if SC_VEC_BYTES == 64
    return reinterpret_cast<Native<int32_t>>(
        _mm512_madd_epi16(reinterpret_cast<__m512i>(a), reinterpret_cast<__m512i>(b)));
#elif SC_VEC_BYTES == 32
    return reinterpret_cast<Native<int32_t>>(
        _mm256_madd_epi16(reinterpret_cast<__m256i>(a), reinterpret_cast<__m256i>(b)));
#else
    return reinterpret_cast<Native<int32_t>>(
        _mm_madd_epi16(reinterpret_cast<__m128i>(a), reinterpret_cast<__m128i>(b)));
#endif
  }
};

// Whether this machine has ByteDot's instruction in this capability's vectors.
inline bool has_byte_dot() {
#if SC_VEC_BYTES == 64
  static const bool has = __builtin_cpu_supports("avx512vnni");
#elif SC_VEC_BYTES == 32
  static const bool has = __builtin_cpu_supports("avxvnni");
#else
  static const bool has = false;
#endif
  return has;
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
