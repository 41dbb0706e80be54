// Powers, and the number theory of integers: out = f(a, b).
#include "kernels/pointwise.h"

namespace sconce::inline SCONCE_CPU_CAPABILITY {

// clang-format off
SC_BINARY(pow, NumberOrComplex, 0, pow(a, b))
SC_UNARY(pow_scalar, Floating, 1, pow_scalar(x, p[0]))  // exponent; 2, 3, 0.5, -0.5, -1, -2 are computed without pow

SC_BINARY(gcd, Integral, 0, gcd(a, b))
SC_BINARY(lcm, Integral, 0, lcm(a, b))
SC_BINARY(bitwise_and, IntegralOrBool, 0, bit_and(a, b))
SC_BINARY(bitwise_or, IntegralOrBool, 0, bit_or(a, b))
SC_BINARY(bitwise_xor, IntegralOrBool, 0, bit_xor(a, b))
SC_BINARY(bitwise_left_shift, Integral, 0, shift_left(a, b))
SC_BINARY(bitwise_right_shift, Integral, 0, shift_right(a, b))
// clang-format on

}  // namespace sconce::inline SCONCE_CPU_CAPABILITY
