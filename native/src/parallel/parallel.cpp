#include "parallel/parallel.h"

#include <sched.h>

#include <algorithm>
#include <atomic>
#include <string>
#include <thread>

#include "parallel/backend.h"
#include "parallel/region.h"
#include "parallel/slots.h"
#include "parallel/trace.h"
#include "sconce/sconce.h"

namespace sconce {
namespace {

std::atomic<int>& setting() {
  static std::atomic<int> threads{detail::usable_cpus()};
  return threads;
}

// Of the kernel that this thread runs, or 0.
thread_local int kernel_threads = 0;
thread_local int current_thread_num = 0;
thread_local bool inside_region = false;
thread_local bool helps = false;    // computes a range for another thread, or something nested in one
thread_local bool counted = false;  // as computing (sc_reset_computing_peak)

}  // namespace

int num_threads() { return kernel_threads > 0 ? kernel_threads : detail::thread_setting(); }

void set_num_threads(int threads) {
  if (threads < 1) return;
  setting().store(threads, std::memory_order_relaxed);
  detail::update_capacity();
}

KernelScope::KernelScope(int limit) : outermost_(kernel_threads == 0) {
  if (!outermost_) return;
  kernel_threads = std::clamp(limit, 1, detail::thread_setting());
  counted = detail::begin_computing();
}

KernelScope::~KernelScope() {
  if (!outermost_) return;
  kernel_threads = 0;
  if (counted) detail::end_computing();
}

int detail::thread_setting() { return setting().load(std::memory_order_relaxed); }

int detail::usable_cpus() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof(set), &set) == 0) return std::max(1, CPU_COUNT(&set));
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

int thread_num() { return current_thread_num; }

bool in_parallel_region() { return inside_region; }

void give_way() {
  // A helper leaves after its range. Who computes outside any kernel has no slot to give.
  if (helps || kernel_threads == 0 || !detail::way_is_asked_for()) return;
  if (counted) detail::end_computing();
  detail::ask_to_give_way();
  counted = detail::begin_computing();
}

detail::RangeScope::RangeScope(int number, int threads)
    : number_(current_thread_num), threads_(kernel_threads), inside_(inside_region), helps_(helps) {
  current_thread_num = number;
  kernel_threads = threads;
  inside_region = true;
  helps = helps || number > 0;
}

detail::RangeScope::~RangeScope() {
  current_thread_num = number_;
  kernel_threads = threads_;
  inside_region = inside_;
  helps = helps_;
}

void detail::parallel_for(int64_t begin, int64_t end, int64_t grain, RangeFunction function) {
  if (begin >= end) return;
  if (trace::is_on()) return trace::parallel_for(begin, end, grain, function);
  grain = std::max<int64_t>(grain, 1);
  const int threads = num_threads();
  if (end - begin <= grain || inside_region) {
    const RangeScope scope(0, threads);
    return function(begin, end);
  }
  if (threads > 1) Pool::instance().adapt();
  Region(begin, end, grain, threads, function).run();
}

}  // namespace sconce

int32_t sc_num_threads() noexcept { return sconce::num_threads(); }

void sc_set_num_threads(int32_t threads) noexcept { sconce::set_num_threads(threads); }

const char* sc_threading_info() noexcept {
  thread_local std::string info;
  info = "hardware_concurrency=" + std::to_string(std::thread::hardware_concurrency()) + '\n' +
         "workers=" + std::to_string(sconce::detail::Pool::instance().live()) + '\n' + sconce::detail::library_info();
  return info.c_str();
}
