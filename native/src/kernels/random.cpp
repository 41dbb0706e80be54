#include "kernels/random.h"

#include <cmath>
#include <numeric>
#include <utility>

#include "base/kernel.h"
#include "kernels/dtype.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

constexpr double kTwoPi = 6.28318530717958647692;

// MT19937 (Matsumoto and Nishimura) over a state block.
class Engine {
 public:
  explicit Engine(RandomState* state) : state_(*state) {}

  uint32_t next32() {
    if (state_.position >= kSize) renew();
    uint32_t y = state_.engine[state_.position++];
    y ^= y >> 11;
    y ^= (y << 7) & 0x9d2c5680u;
    y ^= (y << 15) & 0xefc60000u;
    return y ^ (y >> 18);
  }

  uint64_t next64() {
    const uint64_t high = next32();
    return high << 32 | next32();
  }

  // Uniform in [0, 1), of as many bits as T has.
  template <typename T>
  T uniform() {
    if constexpr (std::is_same_v<T, double>)
      return static_cast<double>(next64() & ((uint64_t{1} << 53) - 1)) * 0x1p-53;
    else
      return static_cast<float>(next32() & ((1u << 24) - 1)) * 0x1p-24f;
  }

  // Mean 0, deviation 1. They come in pairs: the second waits in the state.
  double normal() {
    if (state_.has_normal) {
      state_.has_normal = 0;
      return state_.normal;
    }
    const double angle = kTwoPi * uniform<double>();
    const double radius = std::sqrt(-2 * std::log1p(-uniform<double>()));
    state_.normal = radius * std::sin(angle);
    state_.has_normal = 1;
    return radius * std::cos(angle);
  }

 private:
  static constexpr int64_t kSize = 624, kShift = 397;

  static uint32_t twist(uint32_t u, uint32_t v) {
    return (((u & 0x80000000u) | (v & 0x7fffffffu)) >> 1) ^ ((v & 1) != 0 ? 0x9908b0dfu : 0);
  }

  void renew() {
    uint32_t* s = state_.engine;
    int64_t i = 0;
    for (; i < kSize - kShift; i++) s[i] = s[i + kShift] ^ twist(s[i], s[i + 1]);
    for (; i < kSize - 1; i++) s[i] = s[i + kShift - kSize] ^ twist(s[i], s[i + 1]);
    s[i] = s[i + kShift - kSize] ^ twist(s[i], s[0]);
    state_.position = 0;
  }

  RandomState& state_;
};

// f.operator()<T>() with the C++ type of a dtype of the list.
template <typename... Ts, typename F>
Status with_dtype(int64_t dtype, F f) {
  const bool known = ((dtype == kDTypeOf<Ts> && (f.template operator()<Ts>(), true)) || ...);
  return known ? kOk : fail(kUnsupportedDtype, dtype);
}

template <typename T, typename F>
void fill_with(const RandomArgs& args, F next) {
  T* out = static_cast<T*>(args.out);
  for (int64_t i = 0; i < args.n; i++) out[i] = next();
}

// PyTorch's numbers for 16 elements and more: Box and Muller's pairs eight apart, and the last sixteen drawn anew if
// they do not fill a block.
template <typename T>
void fill_normal(Engine& engine, T* out, int64_t n, T mean, T deviation) {
  constexpr int64_t kPairs = 8, kBlock = 2 * kPairs;
  const auto transform = [&](T* block) {
    for (int64_t i = 0; i < kPairs; i++) {
      const T radius = std::sqrt(T(-2) * std::log(T(1) - block[i]));
      const T angle = static_cast<T>(kTwoPi) * block[i + kPairs];
      block[i] = radius * std::cos(angle) * deviation + mean;
      block[i + kPairs] = radius * std::sin(angle) * deviation + mean;
    }
  };
  for (int64_t i = 0; i < n; i++) out[i] = engine.uniform<T>();
  for (int64_t i = 0; i + kBlock <= n; i += kBlock) transform(out + i);
  if (n % kBlock != 0) {
    T* last = out + n - kBlock;
    for (int64_t i = 0; i < kBlock; i++) last[i] = engine.uniform<T>();
    transform(last);
  }
}

Status check(const RandomArgs& args) { return args.n < 0 ? fail(kInvalidArgument, 3, args.n) : kOk; }

}  // namespace

SC_KERNEL(random_seed, RandomSeedArgs) {
  RandomState& state = *args.state;
  state.engine[0] = static_cast<uint32_t>(args.seed);
  for (uint32_t i = 1; i < 624; i++)
    state.engine[i] = 1812433253u * (state.engine[i - 1] ^ (state.engine[i - 1] >> 30)) + i;
  state.position = 624;
  state.has_normal = 0;
  state.normal = 0;
  return kOk;
}

