// The oneTBB backend: one task arena for the whole process.
//
// A worker that is woken is a task in the arena, which ends when the worker has been idle for a while: so oneTBB has
// its threads back between requests. Where it has none to give (under a quota of one CPU it may start none at all), the
// task waits and the callers compute alone.
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/version.h>
#include <pthread.h>

#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <string>

#include "parallel/backend.h"
#include "parallel/parallel.h"
#include "parallel/pool.h"

namespace sconce::detail {
namespace {

// The thread's name while it is a worker. oneTBB never ends a thread that it has started, also where fewer are wanted
// since: one that is no worker sleeps, and says so.
class ThreadName {
 public:
  explicit ThreadName(const std::string& name) { pthread_setname_np(pthread_self(), name.c_str()); }
  ~ThreadName() { pthread_setname_np(pthread_self(), "sconce-tbb-rest"); }
  ThreadName(const ThreadName&) = delete;
  ThreadName& operator=(const ThreadName&) = delete;
};

class Arena {
 public:
  // Never destroyed: its threads end with the process.
  static Arena& instance() {
    static Arena& arena = *new Arena();
    return arena;
  }

  void start(int count) {
    limit_.reset();
    // Without it oneTBB starts no more threads than there are CPUs, less the one that it takes the caller to have.
    limit_ = std::make_unique<tbb::global_control>(tbb::global_control::max_allowed_parallelism, count + 1);
    arena_ = &arenas_.try_emplace(count, count, 0).first->second;
    Pool::instance().open(count);
  }

  void wake(int index) {
    if (!summoned_[index].exchange(true)) arena_.load()->enqueue([this, index] { live(index); });
  }

 private:
  void live(int index) {
    Worker& worker = Pool::instance().worker(index);
    const ThreadName name("sconce-tbb-" + std::to_string(index));
    do {
      // A thread that waits inside a range, in a library that runs other tasks meanwhile, has no second scratch memory:
      // the caller takes back what it offered.
      if (in_parallel_region()) {
        summoned_[index].store(false);
        worker.abandon();
        return;
      }
      worker.serve();
      summoned_[index].store(false);
      // Whoever woke it in the meantime has left it to this task, which serves it also where the offer has been taken
      // back since: it is warm then.
    } while (is_awake(worker) && !summoned_[index].exchange(true));
  }

  static bool is_awake(const Worker& worker) {
    return worker.state() != Worker::State::kCold && worker.state() != Worker::State::kGone;
  }

  std::unique_ptr<tbb::global_control> limit_;
  // By size, of which one is in use. Kept, since a caller may be about to wake a worker in one.
  std::map<int, tbb::task_arena> arenas_;
  std::atomic<tbb::task_arena*> arena_{nullptr};
  std::array<std::atomic<bool>, Pool::kMaxWorkers> summoned_{};  // has a task that runs, or will
};

}  // namespace

bool start_workers(int count) {
  Arena::instance().start(count);
  return true;
}

void wake_worker(int index) { Arena::instance().wake(index); }

std::string library_info() {
  const size_t threads = tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism);
  return std::string("tbb=") + TBB_runtime_version() + "\ntbb_max_allowed_parallelism=" + std::to_string(threads) +
         '\n';
}

}  // namespace sconce::detail
