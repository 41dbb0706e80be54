#include "kernels/random.h"

#include <algorithm>
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

constexpr int64_t kPairs = 8, kBlock = 2 * kPairs;

// Normal numbers out of a block of uniform ones: Box and Muller's pairs, eight apart.
template <typename T>
void make_normal(T* block, T mean, T deviation) {
  for (int64_t i = 0; i < kPairs; i++) {
    const T radius = std::sqrt(T(-2) * std::log(T(1) - block[i]));
    const T angle = static_cast<T>(kTwoPi) * block[i + kPairs];
    block[i] = radius * std::cos(angle) * deviation + mean;
    block[i + kPairs] = radius * std::sin(angle) * deviation + mean;
  }
}

template <typename T>
void draw_block(Engine& engine, T* block) {
  for (int64_t i = 0; i < kBlock; i++) block[i] = engine.uniform<T>();
}

// PyTorch's numbers for 16 elements and more: in blocks, and the last sixteen drawn anew if they do not fill one. They
// are drawn before any becomes normal, those of 16 bits block by block.
template <typename T>
void fill_normal(Engine& engine, T* out, int64_t n, double mean, double deviation) {
  if constexpr (sizeof(T) == 2) {
    float block[kBlock];
    for (int64_t begin = 0; begin < n; begin += kBlock) {
      draw_block(engine, block);
      make_normal(block, static_cast<float>(mean), static_cast<float>(deviation));
      T* const to = out + std::min(begin, n - kBlock);
      for (int64_t i = 0; i < kBlock; i++) to[i] = convert_element<T>(block[i]);
    }
  } else {
    const T center = static_cast<T>(mean), spread = static_cast<T>(deviation);
    for (int64_t i = 0; i < n; i++) out[i] = engine.uniform<T>();
    for (int64_t i = 0; i + kBlock <= n; i += kBlock) make_normal(out + i, center, spread);
    if (n % kBlock != 0) {
      draw_block(engine, out + n - kBlock);
      make_normal(out + n - kBlock, center, spread);
    }
  }
}

// What is left of ln k! beyond Stirling's formula.
double stirling_rest(double k) {
  constexpr int kTable = 10;
  if (k < kTable) return std::lgamma(k + 1) - ((k + 0.5) * std::log(k + 1) - (k + 1) + 0.5 * std::log(kTwoPi));
  const double square = (k + 1) * (k + 1);
  return (1.0 / 12 - (1.0 / 360 - 1.0 / 1260 / square) / square) / (k + 1);
}

// Counts waiting times (Knuth) where few are expected; else Hörmann's transformed rejection, PTRS (1993).
double poisson(Engine& engine, double rate) {
  if (rate == 0) return 0;
  if (rate < 10) {
    const double least = std::exp(-rate);
    double k = 0;
    for (double product = engine.uniform<double>(); product > least; product *= engine.uniform<double>()) k++;
    return k;
  }
  const double root = std::sqrt(rate), log_rate = std::log(rate);
  const double b = 0.931 + 2.53 * root, a = -0.059 + 0.02483 * b;
  const double inverse_alpha = 1.1239 + 1.1328 / (b - 3.4), quick = 0.9277 - 3.6224 / (b - 2);
  while (true) {
    const double u = engine.uniform<double>() - 0.5, v = engine.uniform<double>();
    const double us = 0.5 - std::fabs(u);
    const double k = std::floor((2 * a / us + b) * u + rate + 0.43);
    if (us >= 0.07 && v <= quick) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    if (std::log(v) + std::log(inverse_alpha) - std::log(a / (us * us) + b) <=
        -rate + k * log_rate - std::lgamma(k + 1))
      return k;
  }
}

// Of a probability up to a half: adds up geometric waiting times where few successes are expected; else Hörmann's
// BTRS (1993).
double binomial_of_half(Engine& engine, double trials, double p) {
  if (trials * p < 10) {
    const double log_failure = std::log1p(-p);
    double k = -1;
    for (double sum = 0; sum <= trials; k++) sum += std::ceil(std::log(engine.uniform<double>()) / log_failure);
    return k;
  }
  const double deviation = std::sqrt(trials * p * (1 - p));
  const double b = 1.15 + 2.53 * deviation, a = -0.0873 + 0.0248 * b + 0.01 * p, c = trials * p + 0.5;
  const double quick = 0.92 - 4.2 / b, odds = p / (1 - p), alpha = (2.83 + 5.1 / b) * deviation;
  const double mode = std::floor((trials + 1) * p);
  while (true) {
    const double u = engine.uniform<double>() - 0.5;
    double v = engine.uniform<double>();
    const double us = 0.5 - std::fabs(u);
    const double k = std::floor((2 * a / us + b) * u + c);
    if (us >= 0.07 && v <= quick) return k;
    if (k < 0 || k > trials) continue;
    v = std::log(v * alpha / (a / (us * us) + b));
    const double bound = (mode + 0.5) * std::log((mode + 1) / (odds * (trials - mode + 1))) +
                         (trials + 1) * std::log((trials - mode + 1) / (trials - k + 1)) +
                         (k + 0.5) * std::log(odds * (trials - k + 1) / (k + 1)) + stirling_rest(mode) +
                         stirling_rest(trials - mode) - stirling_rest(k) - stirling_rest(trials - k);
    if (v <= bound) return k;
  }
}

double binomial(Engine& engine, double trials, double p) {
  if (trials <= 0 || p <= 0) return 0;
  if (p >= 1) return trials;
  if (std::isnan(p)) return p;
  return p <= 0.5 ? binomial_of_half(engine, trials, p) : trials - binomial_of_half(engine, trials, 1 - p);
}

template <typename F>
Status fill_of(const RandomOfArgs& args, F draw) {
  if (args.n < 0) return fail(kInvalidArgument, 3, args.n);
  int64_t wrong = -1;
  const Status status = with_dtype<float, double, Half, BFloat16>(args.dtype, [&]<typename T>() {
    const T* x = static_cast<const T*>(args.x);
    const T* y = static_cast<const T*>(args.y);
    Engine engine(args.state);
    for (int64_t i = 0; i < args.n && wrong < 0; i++) {
      const double first = convert_element<double>(x[i]);
      if (!std::isfinite(first))  // on which rejection would not end
        wrong = i;
      else
        static_cast<T*>(args.out)[i] = convert_element<T>(draw(engine, first, convert_element<double>(y[i])));
    }
  });
  return wrong < 0 ? status : fail(kInvalidArgument, 4, wrong);
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
  return with_dtype<float, double, Half, BFloat16>(args.dtype, [&]<typename T>() {
    if (args.n >= kBlock)
      fill_normal(engine, static_cast<T*>(args.out), args.n, args.a, args.b);
    else
      fill_with<T>(args, [&] { return convert_element<T>(engine.normal() * args.b + args.a); });
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

SC_KERNEL(random_poisson, RandomOfArgs) {
  return fill_of(args, [](Engine& engine, double rate, double) { return poisson(engine, rate); });
}

SC_KERNEL(random_binomial, RandomOfArgs) { return fill_of(args, binomial); }

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
