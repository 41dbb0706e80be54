#include "gemm/blas/blas.h"

#include <dlfcn.h>
#include <link.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "build_config.h"
#include "sconce/sconce.h"

namespace sconce::blas {
namespace {

std::atomic<void*> library{nullptr};

#define SC_FUNCTION(handle, name) reinterpret_cast<decltype(&name)>(dlsym(handle, #name))

#if SCONCE_BLAS_IS_MKL

void* load(const char* path) { return dlopen(path, RTLD_NOW | RTLD_LOCAL); }

// Chooses the threading layer, before the library's first use does, and one thread: it then starts none, and a call
// never leaves its thread. Returns null, or what is missing.
const char* make_single_threaded(void* handle) {
  static std::string failure;  // outlives the call: its text is handed out
  constexpr bool kSequential = std::string_view(SCONCE_MKL_LAYER) == "sequential";
  // The library ends the process when it cannot load its layer.
  const link_map* loaded = nullptr;
  if (dlinfo(handle, RTLD_DI_LINKMAP, &loaded) == 0) {
    std::string file = loaded->l_name;
    const size_t name = file.rfind("mkl_rt");
    if (name != std::string::npos) file.replace(name, 6, "mkl_" SCONCE_MKL_LAYER);
    if (access(file.c_str(), R_OK) != 0) {
      failure = "this build has MKL_THREADING=" SCONCE_MKL_THREADING ", and there is no " + file;
      return failure.c_str();
    }
  }
  const auto set_layer = SC_FUNCTION(handle, MKL_Set_Threading_Layer);
  const auto set_threads = SC_FUNCTION(handle, MKL_Set_Num_Threads);
  if (set_layer == nullptr || set_threads == nullptr) return "this is not libmkl_rt: it has no MKL_Set_Threading_Layer";
  constexpr int wanted = kSequential ? MKL_THREADING_SEQUENTIAL : MKL_THREADING_GNU;
  if (const int got = set_layer(wanted); got != wanted) {
    failure = "MKL is in use in this process with another threading layer (" + std::to_string(got) + ")";
    return failure.c_str();
  }
  set_threads(1);
  return nullptr;
}

int threads() {
  const auto get = SC_BLAS(MKL_Get_Max_Threads);
  return get == nullptr ? 0 : get();
}

std::string describe() {
  char text[256] = "";
  if (const auto version = SC_BLAS(MKL_Get_Version_String)) version(text, sizeof(text));
  return text;
}

#else

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

void* load(const char* path) {
  // OpenBLAS starts its threads while it is being loaded, one for each CPU, unless this says otherwise.
  EnvironmentScope one_thread("OPENBLAS_NUM_THREADS", "1");
  return dlopen(path, RTLD_NOW | RTLD_LOCAL);
}

const char* make_single_threaded(void* handle) {
  // Another user of the process may have loaded it before us, with threads.
  if (const auto set_threads = SC_FUNCTION(handle, openblas_set_num_threads)) set_threads(1);
  return nullptr;
}

int threads() {
  const auto get = SC_BLAS(openblas_get_num_threads);
  return get == nullptr ? 0 : get();
}

std::string describe() {
  const auto config = SC_BLAS(openblas_get_config);
  return config == nullptr ? "" : config();
}

#endif

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
  void* handle = blas::load(path);
  if (handle == nullptr) {
    failure = dlerror();
    return failure.c_str();
  }
  if (const char* missing = blas::make_single_threaded(handle)) return missing;
  // NaN goes in and comes out, as in PyTorch: LAPACKE would refuse it.
  if (const auto set_nancheck = SC_FUNCTION(handle, LAPACKE_set_nancheck)) set_nancheck(0);
  blas::library.store(handle, std::memory_order_release);
  return nullptr;
}

int32_t sc_blas_threads() noexcept { return blas::threads(); }

const char* sc_blas_config() noexcept {
  if (blas::library.load(std::memory_order_acquire) == nullptr) return nullptr;
  static const std::string text = blas::describe();
  return text.c_str();
}
