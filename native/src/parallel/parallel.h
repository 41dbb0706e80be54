// The intra-op thread pool: the one way by which a kernel uses more than one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <type_traits>

namespace sconce {

// Threads that one parallel_for may use, the caller included: the setting, or less where a KernelScope says so. While a
// kernel runs (in a KernelScope) it stays as it was at its beginning, so that scratch memory can be sized by it.
int num_threads();

// The setting for the whole process. At first: the CPUs that this process may run on; who loads the library knows the
// defaults and sets them (in Java, dev.sconce.host.ThreadDefaults). Thread-safe; a change reaches every thread at its
// next kernel. Values below 1 are ignored.
void set_num_threads(int threads);

// Begins a kernel on this thread: num_threads() is then the setting of now, but at most `limit` (at least 1). Inside
// another scope it does nothing.
class KernelScope {
 public:
  explicit KernelScope(int limit);
  ~KernelScope();
  KernelScope(const KernelScope&) = delete;
  KernelScope& operator=(const KernelScope&) = delete;

 private:
  bool outermost_;
};

// The number of the range that this thread computes, in 0..num_threads()-1: no two running ranges of one parallel_for
// share it, so that it can index scratch memory. 0 outside a parallel region, and in a parallel_for that runs inline.
int thread_num();

bool in_parallel_region();

namespace detail {

int usable_cpus();

// A callable by reference: no allocation, no ownership.
class RangeFunction {
 public:
  template <typename F>
  explicit RangeFunction(F& function)
      : object_(const_cast<void*>(static_cast<const void*>(std::addressof(function)))),
        call_([](void* object, int64_t begin, int64_t end) { (*static_cast<F*>(object))(begin, end); }) {}

  void operator()(int64_t begin, int64_t end) const { call_(object_, begin, end); }

 private:
  void* object_;
  void (*call_)(void*, int64_t, int64_t);
};

void parallel_for(int64_t begin, int64_t end, int64_t grain, RangeFunction function);

}  // namespace detail

// Calls function(b, e) on ranges that together are [begin, end), and returns when all are done. The contract is that of
// at::parallel_for: at most num_threads() ranges, none shorter than grain but the last; one call on the caller's thread
// when there are at most grain elements, inside another parallel region, or with one thread; no call when the range is
// empty. A grain below 1 counts as 1. When the pool computes for another caller the whole range is computed here,
// instead of waiting. The first exception of any range is rethrown here, after all ranges have ended. Two runs may
// split differently: a result must not depend on the ranges.
template <typename F>
void parallel_for(int64_t begin, int64_t end, int64_t grain, F&& function) {
  detail::parallel_for(begin, end, grain, detail::RangeFunction(function));
}

}  // namespace sconce
