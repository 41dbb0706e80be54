// What a threading backend gives: omp.cpp or tbb.cpp, as ATEN_THREADING chose.
#pragma once

#include <memory>
#include <string>

namespace sconce::detail {

// A callable by reference that does not throw.
class Task {
 public:
  template <typename F>
  explicit Task(F& function)
      : object_(std::addressof(function)), call_([](void* object, int index) { (*static_cast<F*>(object))(index); }) {}

  void operator()(int index) const { call_(object_, index); }

 private:
  void* object_;
  void (*call_)(void*, int);
};

// Calls task(i) once for each i in [0, count), on the caller and at most threads - 1 others, and returns when all have
// ended. count is at most threads. Called by one thread at a time.
void run_team(int threads, int count, const Task& task);

// Threads of the pool that live now. TBB does not tell: of its threads, those that have computed.
int live_workers();

// What the backend's library says of itself, as lines of "key=value" (see sc_threading_info).
std::string library_info();

}  // namespace sconce::detail
