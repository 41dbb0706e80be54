// Libraries that may multiply and convolve in place of our own kernels: BLAS and oneDNN, behind one interface.
//
// Our own are faster and the default; sc_choose_gemm takes another, to compare or to check with. A library is called
// with one tile at a time, from inside parallel_for, and computes it on the calling thread: no thread is ever its own.
#pragma once

#include <cstdint>
#include <memory>

namespace sconce {

// A matrix as libraries read it: rows `stride` elements apart and their elements adjacent, or transposed: the columns.
template <typename T>
struct LibraryMatrix {
  const T* data;
  int64_t stride;
  bool transposed;
};

// c [m, n] = alpha * a [m, k] @ b [k, n] + beta * c; c is not read when beta is 0. No size is 0. The rows of c are
// c_row elements apart. Everything fits in int32_t.
template <typename T>
struct LibraryProduct {
  int64_t m, n, k;
  T alpha, beta;
  LibraryMatrix<T> a, b;
  T* c;
  int64_t c_row;
};

// A convolution of one image of float, without bias, in 1 to 3 spatial dimensions (the last ones of each array; unused
// ones are 1, 1, 1, 0, 0, 1): PyTorch's conv1d to conv3d with padding_end for what lies behind the last position. in is
// [c_in, in...] and out [c_out, out...] with channels first, or [in..., c_in] and [out..., c_out] with channels last;
// `inner` is the distance of channels or positions (ConvLayout). No size is 0.
struct LibraryConvolution {
  bool channels_last;
  int64_t dims;
  int64_t groups, c_in, c_out;
  int64_t in[3], out[3], kernel[3], stride[3], padding[3], padding_end[3], dilation[3];
  int64_t in_inner, out_inner;
};

// A convolution that a library has prepared for one shape. Thread-safe.
class PreparedConvolution {
 public:
  virtual ~PreparedConvolution() = default;

  // The weight in the order in which `run` reads it: how many bytes, and written from a contiguous [c_out,
  // c_in / groups, kernel...].
  virtual int64_t weight_bytes() const = 0;
  virtual void pack_weight(const float* weight, void* packed) const = 0;

  // Whether both read the same packed weight.
  virtual bool reads_weight_of(const PreparedConvolution& other) const = 0;

  // Computes it on the calling thread. `packed` is 64-byte aligned. Throws when the library fails.
  virtual void run(const float* in, const void* packed, float* out) const = 0;
};

class GemmLibrary {
 public:
  // Its name for sc_choose_gemm.
  virtual const char* name() const = 0;

  // Computes a tile on the calling thread. Thread-safe. Throws when the library fails.
  virtual void multiply(const LibraryProduct<float>& product) const = 0;
  virtual void multiply(const LibraryProduct<double>& product) const = 0;
  virtual bool multiplies_double() const = 0;

  virtual bool convolves() const = 0;
  // Prepares a convolution; null when the library has none that is worth calling. Thread-safe.
  virtual std::shared_ptr<const PreparedConvolution> prepare(const LibraryConvolution& convolution) const = 0;

 protected:
  ~GemmLibrary() = default;
};

// The library that was chosen, or null: our own kernels. Costs one load.
const GemmLibrary* gemm_library();

// The libraries of this build; null where the build or the process has none (not opened yet).
const GemmLibrary* blas_gemm();
const GemmLibrary* onednn_gemm();

}  // namespace sconce
