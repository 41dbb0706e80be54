// Vec<T>: as many T as one vector register of the CPU capability holds that this file is compiled for, with the
// operators of T lane by lane. Everything here is inline, pure and safe in any thread.
//
//   for (; i + Vec<float>::kSize <= n; i += Vec<float>::kSize) (Vec<float>::load(x + i) * 2).store(y + i);
//   if (i < n) (Vec<float>::load(x + i, n - i) * 2).store(y + i, n - i);    // a tail touches nothing past n
//
// T is float, double, or a standard signed or unsigned integer type. Comparisons give a Mask<T>, to be used with
// select().
#pragma once

#include <immintrin.h>

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

#if defined(__AVX512F__) && defined(__AVX512BW__) && defined(__AVX512DQ__) && defined(__AVX512VL__)
#define SC_VEC_BYTES 64
#define SC_VEC_NAMESPACE vec512
#elif defined(__AVX2__) && defined(__FMA__)
#define SC_VEC_BYTES 32
#define SC_VEC_NAMESPACE vec256
#else
#define SC_VEC_BYTES 16
#define SC_VEC_NAMESPACE vec128
#endif

#define SC_INLINE inline __attribute__((always_inline))

// The namespace differs by capability, so that the linker never merges code compiled for different CPUs.
namespace sconce::inline SC_VEC_NAMESPACE {

inline constexpr int64_t kVecBytes = SC_VEC_BYTES;

// The signed integer type as wide as T.
template <typename T>
using IntOf = std::conditional_t<
    sizeof(T) == 1, int8_t,
    std::conditional_t<sizeof(T) == 2, int16_t, std::conditional_t<sizeof(T) == 4, int32_t, int64_t>>>;

// The compiler's own vector type of T.
template <typename T>
struct NativeVec {
  typedef T type __attribute__((vector_size(SC_VEC_BYTES)));
};
template <typename T>
using Native = typename NativeVec<T>::type;

// The result of comparing two Vec<T>: all bits set in the lanes where it holds.
template <typename T>
struct Mask {
  Native<IntOf<T>> v;

  friend SC_INLINE Mask operator&(Mask a, Mask b) { return {a.v & b.v}; }
  friend SC_INLINE Mask operator|(Mask a, Mask b) { return {a.v | b.v}; }
  friend SC_INLINE Mask operator^(Mask a, Mask b) { return {a.v ^ b.v}; }
  friend SC_INLINE Mask operator!(Mask a) { return {~a.v}; }

  // True if the comparison holds in at least one lane.
  SC_INLINE bool any() const {
#if SC_VEC_BYTES == 64
    return _mm512_test_epi64_mask(reinterpret_cast<__m512i>(v), reinterpret_cast<__m512i>(v)) != 0;
#elif SC_VEC_BYTES == 32
    return _mm256_movemask_epi8(reinterpret_cast<__m256i>(v)) != 0;
#else
    return _mm_movemask_epi8(reinterpret_cast<__m128i>(v)) != 0;
#endif
  }
};

template <typename T>
struct Vec {
  static constexpr int64_t kSize = SC_VEC_BYTES / static_cast<int64_t>(sizeof(T));
  using Element = T;
  Native<T> v;

  Vec() = default;
  SC_INLINE Vec(T x) : v(x - Native<T>{}) {}  // every lane x (-0 too); implicit, so that `x * 2` reads as it should
  SC_INLINE explicit Vec(Native<T> native) : v(native) {}

  // 0, 1, 2, ...
  static SC_INLINE Vec iota() {
    Native<T> r;
    for (int i = 0; i < kSize; i++) r[i] = static_cast<T>(i);
    return Vec(r);
  }

  // kSize elements from p, which need not be aligned.
  static SC_INLINE Vec load(const T* p) {
    Vec r;
    __builtin_memcpy(&r.v, p, sizeof(r.v));
    return r;
  }
  // The first n (0..kSize) elements from p, zeros in the other lanes; reads nothing past p + n.
  static SC_INLINE Vec load(const T* p, int64_t n);

  SC_INLINE void store(T* p) const { __builtin_memcpy(p, &v, sizeof(v)); }
  // Stores the first n (0..kSize) lanes; writes nothing past p + n.
  SC_INLINE void store(T* p, int64_t n) const;

  SC_INLINE T operator[](int64_t i) const { return v[i]; }

