// Libraries that have oneTBB for their runtime are kept on the thread that calls them.
#pragma once

#include <memory>

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

// Calls task(0) on the calling thread, so that what oneTBB's algorithms do inside it stays on that thread too: they
// find an arena of one thread, which no worker joins. May be called from inside our own arena. In builds with USE_TBB.
void run_alone(const Task& task);

}  // namespace sconce::detail
