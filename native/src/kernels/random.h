// Random numbers: the Mersenne Twister of PyTorch's CPU generator (at::mt19937), and its distributions over it, bit by
// bit where PyTorch computes them itself. The state is a block of memory that the caller owns; calls on one state must
// not overlap in time.
#pragma once

#include <cstdint>

namespace sconce {

// 2520 bytes, aligned to 8. random_seed initialises it.
struct RandomState {
  uint32_t engine[624];
  int64_t position;    // of the next number in the engine; 624: the engine is to be renewed
  int64_t has_normal;  // 1 if a normal number is left over from the last pair
  double normal;       // that number, of mean 0 and deviation 1
};

// random_seed          as torch.manual_seed: the lowest 32 bits of the seed count
struct RandomSeedArgs {
  RandomState* state;
  int64_t seed;
};

// out [n], contiguous, is filled in order, from one state:
//
// random_uniform      [a, b)                            Tensor.uniform_      float, double, half, bfloat16
// random_normal       mean a, deviation b               Tensor.normal_       float, double, half, bfloat16
// random_normal_pairs the same, never in blocks of 16   of a strided tensor  float, double, half, bfloat16
// random_exponential  rate a                            Tensor.exponential_  float, double, half, bfloat16
// random_bernoulli    1 with probability a, else 0      Tensor.bernoulli_    any real dtype
// random_integers     from <= x < to                    Tensor.random_       any real dtype but bool
// random_bits         0 <= x <= the dtype's largest     Tensor.random_       int32, int64
// random_permutation  0..n-1 in random order            torch.randperm       int64
//
// Errors: kUnsupportedDtype; kInvalidArgument for n < 0, or from >= to. PyTorch builds with MKL draw exponential_ and
// bernoulli_ from MKL's own generator: there only the distribution is the same.
struct RandomArgs {
  RandomState* state;
  int64_t dtype;
  void* out;
  int64_t n;
  double a, b;
  int64_t from, to;
};

// out [n] is filled in order with one number of each element's own distribution, by x and y [n] of the same dtype:
//
// random_poisson   rate x                          torch.poisson     float, double, half, bfloat16
// random_binomial  x trials of probability y       torch.binomial    float, double, half, bfloat16
//
// Errors: kUnsupportedDtype; kInvalidArgument for n < 0, or with an element's index for a rate or number of trials that
// is not finite.
struct RandomOfArgs {
  RandomState* state;
  int64_t dtype;
  void* out;
  int64_t n;
  const void* x;
  const void* y;
};

}  // namespace sconce
