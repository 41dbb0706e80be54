// The OpenMP backend: one team for the whole process.
//
// An OpenMP runtime makes a team of its own for every application thread that enters a parallel region. Here a host
// thread enters one region and its team stays in it, serving whichever caller holds the team: so there are
// num_threads() - 1 pool threads however many callers there are, and a library that looks for an enclosing OpenMP
// region finds one.
#include <omp.h>

#include <atomic>
#include <thread>

#include "parallel/backend.h"

namespace sconce::detail {
namespace {

// How often a waiting thread looks before it sleeps: some 20 to 50 µs, more than the gap between two kernels of a
// model, and less than a scheduler's slice, should more threads than CPUs be about.
constexpr int kSpins = 1000;

template <typename T>
void wait_while_equal(const std::atomic<T>& value, T old) {
  for (int spin = 0; spin < kSpins; ++spin) {
    if (value.load(std::memory_order_acquire) != old) return;
    __builtin_ia32_pause();
    // The thread that this one waits for may be queued behind it on the same CPU, and stay there while neighbours keep
    // the others busy: then each round would cost the whole wait.
    if (spin % 64 == 63) std::this_thread::yield();
  }
  while (value.load(std::memory_order_acquire) == old) value.wait(old, std::memory_order_acquire);
}

std::atomic<int> workers_alive{0};

class Team {
 public:
  void run(int threads, int count, const Task& task) {
    if (threads != threads_) resize(threads);
    task_ = &task;
    count_ = count;
    pending_.store(threads_ - 1, std::memory_order_relaxed);
    publish();
    task(0);
    await_workers();
  }

 private:
  // Lets the running region end, and starts one of the new size.
  void resize(int threads) {
    if (threads_ > 1) {
      task_ = nullptr;
      pending_.store(threads_ - 1, std::memory_order_relaxed);
      publish();
      await_workers();
      host_.join();
    }
    threads_ = threads;
    if (threads_ == 1) return;
    const uint32_t start = round_.load(std::memory_order_relaxed);
    host_ = std::thread([this, workers = threads - 1, start] {
      omp_set_dynamic(0);
#pragma omp parallel num_threads(workers)
      {
        // A runtime that is short of threads gives fewer than asked for; the numbers beyond are then taken by those
        // that there are.
        serve(omp_get_thread_num() + 1, omp_get_num_threads(), start);
      }
    });
  }

  // A worker's life: first is its number in 1..threads-1, and it also stands in for the numbers first + team, first + 2
  // * team, ...
  void serve(int first, int team, uint32_t round) {
    workers_alive.fetch_add(1, std::memory_order_relaxed);
    for (;;) {
      wait_while_equal(round_, round);
      ++round;
      const Task* task = task_;
      const int workers = threads_ - 1;
      const int count = count_;
      for (int number = first; number <= workers; number += team) {
        if (task != nullptr && number < count) (*task)(number);
        if (pending_.fetch_sub(1, std::memory_order_acq_rel) == 1) pending_.notify_one();
      }
      if (task == nullptr) break;
    }
    workers_alive.fetch_sub(1, std::memory_order_relaxed);
  }

  void publish() {
    round_.fetch_add(1, std::memory_order_release);
    round_.notify_all();
  }

  void await_workers() {
    for (int left; (left = pending_.load(std::memory_order_acquire)) != 0;) wait_while_equal(pending_, left);
  }

  // What run writes before a round and workers read in it; the round's release and acquire order them.
  int threads_ = 1;
  int count_ = 0;
  const Task* task_ = nullptr;
  std::thread host_;
  alignas(64) std::atomic<uint32_t> round_{0};
  alignas(64) std::atomic<int> pending_{0};
};

}  // namespace

void run_team(int threads, int count, const Task& task) {
  // Never destroyed: its threads end with the process.
  static Team& team = *new Team();
  team.run(threads, count, task);
}

int live_workers() { return workers_alive.load(std::memory_order_relaxed); }

std::string library_info() {
  return "openmp=" + std::to_string(_OPENMP) + "\nomp_get_max_threads=" + std::to_string(omp_get_max_threads()) + '\n';
}

}  // namespace sconce::detail
