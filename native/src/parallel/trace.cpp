#include "parallel/trace.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <vector>

#include "sconce/sconce.h"

namespace sconce::trace {
namespace {

// On CLOCK_MONOTONIC, as System.nanoTime of Java.
int64_t now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// What one thread did in a loop. Written by it alone, as no two that run share a number.
struct alignas(64) Part {
  int64_t thread = 0, begin = 0, end = 0, busy = 0, ranges = 0;

  void add(int64_t from, int64_t to) {
    if (ranges == 0) {
      thread = syscall(SYS_gettid);
      begin = from;
    }
    end = to;
    busy += to - from;
    ++ranges;
  }
};

thread_local bool on = false;
thread_local std::vector<int64_t> records;

class Off {
 public:
  Off() { on = false; }
  ~Off() { on = true; }
  Off(const Off&) = delete;
  Off& operator=(const Off&) = delete;
};

void append(int64_t begin, int64_t end, const std::vector<Part>& parts) {
  const int64_t caller = syscall(SYS_gettid);
  int64_t count = 0, waiting = end - begin;
  for (const Part& part : parts) {
    if (part.ranges > 0) ++count;
    if (part.thread == caller) waiting -= part.busy;
  }
  records.insert(records.end(), {begin, end, waiting, static_cast<int64_t>(parts.size()), count});
  for (const Part& part : parts) {
    if (part.ranges > 0) records.insert(records.end(), {part.thread, part.begin, part.end, part.busy, part.ranges});
  }
}

}  // namespace

bool is_on() { return on; }

void parallel_for(int64_t begin, int64_t end, int64_t grain, detail::RangeFunction function) {
  const Off off;
  if (end - begin <= std::max<int64_t>(grain, 1) || num_threads() == 1) {
    return detail::parallel_for(begin, end, grain, function);
  }
  std::vector<Part> parts(static_cast<size_t>(num_threads()));
  const auto recorded = [&](int64_t from, int64_t to) {
    const int64_t start = now();
    function(from, to);
    parts[static_cast<size_t>(thread_num())].add(start, now());
  };
  const int64_t start = now();
  detail::parallel_for(begin, end, grain, detail::RangeFunction(recorded));
  append(start, now(), parts);
}

}  // namespace sconce::trace

void sc_trace_start() noexcept {
  sconce::trace::records.clear();
  sconce::trace::on = true;
}

int64_t sc_trace_take(int64_t address, int64_t words) noexcept {
  sconce::trace::on = false;
  const auto& records = sconce::trace::records;
  const auto count = static_cast<int64_t>(records.size());
  if (count <= words) std::copy(records.begin(), records.end(), reinterpret_cast<int64_t*>(address));
  return count;
}
