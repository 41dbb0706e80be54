// What a parallel loop costs by itself, on some threads: ours beside plain OpenMP's and oneTBB's, in turns, since
// neighbours make all of them swing. Two bodies: an empty one, and one that spins for 2 µs, of which the rest is the
// loop's cost with all threads at work.
//
//   bench_parallel [threads]
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#ifdef SCONCE_BENCH_TBB
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#endif

#include "parallel/parallel.h"

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kRounds = 41;
constexpr int kCalls = 2000;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

void spin(double seconds) {
  const auto start = Clock::now();
  while (seconds_since(start) < seconds) {
  }
}

struct Loop {
  std::string name;
  std::function<void()> run;
  std::vector<double> nanoseconds;
};

template <typename Body>
std::vector<Loop> loops(int threads, const Body& body) {
  std::vector<Loop> all;
  all.push_back({"sconce parallel_for",
                 [=] {
                   sconce::parallel_for(0, threads, 1, [&](int64_t begin, int64_t end) {
                     for (int64_t i = begin; i < end; ++i) body();
                   });
                 },
                 {}});
#ifdef _OPENMP
  all.push_back({"omp parallel for",
                 [=] {
#pragma omp parallel for num_threads(threads) schedule(static)
                   for (int i = 0; i < threads; ++i) body();
                 },
                 {}});
#endif
#ifdef SCONCE_BENCH_TBB
  all.push_back({"tbb::parallel_for",
                 [=] { tbb::parallel_for(0, threads, 1, [&](int) { body(); }, tbb::simple_partitioner()); },
                 {}});
#endif
  return all;
}

template <typename Body>
void measure(const char* title, int threads, double body_nanoseconds, const Body& body) {
  std::vector<Loop> all = loops(threads, body);
  for (int round = 0; round < kRounds; ++round) {
    for (Loop& loop : all) {
      // Until the threads of the loop before have gone to sleep.
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      for (int call = 0; call < 100; ++call) loop.run();
      const auto start = Clock::now();
      for (int call = 0; call < kCalls; ++call) loop.run();
      loop.nanoseconds.push_back(seconds_since(start) / kCalls * 1e9 - body_nanoseconds);
    }
  }
  for (Loop& loop : all) {
    std::sort(loop.nanoseconds.begin(), loop.nanoseconds.end());
    std::printf("%-12s %d threads  %-20s %8.0f ns  (best %.0f)\n", title, threads, loop.name.c_str(),
                loop.nanoseconds[kRounds / 2], loop.nanoseconds[0]);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const int threads = argc > 1 ? std::max(1, std::atoi(argv[1])) : 2;
  sconce::set_num_threads(threads);
#ifdef SCONCE_BENCH_TBB
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, static_cast<size_t>(threads));
#endif
  measure("empty body", threads, 0, [] { asm volatile("" ::: "memory"); });
  measure("2 µs body", threads, 2000, [] { spin(2e-6); });
}
