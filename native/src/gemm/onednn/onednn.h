// oneDNN: opened when it is chosen (sc_open_onednn), and called through its C API.
//
// oneDNN decides by the number of threads that its runtime would give it whether and how to cut its work; inside
// on_one_thread that is one, so that it computes where it is called.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>

#include "oneapi/dnnl/dnnl.h"
#include "parallel/alone.h"

namespace sconce::onednn {

// The functions that we call. A new one is added here.
#define SC_DNNL_FUNCTIONS(F)                        \
  F(dnnl_version)                                   \
  F(dnnl_engine_create)                             \
  F(dnnl_stream_create)                             \
  F(dnnl_stream_wait)                               \
  F(dnnl_memory_desc_create_with_strides)           \
  F(dnnl_memory_desc_create_with_tag)               \
  F(dnnl_memory_desc_clone)                         \
  F(dnnl_memory_desc_destroy)                       \
  F(dnnl_memory_desc_get_size)                      \
  F(dnnl_memory_desc_equal)                         \
  F(dnnl_memory_create)                             \
  F(dnnl_memory_destroy)                            \
  F(dnnl_post_ops_create)                           \
  F(dnnl_post_ops_append_eltwise)                   \
  F(dnnl_post_ops_append_sum)                       \
  F(dnnl_post_ops_destroy)                          \
  F(dnnl_primitive_attr_create)                     \
  F(dnnl_primitive_attr_set_scratchpad_mode)        \
  F(dnnl_primitive_attr_set_post_ops)               \
  F(dnnl_primitive_attr_destroy)                    \
  F(dnnl_matmul_primitive_desc_create)              \
  F(dnnl_convolution_forward_primitive_desc_create) \
  F(dnnl_reorder_primitive_desc_create)             \
  F(dnnl_primitive_desc_query)                      \
  F(dnnl_primitive_desc_query_md)                   \
  F(dnnl_primitive_desc_destroy)                    \
  F(dnnl_primitive_create)                          \
  F(dnnl_primitive_destroy)                         \
  F(dnnl_primitive_execute)

struct Functions {
#define F(name) decltype(&::name) name;
  SC_DNNL_FUNCTIONS(F)
#undef F
  // The calling thread's number of OpenMP threads; null when the runtime is another.
  int (*omp_get_max_threads)();
  void (*omp_set_num_threads)(int);
  dnnl_engine_t engine;
};

// The open library; only to be called when it is open.
const Functions& dnnl();

// Throws unless the status is success.
inline void check(dnnl_status_t status, const char* what) {
  if (status != dnnl_success) throw std::runtime_error(std::string("oneDNN: ") + what + ": " + std::to_string(status));
}

// Calls f() so that oneDNN computes in it on the calling thread alone, whichever its runtime is. All that makes or runs
// primitives is called so. What f throws is passed on.
void run_on_one_thread(const detail::Task& task);
template <typename F>
void on_one_thread(F f) {
  auto task = [&](int) { f(); };
  run_on_one_thread(detail::Task(task));
}

// Owners of oneDNN's objects: dnnl's own destroy functions, as deleters.
#define SC_DNNL_OWNER(Name, handle, destroy)                         \
  struct Name##Deleter {                                             \
    using pointer = handle;                                          \
    void operator()(handle object) const { dnnl().destroy(object); } \
  };                                                                 \
  using Name = std::unique_ptr<handle, Name##Deleter>;
SC_DNNL_OWNER(MemoryDesc, dnnl_memory_desc_t, dnnl_memory_desc_destroy)
SC_DNNL_OWNER(Memory, dnnl_memory_t, dnnl_memory_destroy)
SC_DNNL_OWNER(PostOps, dnnl_post_ops_t, dnnl_post_ops_destroy)
SC_DNNL_OWNER(Attributes, dnnl_primitive_attr_t, dnnl_primitive_attr_destroy)
SC_DNNL_OWNER(PrimitiveDesc, dnnl_primitive_desc_t, dnnl_primitive_desc_destroy)
SC_DNNL_OWNER(PrimitiveHandle, dnnl_primitive_t, dnnl_primitive_destroy)
#undef SC_DNNL_OWNER

// float elements at these strides.
MemoryDesc strided(int dims, const dnnl_dims_t sizes, const dnnl_dims_t strides);

// Attributes with the caller's scratch memory, so that a primitive may run on many threads at once: the result is
// beta * what was there + alpha * what is computed.
Attributes attributes(float alpha, float beta);

// A primitive that may run on many threads at once.
class Primitive {
 public:
  // An argument: what it is (DNNL_ARG_…) and where.
  struct Argument {
    int name;
    const void* data;
  };

  explicit Primitive(PrimitiveDesc desc);

  // The layout of an argument.
  const_dnnl_memory_desc_t layout(int name) const;
  // The implementation's name, such as "brgemm:avx512_core".
  std::string implementation() const;
  // Runs on the calling thread; `count` arguments.
  void run(const Argument* arguments, int count) const;

 private:
  PrimitiveDesc desc_;
  PrimitiveHandle primitive_;
  size_t scratch_bytes_ = 0;
};

}  // namespace sconce::onednn
