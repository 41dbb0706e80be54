// The BLAS and LAPACK library: opened when first needed, since most models never do and it is large.
//
//     static const auto getrf = SC_BLAS(LAPACKE_dgetrf);
//     if (getrf == nullptr) return fail(kNoBlas);
//     lapack_int info = getrf(LAPACK_ROW_MAJOR, …);
//
// It computes on the calling thread only: our tiles are the parallelism.
#pragma once

#include "gemm/blas/headers.h"

namespace sconce::blas {

// The address of a function of the library that sc_open_blas opened, or null when none is open or it has no such
// function.
void* symbol(const char* name);

}  // namespace sconce::blas

#define SC_BLAS(function) reinterpret_cast<decltype(&function)>(::sconce::blas::symbol(#function))