  friend SC_INLINE Vec operator+(Vec a, Vec b) { return Vec(a.v + b.v); }
  friend SC_INLINE Vec operator-(Vec a, Vec b) { return Vec(a.v - b.v); }
  friend SC_INLINE Vec operator*(Vec a, Vec b) { return Vec(a.v * b.v); }
  friend SC_INLINE Vec operator/(Vec a, Vec b) { return Vec(a.v / b.v); }
  friend SC_INLINE Vec operator-(Vec a) { return Vec(-a.v); }
  friend SC_INLINE Vec operator&(Vec a, Vec b) { return Vec(a.v & b.v); }
  friend SC_INLINE Vec operator|(Vec a, Vec b) { return Vec(a.v | b.v); }
  friend SC_INLINE Vec operator^(Vec a, Vec b) { return Vec(a.v ^ b.v); }
  friend SC_INLINE Vec operator<<(Vec a, int count) { return Vec(a.v << count); }
  friend SC_INLINE Vec operator>>(Vec a, int count) { return Vec(a.v >> count); }
  friend SC_INLINE Mask<T> operator<(Vec a, Vec b) { return {reinterpret_cast<Native<IntOf<T>>>(a.v < b.v)}; }
  friend SC_INLINE Mask<T> operator<=(Vec a, Vec b) { return {reinterpret_cast<Native<IntOf<T>>>(a.v <= b.v)}; }
  friend SC_INLINE Mask<T> operator>(Vec a, Vec b) { return {reinterpret_cast<Native<IntOf<T>>>(a.v > b.v)}; }
  friend SC_INLINE Mask<T> operator>=(Vec a, Vec b) { return {reinterpret_cast<Native<IntOf<T>>>(a.v >= b.v)}; }
  friend SC_INLINE Mask<T> operator==(Vec a, Vec b) { return {reinterpret_cast<Native<IntOf<T>>>(a.v == b.v)}; }
  friend SC_INLINE Mask<T> operator!=(Vec a, Vec b) { return {reinterpret_cast<Native<IntOf<T>>>(a.v != b.v)}; }
  SC_INLINE Vec& operator+=(Vec b) { return *this = *this + b; }
  SC_INLINE Vec& operator-=(Vec b) { return *this = *this - b; }
  SC_INLINE Vec& operator*=(Vec b) { return *this = *this * b; }
};

template <typename T>
inline constexpr bool kIsVec = false;
template <typename T>
inline constexpr bool kIsVec<Vec<T>> = true;

template <typename T>
SC_INLINE Vec<T> Vec<T>::load(const T* p, int64_t n) {
#if SC_VEC_BYTES == 64
  const uint64_t lanes = n >= 64 ? ~uint64_t{0} : (uint64_t{1} << n) - 1;
  __m512i r;
  if constexpr (sizeof(T) == 1) r = _mm512_maskz_loadu_epi8(lanes, p);
  if constexpr (sizeof(T) == 2) r = _mm512_maskz_loadu_epi16(static_cast<__mmask32>(lanes), p);
  if constexpr (sizeof(T) == 4) r = _mm512_maskz_loadu_epi32(static_cast<__mmask16>(lanes), p);
  if constexpr (sizeof(T) == 8) r = _mm512_maskz_loadu_epi64(static_cast<__mmask8>(lanes), p);
  return Vec(reinterpret_cast<Native<T>>(r));
#else
#if SC_VEC_BYTES == 32
  if constexpr (sizeof(T) == 4 || sizeof(T) == 8) {
    const Native<IntOf<T>> lanes = Vec<IntOf<T>>::iota().v < static_cast<IntOf<T>>(n);
    if constexpr (sizeof(T) == 4)
      return Vec(reinterpret_cast<Native<T>>(
          _mm256_maskload_epi32(reinterpret_cast<const int*>(p), reinterpret_cast<__m256i>(lanes))));
    else
      return Vec(reinterpret_cast<Native<T>>(
          _mm256_maskload_epi64(reinterpret_cast<const long long*>(p), reinterpret_cast<__m256i>(lanes))));
  }
#endif
  T lanes[kSize] = {};
  __builtin_memcpy(lanes, p, static_cast<size_t>(n) * sizeof(T));
  return load(lanes);
#endif
}

template <typename T>
SC_INLINE void Vec<T>::store(T* p, int64_t n) const {
#if SC_VEC_BYTES == 64
  const uint64_t lanes = n >= 64 ? ~uint64_t{0} : (uint64_t{1} << n) - 1;
  const __m512i r = reinterpret_cast<__m512i>(v);
  if constexpr (sizeof(T) == 1) _mm512_mask_storeu_epi8(p, lanes, r);
  if constexpr (sizeof(T) == 2) _mm512_mask_storeu_epi16(p, static_cast<__mmask32>(lanes), r);
  if constexpr (sizeof(T) == 4) _mm512_mask_storeu_epi32(p, static_cast<__mmask16>(lanes), r);
  if constexpr (sizeof(T) == 8) _mm512_mask_storeu_epi64(p, static_cast<__mmask8>(lanes), r);
#else
  T lanes[kSize];
  store(lanes);
  __builtin_memcpy(p, lanes, static_cast<size_t>(n) * sizeof(T));
#endif
}

// Loads and stores of the first n lanes, for loops: what n stands for is worked out once. T has 4 or 8 bytes.
template <typename T>
class FirstLanes {
 public:
#if SC_VEC_BYTES == 64
  explicit SC_INLINE FirstLanes(int64_t n) : lanes_(static_cast<Lanes>((uint32_t{1} << n) - 1)) {
    asm("" : "+k"(lanes_));  // a register: else it is worked out again for each access
  }
  SC_INLINE Vec<T> load(const T* p) const {
    if constexpr (sizeof(T) == 4)
      return Vec<T>(reinterpret_cast<Native<T>>(_mm512_maskz_loadu_epi32(lanes_, p)));
    else
      return Vec<T>(reinterpret_cast<Native<T>>(_mm512_maskz_loadu_epi64(lanes_, p)));
  }
  SC_INLINE void store(Vec<T> x, T* p) const {
    if constexpr (sizeof(T) == 4)
      _mm512_mask_storeu_epi32(p, lanes_, reinterpret_cast<__m512i>(x.v));
    else
      _mm512_mask_storeu_epi64(p, lanes_, reinterpret_cast<__m512i>(x.v));
  }

