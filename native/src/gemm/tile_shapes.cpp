#include "gemm/tile_shapes.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <optional>

namespace sconce::inline SCONCE_CPU_CAPABILITY {
namespace {

#if defined(SCONCE_CPU_CAPABILITY_AVX512)

constexpr int64_t kRounds = 400;  // of 24 instructions: about 2 us

template <typename F>
double seconds_of(F&& f) {
  const auto start = std::chrono::steady_clock::now();
  f();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void load_vectors(const char* from) {
  int64_t rounds = kRounds;
  asm volatile(
      ".balign 64\n"
      "1:\n\t"
      ".irp line,0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23\n\t"
      "vmovups \\line*64(%[from]), %%zmm0\n\t"
      ".endr\n\t"
      "dec %[rounds]\n\t"
      "jnz 1b\n\t"
      : [rounds] "+r"(rounds)
      : [from] "r"(from)
      : "cc", "memory", "xmm0");
}

// Of zeros, 12 sums: more than are in flight at once. `instructions` are those of one, `from` is what they may read.
#define SC_MULTIPLY_ADDS(from, instructions)                                                                     \
  int64_t rounds = kRounds;                                                                                      \
  asm volatile(                                                                                                  \
      ".irp sum,0,1,2,3,4,5,6,7,8,9,10,11,12\n\t"                                                                \
      "vpxorq %%zmm\\sum, %%zmm\\sum, %%zmm\\sum\n\t"                                                            \
      ".endr\n"                                                                                                  \
      ".balign 64\n"                                                                                             \
      "1:\n\t"                                                                                                   \
      ".irp sum,0,1,2,3,4,5,6,7,8,9,10,11,0,1,2,3,4,5,6,7,8,9,10,11\n\t" instructions                            \
      "\n\t.endr\n\t"                                                                                            \
      "dec %[rounds]\n\t"                                                                                        \
      "jnz 1b\n\t"                                                                                               \
      : [rounds] "+r"(rounds)                                                                                    \
      : [at] "r"(from)                                                                                           \
      : "cc", "memory", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", \
        "xmm11", "xmm12", "xmm13")

void multiply_add_vectors(const char* from) { SC_MULTIPLY_ADDS(from, "vfmadd231ps %%zmm12, %%zmm12, %%zmm\\sum"); }
// With one element in every lane, which each takes from memory...
void multiply_add_folded(const char* from) {
  SC_MULTIPLY_ADDS(from, "vfmadd231ps 4*\\sum(%[at])%{1to16%}, %%zmm12, %%zmm\\sum");
}
// ...or which is loaded to a register before.
void multiply_add_loaded(const char* from) {
  SC_MULTIPLY_ADDS(from,
                   "vbroadcastss 4*\\sum(%[at]), %%zmm13\n\t"
                   "vfmadd231ps %%zmm13, %%zmm12, %%zmm\\sum");
}
#undef SC_MULTIPLY_ADDS

// Each waits for the one before: an instruction a cycle.
void count_cycles() {
  int64_t rounds = kRounds, sum = 0;
  asm volatile(
      ".balign 64\n"
      "1:\n\t"
      ".rept 24\n\t"
      "add $1, %[sum]\n\t"
      ".endr\n\t"
      "dec %[rounds]\n\t"
      "jnz 1b\n\t"
      : [rounds] "+r"(rounds), [sum] "+r"(sum)
      :
      : "cc");
}

// Neighbours only lengthen a time.
template <typename F>
double shortest(F&& f) {
  double seconds = 1;
  for (int i = 0; i < 4; i++) seconds = std::min(seconds, seconds_of(f));
  return seconds;
}

// A core that was not multiplying wide vectors does all that it does with them at some other rate at first, mostly for
// less than a millisecond: only when it does nearly two multiply-adds a cycle, or keeps doing one, its rates are those
// that it will keep.
std::optional<TileShapes> measure() {
  alignas(64) const char lines[24 * 64] = {};
  bool is_one_a_cycle = true;
  TileShapes shapes{.wide = true};
  for (int turn = 0; turn < 8; turn++) {
    const auto seconds = [&](auto function) { return shortest([&] { function(lines); }); };
    for (double spent = 0; spent < 2e-4;) spent += seconds_of([&] { multiply_add_vectors(lines); });
    const double products = seconds(multiply_add_vectors), loads = seconds(load_vectors);
    const double folded = seconds(multiply_add_folded), loaded = seconds(multiply_add_loaded);
    const double cycles = shortest(count_cycles);
    shapes.folded = folded < 0.95 * loaded;
    if (products < 0.6 * cycles) {
      shapes.wide = 4 * products < 3 * loads;
      return shapes;
    }
    is_one_a_cycle &= products > 0.9 * cycles && products < 1.1 * cycles;
  }
  return is_one_a_cycle ? std::optional(shapes) : std::nullopt;
}

#else

std::optional<TileShapes> measure() { return TileShapes{}; }  // the smaller vectors have one shape of tile

#endif

constexpr int kAttempts = 5;  // each, some work later, costs at most 3 ms

// Made so far; kAttempts when there is an answer.
std::atomic<int> attempts = 0;
std::atomic<TileShapes> shapes = TileShapes{};
std::mutex measuring;

}  // namespace

TileShapes fastest_tiles() {
  if (attempts.load(std::memory_order_acquire) < kAttempts) {
    const std::unique_lock lock(measuring, std::try_to_lock);
    if (lock && attempts < kAttempts) {
      const std::optional<TileShapes> measured = measure();
      shapes = measured.value_or(TileShapes{});
      attempts.store(measured ? kAttempts : attempts + 1, std::memory_order_release);
    }
  }
  return shapes.load(std::memory_order_relaxed);
}

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
