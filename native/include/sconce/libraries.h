// The part of the C boundary that is about the libraries which may multiply and convolve in place of our own kernels.
//
// All functions may be called from any thread at any time. Texts live as long as the library.
#pragma once

#include <stdint.h>

#include "sconce/sconce.h"

extern "C" {

// Opens oneDNN: a file, or a name for the dynamic linker. Returns null, or what went wrong (also in a build with
// USE_MKLDNN=0); after the first success it does nothing. It computes on the calling thread only.
SC_API const char* sc_open_onednn(const char* path) noexcept;

// The version of the open oneDNN, as PyTorch writes it: "v3.11.0 (Git Hash …)". Null when none is open.
SC_API const char* sc_onednn_config() noexcept;

// Chooses what computes matrix products (gemm) and convolutions from now on, in all threads: "own", "blas" (products of
// float and double; after sc_open_blas) or "onednn" (products and convolutions of float; after sc_open_onednn). What a
// library cannot do, our own kernels do. Returns null, or why that cannot be chosen.
SC_API const char* sc_choose_gemm(const char* name) noexcept;

// What was chosen; "own" at first.
SC_API const char* sc_gemm() noexcept;

}  // extern "C"
