// The oneTBB backend: one task arena for the whole process.
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/partitioner.h>
#include <oneapi/tbb/task_arena.h>
#include <oneapi/tbb/version.h>

#include <atomic>
#include <memory>
#include <thread>

#include "parallel/backend.h"

namespace sconce::detail {
namespace {

std::atomic<int> workers_alive{0};

// Counts the calling thread, once, until it ends.
void count_worker() {
  struct Alive {
    Alive() { workers_alive.fetch_add(1, std::memory_order_relaxed); }
    ~Alive() { workers_alive.fetch_sub(1, std::memory_order_relaxed); }
  };
  thread_local const Alive alive;
}

class Team {
 public:
  void run(int threads, int count, const Task& task) {
    if (threads != threads_) resize(threads);
    const std::thread::id caller = std::this_thread::get_id();
    auto body = [&](int index) {
      if (std::this_thread::get_id() != caller) count_worker();
      task(index);
    };
    arena_->execute([&] { tbb::parallel_for(0, count, 1, body, tbb::simple_partitioner()); });
  }

 private:
  void resize(int threads) {
    arena_.reset();
    limit_.reset();
    // Without it oneTBB starts no more workers than there are CPUs, whatever size the arena has.
    limit_ = std::make_unique<tbb::global_control>(tbb::global_control::max_allowed_parallelism, threads);
    arena_ = std::make_unique<tbb::task_arena>(threads);
    threads_ = threads;
  }

  int threads_ = 0;
  std::unique_ptr<tbb::global_control> limit_;
  std::unique_ptr<tbb::task_arena> arena_;
};

}  // namespace

void run_team(int threads, int count, const Task& task) {
  // Never destroyed: its threads end with the process.
  static Team& team = *new Team();
  team.run(threads, count, task);
}

int live_workers() { return workers_alive.load(std::memory_order_relaxed); }

std::string library_info() {
  const size_t threads = tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism);
  return std::string("tbb=") + TBB_runtime_version() + "\ntbb_max_allowed_parallelism=" + std::to_string(threads) +
         '\n';
}

}  // namespace sconce::detail
