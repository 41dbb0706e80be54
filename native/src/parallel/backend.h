// What a threading backend gives: omp.cpp or tbb.cpp, as ATEN_THREADING chose. It has threads call serve(); what they
// do there is the pool's (pool.h).
#pragma once

#include <string>

namespace sconce::detail {

// Makes threads for the workers 0..count-1, now or as they are woken, and then opens the pool (Pool::open) from another
// thread, or after it has returned, for as many as it can get. Called while no worker lives. False where there can be
// none.
bool start_workers(int count);

// Has worker `index`, which sleeps or falls asleep, look at its word soon. Where the backend is short of threads it may
// never do so: callers take back what it did not begin.
void wake_worker(int index);

// What the backend's library says of itself, as lines of "key=value" (see sc_threading_info).
std::string library_info();

}  // namespace sconce::detail
