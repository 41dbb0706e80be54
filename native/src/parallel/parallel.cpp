#include "parallel/parallel.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <string>
#include <thread>

#include "parallel/backend.h"
#include "parallel/slots.h"
#include "parallel/trace.h"
#include "sconce/sconce.h"

namespace sconce {
namespace {

std::atomic<int>& thread_setting() {
  static std::atomic<int> setting{detail::usable_cpus()};
  return setting;
}

// Of the kernel that this thread runs, or 0.
thread_local int kernel_threads = 0;
thread_local int current_thread_num = 0;
thread_local bool inside_region = false;

// Marks the calling thread as computing range `number` of a region; puts back what was there.
class RegionScope {
 public:
  explicit RegionScope(int number) : number_(current_thread_num), inside_(inside_region) {
    current_thread_num = number;
    inside_region = true;
  }
  ~RegionScope() {
    current_thread_num = number_;
    inside_region = inside_;
  }
  RegionScope(const RegionScope&) = delete;
  RegionScope& operator=(const RegionScope&) = delete;

 private:
  const int number_;
  const bool inside_;
};

// Held by the caller that the team computes for. Trivially destructible state only: threads may still call while the
// process exits.
std::mutex& team_mutex() {
  static std::mutex& mutex = *new std::mutex();
  return mutex;
}

}  // namespace

int num_threads() { return kernel_threads > 0 ? kernel_threads : thread_setting().load(std::memory_order_relaxed); }

void set_num_threads(int threads) {
  if (threads < 1) return;
  thread_setting().store(threads, std::memory_order_relaxed);
  detail::update_capacity();
}

KernelScope::KernelScope(int limit) : outermost_(kernel_threads == 0) {
  if (outermost_) kernel_threads = std::clamp(limit, 1, thread_setting().load(std::memory_order_relaxed));
}

KernelScope::~KernelScope() {
  if (outermost_) kernel_threads = 0;
}

int detail::usable_cpus() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof(set), &set) == 0) return std::max(1, CPU_COUNT(&set));
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

int thread_num() { return current_thread_num; }

bool in_parallel_region() { return inside_region; }

void detail::parallel_for(int64_t begin, int64_t end, int64_t grain, RangeFunction function) {
  if (begin >= end) return;
  if (trace::is_on()) return trace::parallel_for(begin, end, grain, function);
  const int64_t size = end - begin;
  grain = std::max<int64_t>(grain, 1);
  auto run_inline = [&] {
    RegionScope scope(0);
    function(begin, end);
  };
  if (size <= grain || inside_region) return run_inline();
  const int threads = num_threads();
  if (threads == 1) return run_inline();
  std::unique_lock lock(team_mutex(), std::try_to_lock);
  if (!lock.owns_lock()) return run_inline();

  const int64_t chunk = std::max(grain, (size + threads - 1) / threads);
  const int count = static_cast<int>((size + chunk - 1) / chunk);
  std::exception_ptr failure;
  std::atomic_flag failed;
  auto task = [&](int index) {
    RegionScope scope(index);
    const int64_t from = begin + index * chunk;
    try {
      function(from, std::min(end, from + chunk));
    } catch (...) {
      if (!failed.test_and_set()) failure = std::current_exception();
    }
  };
  run_team(std::max(threads, thread_setting().load(std::memory_order_relaxed)), count, Task(task));
  lock.unlock();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace sconce

int32_t sc_num_threads() noexcept { return sconce::num_threads(); }

void sc_set_num_threads(int32_t threads) noexcept { sconce::set_num_threads(threads); }

const char* sc_threading_info() noexcept {
  thread_local std::string info;
  info = "hardware_concurrency=" + std::to_string(std::thread::hardware_concurrency()) + '\n' +
         "workers=" + std::to_string(sconce::detail::live_workers()) + '\n' + sconce::detail::library_info();
  return info.c_str();
}
