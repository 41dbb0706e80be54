// Discrete Fourier transforms of many lines.
#pragma once

#include <cstdint>

namespace sconce {

// fft   out[j] = scale * sum over k of in[k] * e^(-2 pi i j k / n), with e^(+...) if inverse, for each line of its own:
//
//   kind 0   n complex numbers in, n complex numbers out
//   kind 1   n real numbers in, the first n / 2 + 1 complex ones out: the others are their conjugates
//   kind 2   n / 2 + 1 complex numbers in, n real ones out: the input's other half is taken to be the conjugate one
//
// dtype is that of the real numbers, float or double; in [lines, …] and out [lines, …] are contiguous and apart. Any n
// will do: lengths with a large prime factor go by way of a convolution.
//
// Errors: kUnsupportedDtype, kInvalidArgument for n < 1, lines < 0 or another kind.
struct FftArgs {
  int64_t dtype;
  void* out;
  const void* in;
  int64_t lines;
  int64_t n;
  int64_t kind;
  int64_t inverse;
  double scale;
};

}  // namespace sconce
