#include "gemm/onednn/onednn.h"

#include <dlfcn.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <mutex>
#include <new>

#include "build_config.h"
#include "parallel/alone.h"
#include "sconce/libraries.h"

namespace sconce::onednn {
namespace {

Functions functions;
std::atomic<bool> is_open{false};

// Scratch memory of the calling thread, that grows.
void* scratch(size_t bytes) {
  struct Free {
    void operator()(void* memory) const { std::free(memory); }
  };
  thread_local std::unique_ptr<void, Free> memory;
  thread_local size_t size = 0;
  if (bytes > size) {
    memory.reset();
    size = 0;
    const size_t rounded = (bytes + 4095) / 4096 * 4096;
    memory.reset(std::aligned_alloc(64, rounded));
    if (memory == nullptr) throw std::bad_alloc();
    size = rounded;
  }
  return memory.get();
}

dnnl_stream_t stream() {
  thread_local const dnnl_stream_t own = [] {
    dnnl_stream_t made = nullptr;
    check(dnnl().dnnl_stream_create(&made, dnnl().engine, dnnl_stream_default_flags), "stream");
    return made;
  }();
  return own;
}

Memory memory_at(const_dnnl_memory_desc_t layout, void* data) {
  dnnl_memory_t memory = nullptr;
  check(dnnl().dnnl_memory_create(&memory, layout, dnnl().engine, data), "memory");
  return Memory(memory);
}

}  // namespace

const Functions& dnnl() { return functions; }

#if DNNL_CPU_THREADING_RUNTIME == DNNL_RUNTIME_TBB

void run_on_one_thread(const detail::Task& task) { detail::run_alone(task); }

#else

void run_on_one_thread(const detail::Task& task) {
  // The calling thread's own setting, which others of the process (libtorch, say) may have made.
  class Scope {
   public:
    Scope() : before_(functions.omp_get_max_threads()) {
      if (before_ != 1) functions.omp_set_num_threads(1);
    }
    ~Scope() {
      if (before_ != 1) functions.omp_set_num_threads(before_);
    }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    const int before_;
  };
  const Scope scope;
  task(0);
}

#endif

MemoryDesc strided(int dims, const dnnl_dims_t sizes, const dnnl_dims_t strides) {
  dnnl_memory_desc_t desc = nullptr;
  check(dnnl().dnnl_memory_desc_create_with_strides(&desc, dims, sizes, dnnl_f32, strides), "memory descriptor");
  return MemoryDesc(desc);
}

Attributes attributes(float alpha, float beta) {
  dnnl_primitive_attr_t made = nullptr;
  check(dnnl().dnnl_primitive_attr_create(&made), "attributes");
  Attributes result(made);
  check(dnnl().dnnl_primitive_attr_set_scratchpad_mode(made, dnnl_scratchpad_mode_user), "scratchpad mode");
  if (alpha != 1 || beta != 0) {
    dnnl_post_ops_t ops = nullptr;
    check(dnnl().dnnl_post_ops_create(&ops), "post-ops");
    const PostOps owner(ops);
    if (alpha != 1) check(dnnl().dnnl_post_ops_append_eltwise(ops, dnnl_eltwise_linear, alpha, 0), "post-op eltwise");
    if (beta != 0) check(dnnl().dnnl_post_ops_append_sum(ops, beta, 0, dnnl_f32), "post-op sum");
    check(dnnl().dnnl_primitive_attr_set_post_ops(made, ops), "post-ops");
  }
  return result;
}

Primitive::Primitive(PrimitiveDesc desc) : desc_(std::move(desc)) {
  dnnl_primitive_t made = nullptr;
  check(dnnl().dnnl_primitive_create(&made, desc_.get()), "primitive");
  primitive_.reset(made);
  scratch_bytes_ = dnnl().dnnl_memory_desc_get_size(layout(DNNL_ARG_SCRATCHPAD));
}

const_dnnl_memory_desc_t Primitive::layout(int name) const {
  return dnnl().dnnl_primitive_desc_query_md(desc_.get(), dnnl_query_exec_arg_md, name);
}

std::string Primitive::implementation() const {
  const char* text = nullptr;
  check(dnnl().dnnl_primitive_desc_query(desc_.get(), dnnl_query_impl_info_str, 0, &text), "implementation");
  return text;
}

void Primitive::run(const Argument* arguments, int count) const {
  constexpr int kMost = 4;
  if (count >= kMost) throw std::logic_error("too many arguments of a oneDNN primitive");
  std::array<Memory, kMost> memories;
  std::array<dnnl_exec_arg_t, kMost> passed;
  for (int i = 0; i < count; i++) {
    memories[i] = memory_at(layout(arguments[i].name), const_cast<void*>(arguments[i].data));
    passed[i] = {arguments[i].name, memories[i].get()};
  }
  if (scratch_bytes_ > 0) {
    memories[count] = memory_at(layout(DNNL_ARG_SCRATCHPAD), scratch(scratch_bytes_));
    passed[count] = {DNNL_ARG_SCRATCHPAD, memories[count].get()};
    count++;
  }
  check(dnnl().dnnl_primitive_execute(primitive_.get(), stream(), count, passed.data()), "execution");
  check(dnnl().dnnl_stream_wait(stream()), "wait");
}

}  // namespace sconce::onednn

using namespace sconce;

const char* sc_open_onednn(const char* path) noexcept {
  static std::mutex mutex;
  static std::string failure;  // outlives the call: its text is handed out
  std::lock_guard lock(mutex);
  if (onednn::is_open.load(std::memory_order_relaxed)) return nullptr;
  void* handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    failure = dlerror();
    return failure.c_str();
  }
  onednn::Functions& f = onednn::functions;
#define F(name)                                                       \
  f.name = reinterpret_cast<decltype(&::name)>(dlsym(handle, #name)); \
  if (f.name == nullptr) {                                            \
    failure = std::string("it has no function ") + #name;             \
    return failure.c_str();                                           \
  }
  SC_DNNL_FUNCTIONS(F)
#undef F
  const dnnl_version_t& version = *f.dnnl_version();
  if (version.cpu_runtime != DNNL_CPU_THREADING_RUNTIME) {
    failure = "this library was built for MKLDNN_CPU_RUNTIME=" SCONCE_MKLDNN_CPU_RUNTIME ", and that oneDNN was not";
    return failure.c_str();
  }
  f.omp_get_max_threads = nullptr;
  if (version.cpu_runtime == DNNL_RUNTIME_OMP) {
    // Of the OpenMP runtime that oneDNN itself calls.
    f.omp_get_max_threads = reinterpret_cast<int (*)()>(dlsym(handle, "omp_get_max_threads"));
    f.omp_set_num_threads = reinterpret_cast<void (*)(int)>(dlsym(handle, "omp_set_num_threads"));
    if (f.omp_get_max_threads == nullptr || f.omp_set_num_threads == nullptr) return "it has no OpenMP runtime";
  }
  if (f.dnnl_engine_create(&f.engine, dnnl_cpu, 0) != dnnl_success) return "it has no engine for CPUs";
  onednn::is_open.store(true, std::memory_order_release);
  return nullptr;
}

const char* sc_onednn_config() noexcept {
  if (!onednn::is_open.load(std::memory_order_acquire)) return nullptr;
  static const std::string text = [] {
    const dnnl_version_t& version = *onednn::dnnl().dnnl_version();
    return "v" + std::to_string(version.major) + "." + std::to_string(version.minor) + "." +
           std::to_string(version.patch) + " (Git Hash " + version.hash + ")";
  }();
  return text.c_str();
}