 private:
  using Lanes = std::conditional_t<sizeof(T) == 4, __mmask16, __mmask8>;
  Lanes lanes_;
#else
  explicit SC_INLINE FirstLanes(int64_t n) : n_(n) {}
  SC_INLINE Vec<T> load(const T* p) const { return Vec<T>::load(p, n_); }
  SC_INLINE void store(Vec<T> x, T* p) const { x.store(p, n_); }

 private:
  const int64_t n_;
#endif
};

// The same bits as lanes of U, which is as wide as T.
template <typename U, typename T>
SC_INLINE Vec<U> bitcast(Vec<T> x) {
  static_assert(sizeof(U) == sizeof(T));
  return Vec<U>(reinterpret_cast<Native<U>>(x.v));
}

// Lane by lane static_cast, U as wide as T; a float outside of U's range gives an unspecified integer.
template <typename U, typename T>
SC_INLINE Vec<U> convert(Vec<T> x) {
  static_assert(sizeof(U) == sizeof(T));
  return Vec<U>(__builtin_convertvector(x.v, Native<U>));
}

// a where the mask holds, b elsewhere.
template <typename T>
SC_INLINE Vec<T> select(Mask<T> mask, Vec<T> a, std::type_identity_t<Vec<T>> b) {
  return Vec<T>(mask.v ? a.v : b.v);
}
template <typename T>
SC_INLINE Vec<T> select(Mask<T> mask, T a, Vec<T> b) {
  return select(mask, Vec<T>(a), b);
}

// f applied to each lane: for functions that have no vector form here.
template <typename T, typename F>
SC_INLINE Vec<T> map(Vec<T> x, F f) {
  T lanes[Vec<T>::kSize];
  x.store(lanes);
  for (T& lane : lanes) lane = static_cast<T>(f(lane));
  return Vec<T>::load(lanes);
}
template <typename T, typename F>
SC_INLINE Vec<T> map(Vec<T> x, Vec<T> y, F f) {
  T a[Vec<T>::kSize], b[Vec<T>::kSize];
  x.store(a);
  y.store(b);
  for (int64_t i = 0; i < Vec<T>::kSize; i++) a[i] = static_cast<T>(f(a[i], b[i]));
  return Vec<T>::load(a);
}

// The intrinsic of this register width for float or double lanes: SC_VEC_PREFIX(sqrt_ps)(x.v).
#if SC_VEC_BYTES == 64
#define SC_VEC_PREFIX(op) _mm512_##op
template <typename T>
inline constexpr auto kAllLanes = static_cast<std::conditional_t<sizeof(T) == 4, __mmask16, __mmask8>>(-1);
#elif SC_VEC_BYTES == 32
#define SC_VEC_PREFIX(op) _mm256_##op
#else
#define SC_VEC_PREFIX(op) _mm_##op
#endif

// The 512-bit intrinsics are used in their maskz_ form with a full mask: GCC 12 warns of the plain one's unused
// operand.
SC_INLINE Vec<float> sqrt(Vec<float> x) {
#if SC_VEC_BYTES == 64
  return Vec<float>(_mm512_maskz_sqrt_ps(kAllLanes<float>, x.v));
#else
  return Vec<float>(SC_VEC_PREFIX(sqrt_ps)(x.v));
#endif
}
SC_INLINE Vec<double> sqrt(Vec<double> x) {
#if SC_VEC_BYTES == 64
  return Vec<double>(_mm512_maskz_sqrt_pd(kAllLanes<double>, x.v));
#else
  return Vec<double>(SC_VEC_PREFIX(sqrt_pd)(x.v));
#endif
}

// x rounded to an integral value, by one of the _MM_FROUND modes.
template <int kMode>
SC_INLINE Vec<float> round_with(Vec<float> x) {
#if SC_VEC_BYTES == 64
  return Vec<float>(_mm512_maskz_roundscale_ps(kAllLanes<float>, x.v, kMode));
#else
  return Vec<float>(SC_VEC_PREFIX(round_ps)(x.v, kMode));
#endif
}
template <int kMode>
SC_INLINE Vec<double> round_with(Vec<double> x) {
#if SC_VEC_BYTES == 64
  return Vec<double>(_mm512_maskz_roundscale_pd(kAllLanes<double>, x.v, kMode));
#else
  return Vec<double>(SC_VEC_PREFIX(round_pd)(x.v, kMode));
#endif
}
// To nearest, ties to even, as torch.round.
template <typename T>
SC_INLINE Vec<T> round(Vec<T> x) {
  return round_with<_MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC>(x);
}
template <typename T>
SC_INLINE Vec<T> floor(Vec<T> x) {
  return round_with<_MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC>(x);
}
template <typename T>
SC_INLINE Vec<T> ceil(Vec<T> x) {
  return round_with<_MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC>(x);
}
template <typename T>
SC_INLINE Vec<T> trunc(Vec<T> x) {
  return round_with<_MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC>(x);
}

// a * b + c, with one rounding where the capability has it (AVX2, AVX-512), with two elsewhere.
SC_INLINE Vec<float> fmadd(Vec<float> a, Vec<float> b, Vec<float> c) {
#if SC_VEC_BYTES > 16
  return Vec<float>(SC_VEC_PREFIX(fmadd_ps)(a.v, b.v, c.v));
#else
  return a * b + c;
#endif
}
SC_INLINE Vec<double> fmadd(Vec<double> a, Vec<double> b, Vec<double> c) {
#if SC_VEC_BYTES > 16
  return Vec<double>(SC_VEC_PREFIX(fmadd_pd)(a.v, b.v, c.v));
#else
  return a * b + c;
#endif
}
// c - a * b, rounded as fmadd.
SC_INLINE Vec<float> fnmadd(Vec<float> a, Vec<float> b, Vec<float> c) { return fmadd(-a, b, c); }
SC_INLINE Vec<double> fnmadd(Vec<double> a, Vec<double> b, Vec<double> c) { return fmadd(-a, b, c); }

template <typename T>
SC_INLINE Vec<T> sign_bits() {
  return bitcast<T>(Vec<IntOf<T>>(std::numeric_limits<IntOf<T>>::min()));
}
template <typename T>
SC_INLINE Vec<T> bit_and(Vec<T> a, Vec<T> b) {
  return bitcast<T>(bitcast<IntOf<T>>(a) & bitcast<IntOf<T>>(b));
}
template <typename T>
SC_INLINE Vec<T> bit_or(Vec<T> a, Vec<T> b) {
  return bitcast<T>(bitcast<IntOf<T>>(a) | bitcast<IntOf<T>>(b));
}
template <typename T>
SC_INLINE Vec<T> bit_xor(Vec<T> a, Vec<T> b) {
  return bitcast<T>(bitcast<IntOf<T>>(a) ^ bitcast<IntOf<T>>(b));
}
template <typename T>
  requires std::is_floating_point_v<T>
SC_INLINE Vec<T> abs(Vec<T> x) {
  return bitcast<T>(bitcast<IntOf<T>>(x) & Vec<IntOf<T>>(std::numeric_limits<IntOf<T>>::max()));
}
// |x| with the sign of y.
template <typename T>
  requires std::is_floating_point_v<T>
SC_INLINE Vec<T> copysign(Vec<T> x, std::type_identity_t<Vec<T>> y) {
  return bit_or(abs(x), bit_and(y, sign_bits<T>()));
}
template <typename T>
SC_INLINE Mask<T> isnan(Vec<T> x) {
  return x != x;
}
template <typename T>
SC_INLINE Mask<T> isinf(Vec<T> x) {
  return abs(x) == Vec<T>(std::numeric_limits<T>::infinity());
}

// a > b ? a : b and a < b ? a : b in one instruction for floats: b where either is NaN. So larger(bound, x) and
// smaller(bound, x) keep a NaN of x.
template <typename T>
SC_INLINE Vec<T> larger(Vec<T> a, std::type_identity_t<Vec<T>> b) {
#if SC_VEC_BYTES == 64
  if constexpr (std::is_same_v<T, float>) return Vec<T>(_mm512_maskz_max_ps(kAllLanes<T>, a.v, b.v));
  if constexpr (std::is_same_v<T, double>) return Vec<T>(_mm512_maskz_max_pd(kAllLanes<T>, a.v, b.v));
#else
  if constexpr (std::is_same_v<T, float>) return Vec<T>(SC_VEC_PREFIX(max_ps)(a.v, b.v));
  if constexpr (std::is_same_v<T, double>) return Vec<T>(SC_VEC_PREFIX(max_pd)(a.v, b.v));
#endif
  return select(a > b, a, b);
}
template <typename T>
SC_INLINE Vec<T> smaller(Vec<T> a, std::type_identity_t<Vec<T>> b) {
#if SC_VEC_BYTES == 64
  if constexpr (std::is_same_v<T, float>) return Vec<T>(_mm512_maskz_min_ps(kAllLanes<T>, a.v, b.v));
  if constexpr (std::is_same_v<T, double>) return Vec<T>(_mm512_maskz_min_pd(kAllLanes<T>, a.v, b.v));
#else
  if constexpr (std::is_same_v<T, float>) return Vec<T>(SC_VEC_PREFIX(min_ps)(a.v, b.v));
  if constexpr (std::is_same_v<T, double>) return Vec<T>(SC_VEC_PREFIX(min_pd)(a.v, b.v));
#endif
  return select(a < b, a, b);
}

// The larger; NaN if either is NaN, as torch.maximum.
template <typename T>
SC_INLINE Vec<T> maximum(Vec<T> a, std::type_identity_t<Vec<T>> b) {
  if constexpr (std::is_floating_point_v<T>) return select(a != a, a, larger(a, b));
  return larger(a, b);
}
// The smaller; NaN if either is NaN, as torch.minimum.
template <typename T>
SC_INLINE Vec<T> minimum(Vec<T> a, std::type_identity_t<Vec<T>> b) {
  if constexpr (std::is_floating_point_v<T>) return select(a != a, a, smaller(a, b));
  return smaller(a, b);
}

// All lanes folded into one by a commutative, associative f(Vec, Vec), in a fixed order.
template <typename T, typename F>
SC_INLINE T reduce(Vec<T> x, F f) {
  const Vec<IntOf<T>> lane = Vec<IntOf<T>>::iota();
  for (int64_t step = Vec<T>::kSize / 2; step > 0; step /= 2)
    x = f(x, Vec<T>(__builtin_shuffle(x.v, (lane ^ Vec<IntOf<T>>(static_cast<IntOf<T>>(step))).v)));
  return x[0];
}
template <typename T>
SC_INLINE T reduce_add(Vec<T> x) {
  return reduce(x, [](Vec<T> a, Vec<T> b) { return a + b; });
}
template <typename T>
SC_INLINE T reduce_maximum(Vec<T> x) {
  return reduce(x, [](Vec<T> a, Vec<T> b) { return maximum(a, b); });
}
template <typename T>
SC_INLINE T reduce_minimum(Vec<T> x) {
  return reduce(x, [](Vec<T> a, Vec<T> b) { return minimum(a, b); });
}

}  // namespace sconce::inline SC_VEC_NAMESPACE
