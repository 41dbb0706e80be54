// The OpenMP backend: one team for the whole process.
//
// An OpenMP runtime makes a team of its own for every application thread that enters a parallel region. Here a host
// thread enters one region and its team stays in it, as the workers of the pool: so their number does not depend on how
// many callers there are, and a library that looks for an enclosing OpenMP region finds one.
#include <omp.h>
#include <pthread.h>

#include <string>
#include <system_error>
#include <thread>

#include "parallel/backend.h"
#include "parallel/pool.h"

namespace sconce::detail {
namespace {

void live(Worker& worker, int generation) {
  do {
    worker.serve();
    if (worker.state() == Worker::State::kCold) worker.sleep();
  } while (worker.state() != Worker::State::kGone && Pool::instance().generation() == generation);
}

void host(int count, int generation) {
  omp_set_dynamic(0);
#pragma omp parallel num_threads(count)
  {
    const int number = omp_get_thread_num();
    pthread_setname_np(pthread_self(), ("sconce-omp-" + std::to_string(number)).c_str());
    omp_set_num_threads(1);  // a team of one does not count as an enclosing region
#pragma omp single
    Pool::instance().open(omp_get_num_threads());
    if (number == 0) Pool::instance().adapt();  // the setting may have changed meanwhile
    live(Pool::instance().worker(number), generation);
  }
}

}  // namespace

bool start_workers(int count) {
  try {
    std::thread(host, count, Pool::instance().generation()).detach();
    return true;
  } catch (const std::system_error&) {
    return false;  // no more threads are to be had: callers compute alone
  }
}

void wake_worker(int index) { Pool::instance().worker(index).wake(); }

std::string library_info() {
  return "openmp=" + std::to_string(_OPENMP) + "\nomp_get_max_threads=" + std::to_string(omp_get_max_threads()) + '\n';
}

}  // namespace sconce::detail
