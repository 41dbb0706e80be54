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
  const bool outermost_;
};

// This thread's number in the parallel_for that it computes a range of, in 0..num_threads()-1, the caller's being 0: no
// two threads have the same at once, so that it can index scratch memory. 0 outside, and in one that runs inline.
int thread_num();

bool in_parallel_region();

// Between two pieces of a long kernel: lets another thread compute in this one's place for a while, if one has waited
// for long, and returns when this thread may go on. Costs a load. Loops do it between ranges; a kernel that computes
// for long in one range, or in no loop, calls it itself. The caller of a kernel holds no lock meanwhile.
void give_way();

namespace detail {

int usable_cpus();
int thread_setting();

// A callable by reference: no allocation, no ownership.
class RangeFunction {
 public:
  template <typename F>
    requires(!std::is_same_v<std::remove_cv_t<F>, RangeFunction>)
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

// Calls function(b, e) on ranges that together are [begin, end), and returns when all are done; as at::parallel_for,
// but for the number of ranges.
//
// - Inline, as one call on the caller's thread: at most grain elements (a grain below 1 counts as 1), inside another
//   parallel region. No call for an empty range.
// - Else ranges of some grains, a little shorter where that makes them equal, on the caller and on the helpers for
// which
//   there are compute slots (slots.h), at most num_threads() threads. Short loops have a range for each; in long ones
//   each thread computes many, and helpers come and go, so that nobody who waits for a slot waits for the whole loop: a
//   range of a long kernel should take no more than some milliseconds.
// - thread_num() is the same in all ranges that a thread computes. The numbers of a loop are below num_threads() and
//   below the number of grains.
// - The caller never waits for a helper to begin, only for ranges that have begun.
// - The first exception of a range is rethrown here, after all running ranges have ended; others may not have begun.
// - Two runs may split differently: a result must not depend on the ranges.
template <typename F>
void parallel_for(int64_t begin, int64_t end, int64_t grain, F&& function) {
  detail::parallel_for(begin, end, grain, detail::RangeFunction(function));
}

}  // namespace sconce
