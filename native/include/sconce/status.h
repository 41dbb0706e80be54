// What crosses the C boundary as a status. A header of its own, since every kernel includes it: a new function of the
// boundary then compiles no kernel anew.
#pragma once

// What a kernel returns. The meaning of a and b (sc_error_a, sc_error_b) is said for each.
enum sc_status {
  SC_OK = 0,
  SC_INDEX_OUT_OF_RANGE = 1,  // a = the index, b = the size it must be below
  SC_UNSUPPORTED_DTYPE = 2,   // a = the ScalarType number
  SC_INVALID_ARGUMENT = 3,    // a = position of the argument word, b = its value
  SC_DIVISION_BY_ZERO = 4,    // integer division; no numbers
  SC_SINGULAR_MATRIX = 5,     // a = batch index, b = LAPACK's info
  SC_NOT_CONVERGED = 6,       // a = batch index, b = LAPACK's info
  SC_OUT_OF_MEMORY = 7,       // a = bytes asked for, 0 if unknown
  SC_NO_SUCH_KERNEL = 8,      // a = the kernel's number
  SC_TOO_FEW_WORDS = 9,       // a = words passed, b = words needed
  SC_INTERNAL_ERROR = 10,     // an exception of C++ that no kernel should raise
  SC_NO_BLAS = 11,            // a kernel needs LAPACK and no library is open; no numbers
};
