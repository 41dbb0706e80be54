#include "gemm/library/library.h"

#include <atomic>
#include <cstring>

#include "build_config.h"
#include "sconce/libraries.h"

namespace sconce {
namespace {

std::atomic<const GemmLibrary*> chosen{nullptr};

}  // namespace

const GemmLibrary* gemm_library() { return chosen.load(std::memory_order_acquire); }

#if !USE_MKLDNN
const GemmLibrary* onednn_gemm() { return nullptr; }
#endif

}  // namespace sconce

using namespace sconce;

const char* sc_choose_gemm(const char* name) noexcept {
  const GemmLibrary* library = nullptr;
  if (std::strcmp(name, "blas") == 0) {
    library = blas_gemm();
    if (library == nullptr) return "no BLAS library is open";
  } else if (std::strcmp(name, "onednn") == 0) {
    library = onednn_gemm();
    if (library == nullptr) return USE_MKLDNN ? "oneDNN is not open" : "this build has USE_MKLDNN=0";
  } else if (std::strcmp(name, "own") != 0) {
    return "it is not one of own, blas, onednn";
  }
  chosen.store(library, std::memory_order_release);
  return nullptr;
}

const char* sc_gemm() noexcept {
  const GemmLibrary* library = gemm_library();
  return library == nullptr ? "own" : library->name();
}

#if !USE_MKLDNN
const char* sc_open_onednn(const char*) noexcept { return "this build has USE_MKLDNN=0"; }
const char* sc_onednn_config() noexcept { return nullptr; }
#endif
