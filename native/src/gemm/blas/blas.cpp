#include "gemm/blas/blas.h"

#include <dlfcn.h>

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <string>

#include "sconce/sconce.h"

namespace sconce::blas {
namespace {

std::atomic<void*> library{nullptr};

// Sets an environment variable for a while.
class EnvironmentScope {
 public:
  EnvironmentScope(const char* name, const char* value) : name_(name) {
    if (const char* old = std::getenv(name)) old_ = old;
    setenv(name, value, 1);
  }
  ~EnvironmentScope() {
    if (old_) {
      setenv(name_, old_->c_str(), 1);
    } else {
      unsetenv(name_);
    }
  }
  EnvironmentScope(const EnvironmentScope&) = delete;
  EnvironmentScope& operator=(const EnvironmentScope&) = delete;

 private:
  const char* const name_;
  std::optional<std::string> old_;
};

}  // namespace

void* symbol(const char* name) {
  void* handle = library.load(std::memory_order_acquire);
  return handle == nullptr ? nullptr : dlsym(handle, name);
}

}  // namespace sconce::blas

using namespace sconce;

const char* sc_open_blas(const char* path) noexcept {
  static std::mutex mutex;
  static std::string failure;  // outlives the call: its text is handed out
  std::lock_guard lock(mutex);
  if (blas::library.load(std::memory_order_relaxed) != nullptr) return nullptr;
  void* handle = nullptr;
  {
    // OpenBLAS starts its threads while it is being loaded, one for each CPU, unless this says otherwise.
    blas::EnvironmentScope one_thread("OPENBLAS_NUM_THREADS", "1");
    handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  }
  if (handle == nullptr) {
    failure = dlerror();
    return failure.c_str();
  }
  // Another user of the process may have loaded it before us, with threads.
  if (auto set_threads =
          reinterpret_cast<decltype(&openblas_set_num_threads)>(dlsym(handle, "openblas_set_num_threads"))) {
    set_threads(1);
  }
  // NaN goes in and comes out, as in PyTorch: LAPACKE would refuse it.
  if (auto set_nancheck = reinterpret_cast<decltype(&LAPACKE_set_nancheck)>(dlsym(handle, "LAPACKE_set_nancheck"))) {
    set_nancheck(0);
  }
  blas::library.store(handle, std::memory_order_release);
  return nullptr;
}

int32_t sc_blas_threads() noexcept {
  const auto threads = SC_BLAS(openblas_get_num_threads);
  return threads == nullptr ? 0 : threads();
}

const char* sc_blas_config() noexcept {
  const auto config = SC_BLAS(openblas_get_config);
  return config == nullptr ? nullptr : config();
}
