// The C boundary of the native library: all that Java sees of it, and with status.h the only header that JavaCPP
// parses.
//
// Addresses cross as int64_t. No function throws. All functions may be called from any thread at any time, unless they
// say otherwise.
#pragma once

#include <stdint.h>

#include "sconce/status.h"

#define SC_API __attribute__((visibility("default")))

extern "C" {

// Chooses the CPU capability: the highest that this machine has, or the one that the environment variable
// ATEN_CPU_CAPABILITY (default, avx2 or avx512) forces. To be called before any other function; later calls return the
// first one's answer. Returns null, or a sentence that says why the library cannot be used here.
SC_API const char* sc_init() noexcept;

// How the library was built, as lines of "key=value": version, compiler, build_type; the build switches threading (OMP
// or TBB), use_openmp, use_tbb, blas (OpenBLAS or MKL), mkl_threading, use_mkldnn, mkldnn_cpu_runtime, empty where they
// do not apply; blas_version, mkldnn_version of the headers; blas_installed, mkldnn_installed, the files that were
// found installed; sanitize, capabilities (all that were compiled). The text lives as long as the library.
SC_API const char* sc_build_info() noexcept;

// The capability in use: "DEFAULT", "AVX2" or "AVX512".
SC_API const char* sc_cpu_capability() noexcept;

// The capabilities that this machine can run, best last, separated by spaces.
SC_API const char* sc_cpu_supported() noexcept;

// The number of kernels; their names and required argument words by number; the number of a name, or -1.
SC_API int32_t sc_kernel_count() noexcept;
SC_API const char* sc_kernel_name(int32_t kernel) noexcept;
SC_API int64_t sc_kernel_words(int32_t kernel) noexcept;
SC_API int32_t sc_kernel(const char* name) noexcept;

// Whether each kernel was compiled for every capability: null, or the name of one that was not.
SC_API const char* sc_kernel_missing() noexcept;

// Whether the kernel pointwise_chain takes calls of a kernel as its steps, where the inputs and the output are of these
// dtypes (ScalarType numbers): the operands that such a call has, output first, or 0.
SC_API int32_t sc_chain_operands(int32_t kernel, int64_t input_dtype, int64_t output_dtype) noexcept;

// Runs a kernel on the packed block of 8-byte words at args_address, with at most `threads` threads (at least 1) and no
// more than sc_num_threads(). The caller holds a compute slot. Returns an sc_status.
SC_API int32_t sc_run(int32_t kernel, int64_t args_address, int64_t words, int32_t threads) noexcept;

// Runs calls [from, to) of a plan in order: entries_address is that of an array of five words a call: kernel, address
// of its arguments, number of words, address and number of pairs of words (address, bytes) that say what the calls
// behind it will read of constant memory, which it may fetch meanwhile. Each may use `threads` threads, as in sc_run.
// Returns `to`, or the number of the call that failed; sc_replay_status is the calling thread's last failure's
// sc_status then.
SC_API int64_t sc_replay(int64_t entries_address, int64_t from, int64_t to, int32_t threads) noexcept;
SC_API int32_t sc_replay_status() noexcept;

// The two numbers that belong to the calling thread's last failed sc_run or sc_replay.
SC_API int64_t sc_error_a() noexcept;
SC_API int64_t sc_error_b() noexcept;

// Opens the BLAS and LAPACK library: a file, or a name for the dynamic linker. Returns null, or what went wrong; after
// the first success it does nothing. Kernels that need it fail with SC_NO_BLAS before.
SC_API const char* sc_open_blas(const char* path) noexcept;

// What the open BLAS library says of itself (version, core type, …), or null when none is open.
SC_API const char* sc_blas_config() noexcept;

// The number of threads that the open BLAS library would use for one call, or 0 when none is open or it does not say.
SC_API int32_t sc_blas_threads() noexcept;

// Off-heap memory, aligned to 64 bytes, uninitialised. sc_alloc returns 0 when there is none; bytes may be 0.
// sc_free ignores address 0.
SC_API int64_t sc_alloc(int64_t bytes) noexcept;
SC_API void sc_free(int64_t address) noexcept;
// Bytes that sc_alloc has given and sc_free has not taken back, as the allocator rounds them up.
SC_API int64_t sc_live_bytes() noexcept;

// Gives the memory of a mapped file back that holds these bytes, whole pages around them: they are read from the file
// again when they are next touched. For read-only mappings of files only: other memory would lose its bytes.
SC_API void sc_forget_mapped(int64_t address, int64_t bytes) noexcept;

// memmove and memset.
SC_API void sc_copy(int64_t destination, int64_t source, int64_t bytes) noexcept;
SC_API void sc_fill(int64_t destination, int32_t value, int64_t bytes) noexcept;

// Threads that one kernel may use. A change reaches every thread at its next kernel; values below 1 are ignored.
SC_API int32_t sc_num_threads() noexcept;
SC_API void sc_set_num_threads(int32_t threads) noexcept;

// What the threading libraries say of themselves, as lines of "key=value": hardware_concurrency, workers (threads of
// the intra-op pool that live now; of TBB's, those that have computed), and openmp (the date of the standard) with
// omp_get_max_threads, or tbb (its version) with tbb_max_allowed_parallelism. The text lives until the calling thread's
// next call.
SC_API const char* sc_threading_info() noexcept;

// Compute slots: whoever computes holds one, so that no more threads compute at once than there are slots, which is
// max(sc_num_threads(), the minimum that is set). A thread takes one before it runs kernels (sc_try_acquire_slot
// returns 1 when it got it, else 0, at once) and releases it after them. A kernel claims free ones for its helpers and
// gives them back soon when told, by a count above 0, that somebody waits. sc_free_slots may be below 0 for a while
// after the capacity has shrunk. The minimum: the CPUs until set; values below 1 are ignored.
SC_API int32_t sc_slot_capacity() noexcept;
SC_API int32_t sc_free_slots() noexcept;
SC_API int32_t sc_try_acquire_slot() noexcept;
// As sc_try_acquire_slot, but not a slot that was free for a moment only: one that its holder gives back after a call
// and takes again for the next. Looks for some microseconds.
SC_API int32_t sc_try_acquire_idle_slot() noexcept;
SC_API void sc_release_slot() noexcept;
SC_API void sc_add_slot_waiters(int32_t change) noexcept;
SC_API void sc_set_minimum_slots(int32_t slots) noexcept;

// The CPU that the calling thread runs on; moves the calling thread there, which it may leave again. For a thread that
// was given another one's slot: the scheduler may have woken it where a third one computes, and would take milliseconds
// to see that the giver's CPU is free.
SC_API int32_t sc_current_cpu() noexcept;
SC_API void sc_move_to_cpu(int32_t cpu) noexcept;

// A thread that is inside a long kernel gives its slot away between two pieces of it when it has been asked to (1; 0
// takes that back): it calls the function that was set, which hands the slot over, and returns when the thread has one
// again. A null pointer: kernels keep their slot.
typedef void (*sc_give_way_function)();
SC_API void sc_ask_for_way(int32_t asked) noexcept;
SC_API void sc_set_give_way(sc_give_way_function function) noexcept;

// The threads of the intra-op pool now; the loops that were computed by more than one thread so far.
SC_API int32_t sc_pool_threads() noexcept;
SC_API int64_t sc_parallel_regions() noexcept;

// The most threads that computed kernels at once, counted from the first call of sc_reset_computing_peak on (0 before,
// since counting costs) and anew from each.
SC_API int32_t sc_computing_peak() noexcept;
SC_API void sc_reset_computing_peak() noexcept;

// Records the parallel loops that the calling thread's kernels begin, from sc_trace_start until sc_trace_take, which
// writes them to the `words` 8-byte words at an address and returns how many words there are; where they are too few it
// writes nothing, and can be called again. A record is begin, end, how long the caller computed no range of it, the
// threads that might have taken part, and the number of parts, a thread's share each; then for each part: the thread's
// number in the system, begin, end, time spent in ranges, and their number. Times in ns of CLOCK_MONOTONIC.
SC_API void sc_trace_start() noexcept;
SC_API int64_t sc_trace_take(int64_t address, int64_t words) noexcept;

}  // extern "C"
