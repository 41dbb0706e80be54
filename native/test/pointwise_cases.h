// What every pointwise kernel must compute: a reference beside each name.
#pragma once

#include <complex>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace sconce::testing {

struct PointwiseCase {
  // x = the operands, p = the scalars. Tests (bool results) return 0 or 1.
  using Real = std::function<long double(const long double* x, const long double* p)>;
  // The low bits of the result count. bits = width of the dtype, 1 for bool.
  using Integer = std::function<int64_t(const int64_t* x, const int64_t* p, int bits)>;
  using Complex = std::function<std::complex<double>(const std::complex<double>* x, const std::complex<double>* p)>;

  std::string name;
  std::vector<double> scalars;
  double ulps = 1;     // allowed error in units in the last place of the result
  double cancels = 0;  // and, where terms cancel, in units of eps * max(1, |operands|)^2
  bool moderate =
      false;  // only operands of moderate size: the reference itself overflows or is ill-conditioned elsewhere
  Real real;
  Integer integer;
  Complex complex;

  PointwiseCase(std::string kernel, std::vector<double> params, double error, double cancellation = 0)
      : name(std::move(kernel)), scalars(std::move(params)), ulps(error), cancels(cancellation) {}
  PointwiseCase& of_real(Real f) {
    real = std::move(f);
    return *this;
  }
  PointwiseCase& of_integer(Integer f) {
    integer = std::move(f);
    return *this;
  }
  PointwiseCase& of_complex(Complex f) {
    complex = std::move(f);
    return *this;
  }
  PointwiseCase& moderate_only() {
    moderate = true;
    return *this;
  }
};

const std::vector<PointwiseCase>& pointwise_cases();

// f(x) = want, to 20 digits: for kernels whose case has no reference function, since no C library has one.
struct KnownValue {
  std::string name;
  std::vector<double> x;
  double want;
};

const std::vector<KnownValue>& known_values();

}  // namespace sconce::testing