SC_KERNEL(random_uniform, RandomArgs) {
  if (const Status status = check(args); status != kOk) return status;
  Engine engine(args.state);
  return with_dtype<float, double, Half, BFloat16>(args.dtype, [&]<typename T>() {
    using Compute = std::conditional_t<sizeof(T) == 2, float, T>;
    const Compute from = static_cast<Compute>(args.a), to = static_cast<Compute>(args.b);
    fill_with<T>(args, [&] {
      const T x = convert_element<T>(engine.uniform<Compute>() * (to - from) + from);
      // What rounds up to the open end goes to the closed one.
      return convert_element<Compute>(x) == to ? convert_element<T>(from) : x;
    });
  });
}

SC_KERNEL(random_normal, RandomArgs) {
  if (const Status status = check(args); status != kOk) return status;
  Engine engine(args.state);
  return with_dtype<float, double>(args.dtype, [&]<typename T>() {
    if (args.n >= 16)
      fill_normal(engine, static_cast<T*>(args.out), args.n, static_cast<T>(args.a), static_cast<T>(args.b));
    else
      fill_with<T>(args, [&] { return static_cast<T>(engine.normal() * args.b + args.a); });
  });
}

SC_KERNEL(random_normal_pairs, RandomArgs) {
  if (const Status status = check(args); status != kOk) return status;
  Engine engine(args.state);
  return with_dtype<float, double, Half, BFloat16>(args.dtype, [&]<typename T>() {
    fill_with<T>(args, [&] { return convert_element<T>(engine.normal() * args.b + args.a); });
  });
}

SC_KERNEL(random_exponential, RandomArgs) {
  if (const Status status = check(args); status != kOk) return status;
  Engine engine(args.state);
  return with_dtype<float, double, Half, BFloat16>(args.dtype, [&]<typename T>() {
    fill_with<T>(args, [&] { return convert_element<T>(-1 / args.a * std::log1p(-engine.uniform<double>())); });
  });
}

SC_KERNEL(random_bernoulli, RandomArgs) {
  if (const Status status = check(args); status != kOk) return status;
  Engine engine(args.state);
  return with_dtype<uint8_t, int8_t, int16_t, int32_t, int64_t, float, double, Half, BFloat16, Bool>(
      args.dtype, [&]<typename T>() {
        fill_with<T>(args, [&] { return convert_element<T>(int32_t{engine.uniform<double>() < args.a}); });
      });
}

SC_KERNEL(random_integers, RandomArgs) {
  if (const Status status = check(args); status != kOk) return status;
  if (args.from >= args.to) return fail(kInvalidArgument, 6, args.from);
  Engine engine(args.state);
  const uint64_t range = static_cast<uint64_t>(args.to) - static_cast<uint64_t>(args.from);
  const bool wide = range >= uint64_t{1} << 28;  // from here on the remainder of 32 bits would be uneven
  return with_dtype<uint8_t, int8_t, int16_t, int32_t, int64_t, float, double, Half, BFloat16>(
      args.dtype, [&]<typename T>() {
        fill_with<T>(args, [&] {
          const uint64_t x = (wide ? engine.next64() : engine.next32()) % range;
          return convert_element<T>(static_cast<int64_t>(x + static_cast<uint64_t>(args.from)));
        });
      });
}

SC_KERNEL(random_bits, RandomArgs) {
  if (const Status status = check(args); status != kOk) return status;
  Engine engine(args.state);
  return with_dtype<int32_t, int64_t>(args.dtype, [&]<typename T>() {
    fill_with<T>(args, [&] {
      if constexpr (sizeof(T) == 4)
        return static_cast<T>(engine.next32() & 0x7fffffffu);
      else
        return static_cast<T>(engine.next64() & 0x7fffffffffffffffu);
    });
  });
}

SC_KERNEL(random_permutation, RandomArgs) {
  if (const Status status = check(args); status != kOk) return status;
  if (args.dtype != kInt64) return fail(kUnsupportedDtype, args.dtype);
  Engine engine(args.state);
  int64_t* out = static_cast<int64_t*>(args.out);
  std::iota(out, out + args.n, int64_t{0});
  for (int64_t i = 0; i < args.n - 1; i++)
    std::swap(out[i], out[i + static_cast<int64_t>(engine.next32() % static_cast<uint64_t>(args.n - i))]);
  return kOk;
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
